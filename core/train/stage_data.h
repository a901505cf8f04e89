// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/config/experiment_spec.h"
#include "core/data/face_source.h"
#include "core/run/run_writer.h"

namespace lafs {

/// The pictures a stage trains on.
struct StageData {
  std::shared_ptr<FaceSource> source;
  std::vector<std::int64_t> subset;  ///< indices into `source`
  std::int64_t classes = 0;          ///< identities present in the subset
};

/// Opens the data of a training stage and draws its subset with the experiment's seed. What the
/// source left out goes to the log of `run`. UserError when nothing is left.
StageData openStageData(const ExperimentSpec& spec, StageKind stage, RunWriter& run);

/// What data.json says about it: source, fingerprint, images, classes, warnings.
Json stageDataJson(const ExperimentSpec& spec, StageKind stage, const StageData& data);

/// What a stage's random streams are for; the numbers are part of every seed.
enum class SeedPurpose : std::uint64_t {
  Loader = 1,
  Noise = 2,
  Init = 3,
  Batch = 4,
  Landmarks = 5
};

/// A seed for one purpose of one stage.
std::uint64_t stageSeed(const ExperimentSpec& spec, StageKind stage, SeedPurpose purpose);

/// The seed of a stage's loader: order of the samples and their views.
std::uint64_t loaderSeed(const ExperimentSpec& spec, StageKind stage);

/// The seed of landmark noise, subsets and shuffles of a stage that trains on landmark views.
std::uint64_t landmarkDrawSeed(const ExperimentSpec& spec, StageKind stage);

/// Which people of a data set a stage trains on.
Pool poolOf(StageKind stage);

/// Which part of its pool a training stage uses.
const SubsetSpec& subsetOf(const ExperimentSpec& spec, StageKind stage);

}  // namespace lafs
