// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/stage_data.h"

#include <set>

#include "core/base/error.h"
#include "core/base/random_stream.h"

namespace lafs {

const SubsetSpec& subsetOf(const ExperimentSpec& spec, StageKind stage) {
  switch (stage) {
    case StageKind::Landmark:
      return spec.landmark.subset;
    case StageKind::Pretrain:
      return spec.pretrain.subset;
    default:
      return spec.finetune.subset;
  }
}

Pool poolOf(StageKind stage) {
  if (stage == StageKind::Evaluate) return Pool::Test;
  return stage == StageKind::Pretrain ? Pool::Unlabelled : Pool::Labelled;
}

std::uint64_t stageSeed(const ExperimentSpec& spec, StageKind stage, SeedPurpose purpose) {
  return mixKeys({static_cast<std::uint64_t>(spec.seed), static_cast<std::uint64_t>(stage) + 1,
                  static_cast<std::uint64_t>(purpose)});
}

std::uint64_t loaderSeed(const ExperimentSpec& spec, StageKind stage) {
  return stageSeed(spec, stage, SeedPurpose::Loader);
}

std::uint64_t landmarkDrawSeed(const ExperimentSpec& spec, StageKind stage) {
  return stageSeed(spec, stage, SeedPurpose::Landmarks);
}

StageData openStageData(const ExperimentSpec& spec, StageKind stage, RunWriter& run) {
  StageData data;
  data.source = openSource(dataOf(spec, stage), poolOf(stage));
  for (const std::string& warning : data.source->warnings()) run.log(LogLevel::Warning, warning);
  // The experiment's seed alone, so that stages and cells that differ in shots see nested subsets.
  data.subset =
      selectSubset(*data.source, subsetOf(spec, stage), static_cast<std::uint64_t>(spec.seed));
  if (data.subset.empty()) {
    throw UserError(std::string(stageName(stage)) + ".subset", "no image is left to train on",
                    "use a larger identity_fraction or more images");
  }
  std::set<std::int64_t> labels;
  for (std::int64_t index : data.subset) labels.insert(data.source->label(index));
  data.classes = static_cast<std::int64_t>(labels.size());
  run.log(LogLevel::Info, std::to_string(data.subset.size()) + " images of " +
                              std::to_string(data.classes) + " identities");
  return data;
}

Json stageDataJson(const ExperimentSpec& spec, StageKind stage, const StageData& data) {
  Json json;
  json["source"] = dataOf(spec, stage).source;
  json["fingerprint"] = data.source->fingerprint();
  json["pool_images"] = data.source->size();
  json["pool_identities"] = data.source->identities();
  json["images"] = data.subset.size();
  json["identities"] = data.classes;
  json["warnings"] = data.source->warnings();
  return json;
}

}  // namespace lafs
