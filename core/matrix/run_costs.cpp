// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/run_costs.h"

#include <algorithm>

#include "core/matrix/stage_work.h"

namespace lafs {

namespace {

constexpr double kFloat = 4;          // bytes
constexpr double kTrainedCopies = 4;  // weight, gradient, two moments

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

void addSupervised(const SupervisedSpec& train, const NetworkCost& network, StageCosts& costs) {
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
  costs.epochs = train.epochs;
}

void addPretrain(const PretrainSpec& pretrain, const NetworkCost& network, StageCosts& costs) {
  const auto batch = static_cast<double>(pretrain.batchSize);
  const auto outputs = static_cast<double>(pretrain.headOutputs);
  const double head = dinoHeadSize(pretrain, network.shape);
  const auto local = static_cast<double>(pretrain.localViews);
  const auto all = static_cast<double>(network.shape.landmarks);
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
  costs.epochs = pretrain.epochs;
}

}  // namespace

StageCosts stageCosts(const ExperimentSpec& spec, StageKind stage) {
  const NetworkCost network = networkCost(spec.model);
  const DataSpec& data = dataOf(spec, stage);
  SetSize size;
  if (data.source == "synthetic") {
    const auto identities = static_cast<double>(data.identities);
    size = {identities * static_cast<double>(data.imagesPerIdentity), identities};
    if (const SubsetSpec* subset = subsetOf(spec, stage)) size = subsetSize(size, *subset);
  }
  const double classes = classesOf(spec, stage, size.identities);
  StageCosts costs;
  costs.multiplyAdds = network.forward();
  costs.trainMultiplyAdds = workOfImage(spec, stage, network, classes);
  costs.classes = static_cast<std::int64_t>(classes);
  if (size.images > 0) costs.images = static_cast<std::int64_t>(size.images);
  switch (stage) {
    case StageKind::Landmark:
      addSupervised(spec.landmark.train, network, costs);
      break;
    case StageKind::Finetune:
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
      costs.epochs = static_cast<std::int64_t>(spec.evaluate.protocols.size());
      break;
  }
  return costs;
}

}  // namespace lafs
