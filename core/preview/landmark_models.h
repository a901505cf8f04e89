// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/base/json.h"
#include "core/config/model_shape.h"
#include "core/model/frozen_landmark_cnn.h"
#include "core/preview/recent_values.h"

namespace lafs {

/// A landmark CNN ready to be asked, and where it is from.
struct LandmarkModel {
  ModelShape shape;
  std::shared_ptr<const FrozenLandmarkCnn> cnn;
  std::string name;  ///< for people
  std::string key;   ///< differs when anything about the weights differs
};

/// Opens the `model` object of a request; one of
///   {"file": PATH}            a model file that a stage wrote
///   {"run": DIR}              what that run found: its result, else its newest checkpoint. A run
///                             that trains no landmark CNN gives the one it reads
///   {"run": DIR, "step": N}   its checkpoint of step N
///   {"grid": {…}}             no CNN: landmarks on the regular grid; the object holds the fields
///   of
///                             a spec's `model` section
/// BatchNorm is folded, as in pretraining. The few dozen that were asked for last stay open.
/// UserError when there is no landmark CNN to be had. One thread.
class LandmarkModels {
 public:
  const LandmarkModel& open(const Json& model);

 private:
  RecentValues<LandmarkModel> recent_{48};
};

}  // namespace lafs
