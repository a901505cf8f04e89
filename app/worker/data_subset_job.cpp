// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>

#include "app/worker/job.h"
#include "core/base/atomic_file.h"
#include "core/config/source_text.h"
#include "core/data/subset_plan.h"
#include "core/run/run_format.h"

namespace lafs {

namespace {

int runSubset(const Json& job, const std::string& file) {
  const std::string origin = textOf(job, "source", file);
  SubsetPlanOptions options;
  options.fractions = job.value("fractions", options.fractions);
  options.shots = job.value("shots", options.shots);
  options.pretrainShots = job.value("pretrain_shots", options.pretrainShots);
  options.pretrainFraction = job.value("pretrain_fraction", options.pretrainFraction);
  options.pretrainImages = job.value("pretrain_images", options.pretrainImages);
  options.randomImages = job.value("random_images", options.randomImages);
  options.selection = job.value("selection", options.selection);
  options.seed = job.value("seed", options.seed);
  const auto source = openSource(sourceFromText(origin), Pool::Labelled);
  const Json manifest = writeSubsets(*source, origin, options, textOf(job, "folder", file));
  writeFileAtomically(textOf(job, "output", file), manifest.dump(2) + "\n");
  return format::kExitDone;
}

}  // namespace

Job dataSubsetJob() {
  return {"data-subset",
          "{\"source\": TEXT, \"folder\": DIR, \"fractions\", \"shots\", \"pretrain_shots\", "
          "\"pretrain_fraction\", \"pretrain_images\", \"random_images\", \"selection\", \"seed\", "
          "\"output\": FILE}",
          runSubset};
}

}  // namespace lafs
