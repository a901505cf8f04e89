// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/stage_cost.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/matrix/stage_work.h"
#include "core/report/ledger.h"
#include "core/run/run_reader.h"
#include "core/run/stage_job.h"

namespace lafs {

namespace {

constexpr double kBytesOfNumber = 4;
constexpr double kPaperDays = 2.5;  ///< read-me of the released code: 2-3 days ...
constexpr double kPaperCards = 2;   ///< ... on two cards
constexpr double kShortestRun = 5;  ///< seconds; below, starting up is most of it

/// Images and identities of a pool before a subset is taken.
SetSize poolSize(const DataSpec& data, const Json& content, double share) {
  if (data.source == "synthetic") {
    return {static_cast<double>(data.identities * data.imagesPerIdentity),
            static_cast<double>(data.identities)};
  }
  const LedgerDataSet* known = Ledger::published().dataSet(data.set);
  SetSize size;
  if (known) size = {static_cast<double>(known->images), static_cast<double>(known->identities)};
  const Json files =
      content.value("data", Json::object()).value("images", Json::object()).value("files", Json());
  if (files.is_number()) {
    const double images = files.get<double>();
    // How many people are behind a folder's images is asked when they are read.
    size.identities = size.images > 0 ? size.identities * images / size.images : images / 10;
    size.images = images;
  }
  return {size.images * share, size.identities * share};
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

/// What a split leaves to a stage.
double shareOf(const DataSpec& data, StageKind stage) {
  if (data.source == "synthetic") return 1;
  return stage == StageKind::Evaluate ? data.testFraction : 1 - data.testFraction;
}

StageCost supervisedCost(const ExperimentSpec& spec, StageKind stage, const SetSize& size,
                         const NetworkCost& network) {
  const SupervisedSpec& train =
      stage == StageKind::Finetune ? spec.finetune.train : spec.landmark.train;
  const double classes = classesOf(spec, stage, size.identities);
  StageCost cost;
  cost.images =
      seenImages(size.images, train.epochs, train.maxSteps, train.batchSize, train.accumulation);
  cost.multiplyAdds = cost.images * workOfImage(spec, stage, network, classes);
  // Weights and two moments in every checkpoint, the model once more as the result.
  const double weights =
      (network.parameters + classes * static_cast<double>(network.shape.dim)) * kBytesOfNumber;
  cost.bytes = 3 * weights * keptCheckpoints(spec) + network.parameters * kBytesOfNumber;
  return cost;
}

StageCost pretrainCost(const ExperimentSpec& spec, const SetSize& size,
                       const NetworkCost& network) {
  const PretrainSpec& pretrain = spec.pretrain;
  StageCost cost;
  cost.images = seenImages(size.images, pretrain.epochs, pretrain.maxSteps, pretrain.batchSize,
                           pretrain.accumulation);
  cost.multiplyAdds = cost.images * workOfImage(spec, StageKind::Pretrain, network, 0);
  const double weights =
      (network.parameters + dinoHeadSize(pretrain, network.shape)) * kBytesOfNumber;
  cost.bytes = 4 * weights * keptCheckpoints(spec) + weights;  // the teacher as well
  return cost;
}

StageCost evaluateCost(const ExperimentSpec& spec, const SetSize& size,
                       const NetworkCost& network) {
  const auto protocols = static_cast<double>(spec.evaluate.protocols.size());
  StageCost cost;
  cost.images = size.images * protocols;
  cost.multiplyAdds = cost.images * workOfImage(spec, StageKind::Evaluate, network, 0);
  cost.bytes = 1e6 * protocols;
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
  const DataSpec& data = dataOf(spec, stage);
  const SubsetSpec* subset = subsetOf(spec, stage);
  SetSize size = poolSize(data, content, shareOf(data, stage));
  if (subset) size = subsetSize(size, *subset);
  const NetworkCost network = networkCost(spec.model);
  switch (stage) {
    case StageKind::Landmark:
    case StageKind::Finetune:
      return supervisedCost(spec, stage, size, network);
    case StageKind::Pretrain:
      return pretrainCost(spec, size, network);
    case StageKind::Evaluate:
      return evaluateCost(spec, size, network);
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
