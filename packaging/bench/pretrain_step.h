// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/config/model_shape.h"
#include "core/config/stage_specs.h"

namespace lafs::bench {

/// Seconds of the parts of one step, in order of execution.
using PhaseTimes = std::vector<std::pair<std::string, double>>;

/// A LAFS pretraining step on random views, with the classes that the worker trains with; only the
/// loader (decoding, augmentation) and the logging are missing.
class PretrainStep {
 public:
  PretrainStep(const ModelShape& shape, const PretrainSpec& spec);
  ~PretrainStep();

  /// One whole step as the trainer makes it; seconds.
  double run();

  /// One step composed of the same parts, with a clock between them.
  PhaseTimes runTimed();

  double loss() const;  ///< of the last run()

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lafs::bench
