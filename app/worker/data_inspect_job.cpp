// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include "app/worker/job.h"
#include "app/worker/job_progress.h"
#include "app/worker/worker_setup.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/config/source_text.h"
#include "core/config/spec_json.h"
#include "core/data/inspection/data_inspection.h"
#include "core/image/yunet.h"
#include "core/run/run_format.h"
#include "core/train/stop_signal.h"

namespace lafs {

namespace {

/// Opens each source once, however many sets are parts of it.
class Sources {
 public:
  std::shared_ptr<FaceSource> open(const DataSpec& data, Pool pool) {
    ExperimentSpec spec;
    spec.data = data;
    const std::string key = toJson(spec).at("data").dump() + std::to_string(static_cast<int>(pool));
    auto& source = opened_[key];
    if (!source) source = openSource(data, pool);
    return source;
  }

 private:
  std::map<std::string, std::shared_ptr<FaceSource>> opened_;
};

std::vector<std::int64_t> allOf(const FaceSource& source) {
  std::vector<std::int64_t> all(source.size());
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return all;
}

const SubsetSpec& subsetOf(const ExperimentSpec& spec, StageKind stage) {
  if (stage == StageKind::Landmark) return spec.landmark.subset;
  return stage == StageKind::Pretrain ? spec.pretrain.subset : spec.finetune.subset;
}

/// What a stage of an experiment reads.
InspectedSet stageSet(const ExperimentSpec& spec, StageKind stage, Sources& sources) {
  InspectedSet set;
  const Pool pool = stage == StageKind::Evaluate   ? Pool::Test
                    : stage == StageKind::Pretrain ? Pool::Unlabelled
                                                   : Pool::Labelled;
  const auto source = sources.open(dataOf(spec, stage), pool);
  set.source = source;
  set.images = stage == StageKind::Evaluate ? allOf(*source)
                                            : selectSubset(*source, subsetOf(spec, stage),
                                                           static_cast<std::uint64_t>(spec.seed));
  return set;
}

InspectedSet setOf(const Json& entry, const std::string& file, Sources& sources) {
  InspectedSet set;
  if (entry.contains("stage")) {
    const ExperimentSpec spec = specFromJson(entry.at("spec"), file);
    set = stageSet(spec, stageFromName(textOf(entry, "stage", file)), sources);
  } else {
    const auto source = sources.open(sourceFromText(textOf(entry, "origin", file)), Pool::Labelled);
    const std::string index = entry.value("index", "");
    SubsetSpec subset;
    subset.index = index;
    set.source = source;
    set.images = index.empty() ? allOf(*source) : selectSubset(*source, subset, 0);
  }
  set.name = textOf(entry, "name", file);
  set.origin = textOf(entry, "origin", file);
  return set;
}

std::function<PointFinder()> finderOf(const std::string& detector) {
  if (detector.empty()) return {};
  return [detector] {
    const auto yunet = std::make_shared<YuNet>(detector, DetectorOptions{});
    return [yunet](const Image& image) -> std::optional<FacePoints> {
      const auto faces = yunet->detect(image);
      if (faces.empty()) return {};
      return faces.front().points;
    };
  };
}

int runInspection(const Json& job, const std::string& file) {
  const std::string output = textOf(job, "output", file);
  setUpComputing(0);
  Sources sources;
  std::vector<InspectedSet> sets;
  for (const Json& entry : job.value("sets", Json::array())) {
    sets.push_back(setOf(entry, file, sources));
  }
  InspectOptions options;
  options.nearBits = job.value("near_bits", options.nearBits);
  options.survey.most = job.value("images", std::int64_t{0});
  options.survey.threads = job.value("threads", 0);
  options.survey.makeFinder = finderOf(job.value("detector", ""));
  JobProgress progress("pictures inspected");
  const Json document = inspectSets(sets, options, std::ref(progress));
  writeFileAtomically(output, document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  if (stopRequested()) throw Stopped();
  return format::kExitDone;
}

}  // namespace

Job dataInspectJob() {
  return {"data-inspect",
          "{\"sets\": [{\"name\", \"origin\"[, \"index\" | \"stage\", \"spec\"]}], \"images\", "
          "\"near_bits\", \"threads\", \"detector\", \"output\": FILE}",
          runInspection};
}

}  // namespace lafs
