// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/config/experiment_spec.h"
#include "core/embed/embedder.h"
#include "core/embed/feature_supply.h"

namespace lafs {

/// Features from a model: each image and its mirror image are embedded and added.
class ModelSupply : public FeatureSupply {
 public:
  /// `progress` gets the images embedded so far, over all parts, and returns false to stop, which
  /// throws Stopped.
  ModelSupply(FaceModel& model, EmbedOptions options,
              std::function<bool(std::int64_t done)> progress);
  at::Tensor features(const ProtocolPart& part, std::int64_t begin, std::int64_t end) override;
  double meanNorm() const override;
  Json card() const override;

 private:
  FaceModel& model_;
  EmbedOptions options_;
  std::function<bool(std::int64_t)> progress_;
  std::map<std::string, std::shared_ptr<FaceSource>> sources_;  ///< of the parts, once opened
  std::int64_t done_ = 0;
  double norms_ = 0;
};

}  // namespace lafs
