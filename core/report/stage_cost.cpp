// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/stage_cost.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/config/model_shape.h"
#include "core/report/ledger.h"
#include "core/run/run_reader.h"
#include "core/run/stage_job.h"

namespace lafs {

namespace {

constexpr double kForwardBackward = 3;  ///< the backward pass costs about two forward passes
constexpr double kBytesOfNumber = 4;
constexpr double kPaperDays = 2.5;  ///< read-me of the released code: 2-3 days ...
constexpr double kPaperCards = 2;   ///< ... on two cards
constexpr double kShortestRun = 5;  ///< seconds; below, starting up is most of it

/// Multiply-adds of one image, taken apart where views differ.
struct ModelCost {
  double cnn = 0;       ///< landmark CNN and its head
  double backbone = 0;  ///< everything else at a full view
  double parameters = 0;
  ModelShape shape;
};

ModelCost modelCost(const ModelSpec& spec) {
  ModelCost cost;
  cost.shape = resolveModel(spec);
  for (const LayerCost& layer : layerCosts(cost.shape)) {
    const bool cnn = layer.name.rfind("stn", 0) == 0 || layer.name.rfind("output_layer", 0) == 0;
    (cnn ? cost.cnn : cost.backbone) += static_cast<double>(layer.multiplyAdds);
    cost.parameters += static_cast<double>(layer.parameters);
  }
  cost.backbone += static_cast<double>(attentionMultiplyAdds(cost.shape));
  return cost;
}

/// Images and identities of a pool before a subset is taken.
struct PoolSize {
  double images = 0, identities = 0;
};

PoolSize poolSize(const DataSpec& data, const Json& content, double heldOut) {
  if (data.source == "synthetic") {
    return {static_cast<double>(data.identities * data.imagesPerIdentity),
            static_cast<double>(data.identities)};
  }
  const LedgerDataSet* known = Ledger::published().dataSet(data.set);
  PoolSize size;
  if (known) size = {static_cast<double>(known->images), static_cast<double>(known->identities)};
  const Json files =
      content.value("data", Json::object()).value("images", Json::object()).value("files", Json());
  if (files.is_number()) {
    const double images = files.get<double>();
    // How many people are behind a folder's images is asked when they are read.
    size.identities = size.images > 0 ? size.identities * images / size.images : images / 10;
    size.images = images;
  }
  return {size.images * heldOut, size.identities * heldOut};
}

PoolSize subsetSize(const PoolSize& pool, const SubsetSpec& subset) {
  if (pool.identities <= 0) return pool;
  PoolSize size = {pool.images * subset.identityFraction,
                   pool.identities * subset.identityFraction};
  if (subset.shots > 0) {
    size.images = std::min(size.images, size.identities * static_cast<double>(subset.shots));
  }
  if (subset.images > 0) size.images = std::min(size.images, static_cast<double>(subset.images));
  return size;
}

double seenImages(double images, std::int64_t epochs, std::int64_t maxSteps, std::int64_t batch,
                  std::int64_t accumulation) {
  const double all = images * static_cast<double>(epochs);
  if (maxSteps <= 0) return all;
  return std::min(all, static_cast<double>(maxSteps * batch * accumulation));
}

double keptCheckpoints(const ExperimentSpec& spec) {
  return static_cast<double>(spec.runtime.keepCheckpoints) + 1;  // the best beside the newest
}

StageCost supervisedCost(const ExperimentSpec& spec, StageKind stage, const Json& content) {
  const bool finetune = stage == StageKind::Finetune;
  const SupervisedSpec& train = finetune ? spec.finetune.train : spec.landmark.train;
  const DataSpec& data = dataOf(spec, stage);
  const double heldOut = data.source == "synthetic" ? 1 : 1 - data.testFraction;
  const PoolSize size = subsetSize(poolSize(data, content, heldOut),
                                   finetune ? spec.finetune.subset : spec.landmark.subset);
  const ModelCost model = modelCost(spec.model);
  const double head = size.identities * static_cast<double>(model.shape.dim);
  double each = kForwardBackward * (model.cnn + model.backbone + head * train.sampledClasses);
  if (finetune && spec.finetune.landmarkMode == "supervised") each += model.cnn;
  StageCost cost;
  cost.images =
      seenImages(size.images, train.epochs, train.maxSteps, train.batchSize, train.accumulation);
  cost.multiplyAdds = cost.images * each;
  // Weights and two moments in every checkpoint, the model once more as the result.
  const double weights = (model.parameters + head) * kBytesOfNumber;
  cost.bytes = 3 * weights * keptCheckpoints(spec) + model.parameters * kBytesOfNumber;
  return cost;
}

StageCost pretrainCost(const ExperimentSpec& spec, const Json& content) {
  const PretrainSpec& pretrain = spec.pretrain;
  const DataSpec& data = dataOf(spec, StageKind::Pretrain);
  const double heldOut = data.source == "synthetic" ? 1 : 1 - data.testFraction;
  const PoolSize size = subsetSize(poolSize(data, content, heldOut), pretrain.subset);
  const ModelCost model = modelCost(spec.model);
  const double dim = static_cast<double>(model.shape.dim);
  const double hidden = static_cast<double>(pretrain.headHidden);
  const double bottleneck = static_cast<double>(pretrain.headBottleneck);
  const double head = dim * hidden + hidden * hidden + hidden * bottleneck +
                      bottleneck * static_cast<double>(pretrain.headOutputs);
  const bool lafs = pretrain.method == "lafs";
  double local = 1;  // share of a full view's work
  if (lafs) {
    local = static_cast<double>(pretrain.subsetLandmarks) /
            static_cast<double>(std::max<std::int64_t>(1, model.shape.landmarks));
  } else if (!model.shape.hasLandmarkCnn()) {
    const double side =
        static_cast<double>(pretrain.localSize) / static_cast<double>(model.shape.imageSize);
    local = side * side;
  }
  const double views = 2 + static_cast<double>(pretrain.localViews);
  const double full = model.backbone + head;
  const double small = model.backbone * local + head;
  const double student =
      kForwardBackward * (2 * full + static_cast<double>(pretrain.localViews) * small);
  StageCost cost;
  cost.images = seenImages(size.images, pretrain.epochs, pretrain.maxSteps, pretrain.batchSize,
                           pretrain.accumulation);
  cost.multiplyAdds = cost.images * (student + 2 * full + model.cnn * views);
  const double weights = (model.parameters + head) * kBytesOfNumber;
  cost.bytes = 4 * weights * keptCheckpoints(spec) + weights;  // the teacher as well
  return cost;
}

StageCost evaluateCost(const ExperimentSpec& spec, const Json& content) {
  const DataSpec& data = dataOf(spec, StageKind::Evaluate);
  const double heldOut = data.source == "synthetic" ? 1 : data.testFraction;
  const PoolSize size = poolSize(data, content, heldOut);
  const ModelCost model = modelCost(spec.model);
  StageCost cost;
  cost.images = size.images * static_cast<double>(spec.evaluate.protocols.size());
  cost.multiplyAdds = 2 * cost.images * (model.cnn + model.backbone);  // and the mirror image
  cost.bytes = 1e6 * static_cast<double>(spec.evaluate.protocols.size());
  return cost;
}

/// LAFS pretraining as the released script runs it.
ComputeRate publishedRate() {
  ExperimentSpec spec;
  spec.model.preset = "part-fvit-b";
  spec.pretrain.epochs = 41;
  spec.data.source = "folder";
  spec.data.set = "webface-1shot";
  spec.data.testFraction = 0;
  const double work = stageCost(StageKind::Pretrain, spec, Json::object()).multiplyAdds;
  ComputeRate rate;
  rate.overall = work / (kPaperDays * 86400 * kPaperCards);
  rate.source = "the released code's 2-3 days of LAFS pretraining on two 40 GB cards";
  rate.unit = "GPU-hours";
  return rate;
}

}  // namespace

StageCost stageCost(StageKind stage, const ExperimentSpec& spec, const Json& content) {
  switch (stage) {
    case StageKind::Landmark:
    case StageKind::Finetune:
      return supervisedCost(spec, stage, content);
    case StageKind::Pretrain:
      return pretrainCost(spec, content);
    case StageKind::Evaluate:
      return evaluateCost(spec, content);
  }
  return {};
}

ComputeRate computeRate(const StageGraph& graph, const std::string& runsFolder) {
  std::set<std::string> models;
  for (const StageNode& node : graph.nodes) models.insert(node.spec.model.preset);
  std::map<StageKind, std::pair<double, double>> measured;  // work, seconds
  std::size_t runs = 0;
  for (const std::string& directory : listRuns(runsFolder)) {
    const RunReader reader(directory);
    const RunSnapshot run = reader.snapshot();
    if (run.state != RunState::Done || run.status.seconds < kShortestRun) continue;
    try {
      const StageJob job = readStageJob(directory);
      if (!models.count(job.spec.model.preset)) continue;
      const Json content = reader.stage().value("content", Json::object());
      const double work = stageCost(job.stage, job.spec, content).multiplyAdds;
      if (work <= 0) continue;
      measured[job.stage].first += work;
      measured[job.stage].second += run.status.seconds;
      ++runs;
    } catch (const UserError&) {
      // A damaged run measures nothing.
    }
  }
  if (runs == 0) return publishedRate();
  ComputeRate rate;
  double work = 0;
  double seconds = 0;
  for (const auto& [stage, sums] : measured) {
    rate.byStage[stage] = sums.first / sums.second;
    work += sums.first;
    seconds += sums.second;
  }
  rate.overall = work / seconds;
  rate.source = std::to_string(runs) + " finished runs in " + runsFolder;
  rate.unit = "hours";
  return rate;
}

double secondsAt(const ComputeRate& rate, StageKind stage, const StageCost& cost) {
  const auto own = rate.byStage.find(stage);
  const double speed = own == rate.byStage.end() ? rate.overall : own->second;
  return speed > 0 ? cost.multiplyAdds / speed : 0;
}

}  // namespace lafs
