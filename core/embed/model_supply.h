// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <map>
#include <string>

#include "core/config/experiment_spec.h"
#include "core/embed/embedder.h"
#include "core/embed/feature_supply.h"

namespace lafs {

/// Features from a model: each image and its mirror image are embedded and added. Before the first
/// of a part, some of its pictures are probed: faces of the wrong colour order, or not aligned,
/// give poor figures and no error.
class ModelSupply : public FeatureSupply {
 public:
  /// `progress` gets the images embedded so far, over all parts, and returns false to stop, which
  /// throws Stopped. `warn` gets what the probes find wrong; either may be empty.
  ModelSupply(FaceModel& model, EmbedOptions options,
              std::function<bool(std::int64_t done)> progress,
              std::function<void(const std::string&)> warn = {});
  at::Tensor features(const ProtocolPart& part, std::int64_t begin, std::int64_t end) override;
  double meanNorm() const override;
  Json card() const override;
  /// {part: core/data/inspection/face_probes.h} of the parts that were opened.
  const Json& probes() const { return probes_; }

 private:
  void open(const ProtocolPart& part, std::shared_ptr<FaceSource>& source);

  FaceModel& model_;
  EmbedOptions options_;
  std::function<bool(std::int64_t)> progress_;
  std::function<void(const std::string&)> warn_;
  Json probes_ = Json::object();
  std::map<std::string, std::shared_ptr<FaceSource>> sources_;  ///< of the parts, once opened
  std::int64_t done_ = 0;
  double norms_ = 0;
};

}  // namespace lafs
