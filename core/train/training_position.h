// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/base/json.h"
#include "core/train/loss_scaler.h"

namespace lafs {

/// The counters of a training: with the tensors, all that a resumed run needs. Data position and
/// schedule values follow from the step (TrainingLength), noise from seed and step.
struct TrainingPosition {
  std::int64_t step = 0;    ///< optimizer steps done
  std::int64_t images = 0;  ///< seen so far, repeats counted
  double epochLoss = 0;     ///< sum of the losses of this epoch's steps
  std::int64_t epochSteps = 0;
  /// The checkpoint at the end of the epoch with the lowest mean loss.
  std::optional<std::int64_t> bestStep;
  double bestLoss = 0;
  LossScaler::Position scaler;

  void addLoss(double loss) {
    epochLoss += loss;
    ++epochSteps;
  }
  /// Closes an epoch at `step`: it becomes the best one when its mean loss is the lowest so far.
  void endEpoch();
};

Json toJson(const TrainingPosition& position);
/// UserError naming `where` when a counter is missing.
TrainingPosition positionFromJson(const Json& json, const std::string& where);

}  // namespace lafs
