// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/stage_needs.h"

#include <algorithm>

#include "core/config/model_shape.h"

namespace lafs {

namespace {

bool contains(const std::vector<std::string>& names, const char* name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

std::vector<NeededStage> neededStages(const ExperimentSpec& spec) {
  const bool landmarks = resolveModel(spec.model).hasLandmarkCnn();
  const bool pretrain = spec.pretrain.method != "none" && spec.finetune.start != "scratch";
  const bool finetune = spec.finetune.train.loss != "none";
  const bool finetuneReadsLandmark =
      finetune && landmarks && spec.finetune.landmarkSource == "landmark";
  const bool landmark = landmarks && (pretrain || finetuneReadsLandmark ||
                                      contains(spec.evaluate.stages, "landmark"));

  std::vector<NeededStage> needed;
  if (landmark) needed.push_back({StageKind::Landmark, {}, {}});
  if (pretrain) {
    needed.push_back({StageKind::Pretrain, {}, {}});
    if (landmarks) needed.back().inputs.push_back(StageKind::Landmark);
  }
  if (finetune) {
    needed.push_back({StageKind::Finetune, {}, {}});
    if (finetuneReadsLandmark) needed.back().inputs.push_back(StageKind::Landmark);
    if (pretrain) needed.back().inputs.push_back(StageKind::Pretrain);
  }
  std::vector<StageKind> subjects;
  for (const std::string& name : spec.evaluate.stages) {
    StageKind subject = stageFromName(name);
    if (subject == StageKind::Finetune && !finetune) subject = StageKind::Pretrain;
    const bool present = std::any_of(needed.begin(), needed.end(),
                                     [&](const NeededStage& n) { return n.stage == subject; });
    const bool again = std::find(subjects.begin(), subjects.end(), subject) != subjects.end();
    if (present && !again) subjects.push_back(subject);
  }
  for (const StageKind subject : subjects) {
    needed.push_back({StageKind::Evaluate, stageName(subject), {subject}});
  }
  return needed;
}

}  // namespace lafs
