// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "core/run/run_writer.h"
#include "core/train/checkpoint.h"
#include "core/train/objective.h"
#include "core/train/optimizer.h"
#include "core/train/training_position.h"

namespace lafs {

struct TrainerOptions;

/// Full-state checkpoints of one training: the objective's tensors, the optimizer's moments, and
/// the position. One thread; references must outlive it.
class TrainingCheckpoints {
 public:
  TrainingCheckpoints(Objective& objective, Optimizer& optimizer, const TrainerOptions& options,
                      RunWriter& run);

  struct Restored {
    TrainingPosition position;
    double seconds = 0;  ///< of training so far
  };
  /// Fills objective and optimizer in place from the newest good checkpoint and makes the process
  /// compute as it did; nothing when there is none. UserError when the checkpoint belongs to
  /// another training (tensors missing, added or of another shape).
  std::optional<Restored> restore();

  /// Of all ranks together; rank 0 writes.
  void save(const TrainingPosition& position, double seconds);

  /// First tensor of the state that holds a NaN or infinity; empty when none does.
  std::string nonFiniteTensor();

  bool has(std::int64_t step) const { return store_.has(step); }
  std::optional<std::int64_t> newestStep() const;

 private:
  TensorMap tensors();
  Json stateOf(const TrainingPosition& position) const;

  Objective& objective_;
  Optimizer& optimizer_;
  const TrainerOptions& options_;
  RunWriter& run_;
  CheckpointStore store_;
};

}  // namespace lafs
