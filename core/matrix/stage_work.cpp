// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/stage_work.h"

#include <algorithm>
#include <cmath>

namespace lafs {

namespace {

constexpr double kForwardBackward = 3;  ///< the backward pass costs about two forward passes

double supervisedWork(const SupervisedSpec& train, const NetworkCost& network, double classes) {
  const double head = classes * static_cast<double>(network.shape.dim);
  return kForwardBackward * (network.forward() + head * train.sampledClasses);
}

/// A local view's share of a full view's work.
double localShare(const PretrainSpec& pretrain, const ModelShape& shape) {
  if (pretrain.method == "lafs") {
    return static_cast<double>(pretrain.subsetLandmarks) /
           static_cast<double>(std::max<std::int64_t>(1, shape.landmarks));
  }
  if (shape.hasLandmarkCnn()) return 1;
  const double side =
      static_cast<double>(pretrain.localSize) / static_cast<double>(shape.imageSize);
  return side * side;
}

/// The student learns from all views, the teacher looks at two, the frozen CNN at all of them.
double pretrainWork(const PretrainSpec& pretrain, const NetworkCost& network) {
  const double head = dinoHeadSize(pretrain, network.shape);
  const auto locals = static_cast<double>(pretrain.localViews);
  const double full = network.backbone + head;
  const double small = network.backbone * localShare(pretrain, network.shape) + head;
  return kForwardBackward * (2 * full + locals * small) + 2 * full +
         network.landmarkCnn * (2 + locals);
}

}  // namespace

const SubsetSpec* subsetOf(const ExperimentSpec& spec, StageKind stage) {
  switch (stage) {
    case StageKind::Landmark:
      return &spec.landmark.subset;
    case StageKind::Pretrain:
      return &spec.pretrain.subset;
    case StageKind::Finetune:
      return &spec.finetune.subset;
    case StageKind::Evaluate:
      break;
  }
  return nullptr;
}

SetSize subsetSize(const SetSize& whole, const SubsetSpec& subset) {
  if (whole.identities <= 0) return whole;
  SetSize size;
  size.identities = std::max(1.0, std::floor(whole.identities * subset.identityFraction + 0.5));
  size.images = whole.images * size.identities / whole.identities;
  if (subset.shots > 0) {
    size.images = std::min(size.images, size.identities * static_cast<double>(subset.shots));
  }
  if (subset.images > 0) size.images = std::min(size.images, static_cast<double>(subset.images));
  return size;
}

NetworkCost networkCost(const ModelSpec& spec) {
  NetworkCost cost;
  cost.shape = resolveModel(spec);
  for (const LayerCost& layer : layerCosts(cost.shape)) {
    const bool cnn = layer.name.rfind("stn", 0) == 0 || layer.name.rfind("output_layer", 0) == 0;
    (cnn ? cost.landmarkCnn : cost.backbone) += static_cast<double>(layer.multiplyAdds);
    cost.parameters += static_cast<double>(layer.parameters);
  }
  cost.backbone += static_cast<double>(attentionMultiplyAdds(cost.shape));
  return cost;
}

double dinoHeadSize(const PretrainSpec& pretrain, const ModelShape& shape) {
  const auto dim = static_cast<double>(shape.dim);
  const auto hidden = static_cast<double>(pretrain.headHidden);
  const auto bottleneck = static_cast<double>(pretrain.headBottleneck);
  const auto outputs = static_cast<double>(pretrain.headOutputs);
  return dim * hidden + hidden * hidden + hidden * bottleneck + bottleneck * outputs;
}

double classesOf(const ExperimentSpec& spec, StageKind stage, double identities) {
  const bool fixed = stage == StageKind::Finetune && spec.finetune.classCount == "fixed";
  return fixed ? static_cast<double>(spec.finetune.fixedClasses) : identities;
}

double workOfImage(const ExperimentSpec& spec, StageKind stage, const NetworkCost& network,
                   double classes) {
  switch (stage) {
    case StageKind::Landmark:
      return supervisedWork(spec.landmark.train, network, classes);
    case StageKind::Finetune: {
      // A frozen landmark CNN beside the one that learns.
      const bool supervised = spec.finetune.landmarkMode == "supervised";
      return supervisedWork(spec.finetune.train, network, classes) +
             (supervised ? network.landmarkCnn : 0);
    }
    case StageKind::Pretrain:
      return pretrainWork(spec.pretrain, network);
    case StageKind::Evaluate:
      return 2 * network.forward();
  }
  return 0;
}

}  // namespace lafs
