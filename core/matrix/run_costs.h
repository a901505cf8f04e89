// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>

#include "core/config/experiment_spec.h"

namespace lafs {

/// What one step of a stage needs, by arithmetic from its spec: will it fit, and how large is what
/// trains? How long a whole stage takes and what it leaves on the disk is core/report/stage_cost.h;
/// both count work with stage_work.h.
struct StageCosts {
  std::int64_t parameters = 0;      ///< of the network that trains (head included)
  std::int64_t headParameters = 0;  ///< of the class head or the DINO head alone
  double multiplyAdds = 0;          ///< of one forward pass of one image (attention included)
  double trainMultiplyAdds = 0;     ///< of one image of the stage (workOfImage)
  /// Bytes of weights, gradients and optimizer moments, activations of a micro-batch and logits.
  /// An estimate: the class head is exact (classes × dim × 4 bytes × (weight, gradient, moments)),
  /// activations are about ±30 %.
  double memoryBytes = 0;
  double headBytes = 0;                ///< the class head's share, logits included
  std::optional<std::int64_t> images;  ///< of an epoch; unknown for folders
  std::int64_t epochs = 0;             ///< of an evaluation: protocols
  std::int64_t classes = 0;            ///< 0 = none, or unknown
};

/// UserError when the model does not resolve.
StageCosts stageCosts(const ExperimentSpec& spec, StageKind stage);

}  // namespace lafs
