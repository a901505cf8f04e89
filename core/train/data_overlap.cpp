// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/data_overlap.h"

#include <functional>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/data/overlap.h"

namespace lafs {

namespace {

constexpr std::int64_t kPicturesCompared = 200;

DataPart testPart(const ExperimentSpec& spec) {
  DataPart part;
  part.name = "test";
  part.source = openSource(dataOf(spec, StageKind::Evaluate), Pool::Test);
  part.subset.resize(part.source->size());
  std::iota(part.subset.begin(), part.subset.end(), std::int64_t{0});
  return part;
}

/// What the pretraining run really used: its own spec says so.
DataPart pretrainPart(const std::string& directory) {
  const ExperimentSpec spec = readStageJob(directory).spec;
  if (!spec.pretrain.checkpoint.empty()) {
    throw UserError(spec.pretrain.checkpoint,
                    "what these weights were trained on is not known here");
  }
  DataPart part;
  part.name = stageName(StageKind::Pretrain);
  const auto source = openSource(dataOf(spec, StageKind::Pretrain), Pool::Unlabelled);
  part.subset = selectSubset(*source, spec.pretrain.subset, static_cast<std::uint64_t>(spec.seed));
  part.source = source;
  return part;
}

void addPart(std::vector<DataPart>& parts, RunWriter& run, const std::function<DataPart()>& open) {
  try {
    parts.push_back(open());
  } catch (const UserError& error) {
    run.log(LogLevel::Warning, std::string("left out of the overlap report: ") + error.what());
  }
}

}  // namespace

Json overlapOfStages(const StageJob& job, const StageData& finetune, RunWriter& run) {
  std::vector<DataPart> parts;
  const auto pretrained = job.inputs.find(stageName(StageKind::Pretrain));
  if (pretrained != job.inputs.end()) {
    addPart(parts, run, [&] { return pretrainPart(pretrained->second); });
  }
  parts.push_back({stageName(StageKind::Finetune), finetune.source, finetune.subset});
  addPart(parts, run, [&] { return testPart(job.spec); });
  const Json report = overlapReport(parts, kPicturesCompared);
  for (const Json& pair : report) {
    const bool test = pair.value("second", "") == "test" || pair.value("first", "") == "test";
    const auto shared = pair.value("sharedIdentities", std::int64_t{0});
    if (!test || shared == 0) continue;
    run.log(LogLevel::Warning, std::to_string(shared) + " identities are in both " +
                                   pair.value("first", "") + " and " + pair.value("second", "") +
                                   " data");
  }
  return report;
}

}  // namespace lafs
