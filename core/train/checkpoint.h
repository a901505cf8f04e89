// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/model/tensor_file.h"
#include "core/run/run_paths.h"

namespace lafs {

/// Everything a training needs to go on as if it had never stopped. `tensors` and `state` are
/// functions of the spec and the step alone, so that two runs of one spec can be compared byte for
/// byte; what differs between runs (wall times, host) belongs into `environment`.
struct Checkpoint {
  std::int64_t step = 0;  ///< optimizer steps done
  TensorMap tensors;
  Json state = Json::object();
  Json environment = Json::object();
};

/// The checkpoints of one run: folders checkpoints/step-<step>/ that hold
///   state.safetensors   every tensor
///   state.json          counters and schedule position
///   environment.json    threads, instruction set, device, seconds so far
///   complete.json       size and checksum of the three; written last, removed first
/// A folder is written under a hidden name, synced and renamed before its mark appears. One writer.
class CheckpointStore {
 public:
  using Warn = std::function<void(const std::string& text)>;

  /// Keeps the newest `keep` (at least 1) and the best. Removes what a killed writer left half
  /// done. `warn` hears about checkpoints that are passed over.
  CheckpointStore(const RunPaths& paths, std::int64_t keep, Warn warn);

  /// Writes a checkpoint, then removes what is no longer kept: all but the newest `keep` and
  /// `bestStep`. UserError when the disk refuses; earlier checkpoints are then still there.
  void save(const Checkpoint& checkpoint, std::optional<std::int64_t> bestStep);

  /// The newest checkpoint whose files are what the mark says; torn and damaged ones are passed
  /// over with a warning and removed once the next one is saved.
  std::optional<Checkpoint> loadNewest();

  std::vector<std::int64_t> complete() const;  ///< steps that bear a mark, ascending
  bool has(std::int64_t step) const;
  std::string folder(std::int64_t step) const { return paths_.checkpoint(step); }

 private:
  Checkpoint load(std::int64_t step) const;
  void remove(std::int64_t step) const;
  std::vector<std::int64_t> folders() const;

  RunPaths paths_;
  std::int64_t keep_;
  Warn warn_;
  std::set<std::int64_t> damaged_;
};

}  // namespace lafs
