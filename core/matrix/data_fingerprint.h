// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/config/experiment_spec.h"

namespace lafs {

/// Version of the synthetic renderer's numbers. Whoever changes what the renderer draws for given
/// settings raises it, so that no stage trained on other faces is reused.
constexpr int kSyntheticRendererVersion = 1;

/// Fingerprints of the data that stages read, from names, sizes and sampled blocks of the index,
/// never from every byte. Large folders are remembered in a cache file with the modification times
/// of their folders, so that asking again does not walk a million files. Not thread-safe.
class DataFingerprints {
 public:
  /// Above so many files a folder's fingerprint is taken from the cache when its own modification
  /// time and those of its sub-folders stand as they did; below, it is simply made again.
  static constexpr std::int64_t kRememberedFrom = 20000;

  explicit DataFingerprints(std::string cacheFile, std::int64_t rememberedFrom = kRememberedFrom);

  /// What identifies the data of `stage` beyond the spec's own fields, for the stage's content.
  /// Data that is not there appears as {"missing": place} and is added to `problems`.
  Json of(const ExperimentSpec& spec, StageKind stage, std::vector<Problem>& problems);

 private:
  Json folder(const std::string& root, const std::string& field, std::vector<Problem>& problems);
  Json source(const DataSpec& data, const std::string& field, std::vector<Problem>& problems);
  Json part(const std::string& text, const DataSpec& whole, std::vector<Problem>& problems);
  Json recordFile(const std::string& path, std::vector<Problem>& problems);
  Json wholeFile(const std::string& path, const std::string& field, std::vector<Problem>& problems);
  Json subsetIndex(const ExperimentSpec& spec, StageKind stage, std::vector<Problem>& problems);
  /// What `make` yields for the file or folder `path`; when it cannot, why is a problem.
  static Json orProblem(const std::function<Json()>& make, const std::string& path,
                        const std::string& field, std::vector<Problem>& problems);
  Json protocolFolder(const std::string& path, std::vector<Problem>& problems);
  void load();
  void save() const;

  std::string cacheFile_;
  std::int64_t rememberedFrom_;
  Json cache_;
  std::map<std::string, Json> known_;  ///< of this plan: many stages read one folder
};

}  // namespace lafs
