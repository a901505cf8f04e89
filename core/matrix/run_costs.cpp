// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/run_costs.h"

#include <algorithm>
#include <cmath>

#include "core/config/model_shape.h"

namespace lafs {

namespace {

constexpr double kFloat = 4;            // bytes
constexpr double kTrainedCopies = 4;    // weight, gradient, two moments
constexpr double kForwardBackward = 3;  // a backward pass costs two forward ones

/// Numbers that a transformer keeps of one image for the backward pass.
double activationsOf(const ModelShape& shape, double tokens) {
  if (shape.family == ModelFamily::IResNet) {
    // Stages halve the side and double the channels; each unit keeps about four maps.
    const double side = static_cast<double>(shape.imageSize);
    return 4 * 64 * side * side * (static_cast<double>(shape.resnetDepth) / 16.0);
  }
  const auto dim = static_cast<double>(shape.dim);
  const double inner = static_cast<double>(shape.heads * shape.headDim);
  const double block = tokens * (6 * dim + 4 * inner + 3 * static_cast<double>(shape.mlpDim)) +
                       2 * static_cast<double>(shape.heads) * tokens * tokens;
  return static_cast<double>(shape.depth) * block + tokens * (dim + 192);
}

double imagesOf(const DataSpec& data, const SubsetSpec& subset, double& identities) {
  if (data.source != "synthetic") return -1;
  identities = std::max(
      1.0, std::floor(static_cast<double>(data.identities) * subset.identityFraction + 0.5));
  auto each = static_cast<double>(data.imagesPerIdentity);
  if (subset.shots > 0) each = std::min(each, static_cast<double>(subset.shots));
  double images = identities * each;
  if (subset.images > 0) images = std::min(images, static_cast<double>(subset.images));
  return images;
}

struct Network {
  ModelShape shape;
  double parameters = 0;
  double multiplyAdds = 0;
};

Network networkOf(const ExperimentSpec& spec) {
  Network network;
  network.shape = resolveModel(spec.model);
  for (const LayerCost& layer : layerCosts(network.shape)) {
    network.parameters += static_cast<double>(layer.parameters);
    network.multiplyAdds += static_cast<double>(layer.multiplyAdds);
  }
  network.multiplyAdds += static_cast<double>(attentionMultiplyAdds(network.shape));
  return network;
}

void addSupervised(const SupervisedSpec& train, const Network& network, StageCosts& costs) {
  const auto batch = static_cast<double>(train.batchSize);
  const auto classes = static_cast<double>(costs.classes);
  const auto dim = static_cast<double>(network.shape.dim);
  const double copies = train.optimizer == "sgd" ? kTrainedCopies - 1 : kTrainedCopies;
  const double sampled = std::max(1.0, classes * train.sampledClasses);
  costs.headParameters = static_cast<std::int64_t>(classes * dim);
  costs.headBytes = classes * dim * kFloat * copies + 2 * batch * sampled * kFloat;
  costs.parameters = static_cast<std::int64_t>(network.parameters) + costs.headParameters;
  costs.memoryBytes =
      network.parameters * kFloat * copies + costs.headBytes +
      batch * kFloat *
          activationsOf(network.shape, static_cast<double>(network.shape.landmarks + 1));
  costs.trainMultiplyAdds = kForwardBackward * (network.multiplyAdds + sampled * dim);
  costs.epochs = train.epochs;
}

void addPretrain(const PretrainSpec& pretrain, const Network& network, StageCosts& costs) {
  const auto batch = static_cast<double>(pretrain.batchSize);
  const auto dim = static_cast<double>(network.shape.dim);
  const auto hidden = static_cast<double>(pretrain.headHidden);
  const auto bottleneck = static_cast<double>(pretrain.headBottleneck);
  const auto outputs = static_cast<double>(pretrain.headOutputs);
  const double head = dim * hidden + hidden * hidden + hidden * bottleneck + bottleneck * outputs;
  const auto local = static_cast<double>(pretrain.localViews);
  const auto all = static_cast<double>(network.shape.landmarks);
  const double part = static_cast<double>(pretrain.subsetLandmarks) / std::max(1.0, all);
  costs.headParameters = static_cast<std::int64_t>(head);
  costs.parameters = static_cast<std::int64_t>(network.parameters + head);
  const double views = 2 + local;
  const double logits = views * batch * outputs * kFloat * 2;
  costs.headBytes = head * kFloat * (kTrainedCopies + 1) + logits;  // + 1: the teacher's
  const double student =
      2 * activationsOf(network.shape, all + 1) +
      local * activationsOf(network.shape, static_cast<double>(pretrain.subsetLandmarks + 1));
  costs.memoryBytes = network.parameters * kFloat * (kTrainedCopies + 1) + costs.headBytes +
                      batch * kFloat * student;
  costs.trainMultiplyAdds = kForwardBackward * (2 + local * part) * (network.multiplyAdds + head) +
                            2 * (network.multiplyAdds + head);
  costs.epochs = pretrain.epochs;
}

}  // namespace

StageCosts stageCosts(const ExperimentSpec& spec, StageKind stage) {
  const Network network = networkOf(spec);
  StageCosts costs;
  costs.multiplyAdds = network.multiplyAdds;
  const SubsetSpec& subset = stage == StageKind::Landmark   ? spec.landmark.subset
                             : stage == StageKind::Pretrain ? spec.pretrain.subset
                                                            : spec.finetune.subset;
  double identities = 0;
  const double images = imagesOf(dataOf(spec, stage), subset, identities);
  if (images >= 0) costs.images = static_cast<std::int64_t>(images);
  costs.classes = static_cast<std::int64_t>(identities);
  switch (stage) {
    case StageKind::Landmark:
      addSupervised(spec.landmark.train, network, costs);
      break;
    case StageKind::Finetune:
      if (spec.finetune.classCount == "fixed") costs.classes = spec.finetune.fixedClasses;
      addSupervised(spec.finetune.train, network, costs);
      break;
    case StageKind::Pretrain:
      addPretrain(spec.pretrain, network, costs);
      break;
    case StageKind::Evaluate:
      costs.classes = 0;
      costs.parameters = static_cast<std::int64_t>(network.parameters);
      costs.memoryBytes =
          network.parameters * kFloat +
          static_cast<double>(spec.evaluate.batchSize) * kFloat *
              activationsOf(network.shape, static_cast<double>(network.shape.landmarks + 1)) / 4;
      costs.trainMultiplyAdds = network.multiplyAdds;
      costs.epochs = 1;
      break;
  }
  return costs;
}

}  // namespace lafs
