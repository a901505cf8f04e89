// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/config/experiment_spec.h"

namespace lafs {

/// One stage that a cell asks for, and the earlier stages of the same cell that it reads.
struct NeededStage {
  StageKind stage = StageKind::Landmark;
  std::string subject;            ///< evaluate: the stage whose model is measured
  std::vector<StageKind> inputs;  ///< in the order in which the stages feed each other
};

/// The stages of a cell, each after its inputs:
/// `landmark` for a Part fViT whose pretraining or fine-tuning reads the landmark CNN, or when that
/// stage is itself evaluated; `pretrain` unless the method is none or fine-tuning starts from
/// scratch; `finetune` unless its loss is none; `evaluate` once for each stage that
/// `evaluate.stages` names and the cell has. Without fine-tuning, evaluating `finetune` means the
/// pretrained teacher itself.
std::vector<NeededStage> neededStages(const ExperimentSpec& spec);

}  // namespace lafs
