// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/config/data_spec.h"
#include "core/config/model_spec.h"
#include "core/config/stage_specs.h"

namespace lafs {

/// The stages of a cell, in the order in which they feed each other (design: contract 2).
enum class StageKind { Landmark, Pretrain, Finetune, Evaluate };

const char* stageName(StageKind kind);  ///< "landmark" | "pretrain" | "finetune" | "evaluate"
StageKind stageFromName(const std::string& name);  ///< UserError for anything else

/// One cell of an experiment, resolved: everything a run does. The field tables
/// (field_tables.h) say name, type, range, unit, meaning and the paper's value of each field.
struct ExperimentSpec {
  std::string name = "experiment";
  std::string preset =
      "paper";  ///< paper | release: every field in which paper and released code differ
  std::int64_t seed = 0;
  DataSpec data;  ///< default for every stage; here `source` may not be inherit
  ModelSpec model;
  LandmarkSpec landmark;
  PretrainSpec pretrain;
  FinetuneSpec finetune;
  EvaluateSpec evaluate;
  RuntimeSpec runtime;
  ExperimentSpec() { data.source = "synthetic"; }
};

/// File that a stage takes its weights from instead of training; empty when it trains.
const std::string& checkpointOf(const ExperimentSpec& spec, StageKind stage);

/// `stage` with `inherit` replaced by the experiment's own data.
const DataSpec& dataOf(const ExperimentSpec& spec, StageKind stage);

}  // namespace lafs
