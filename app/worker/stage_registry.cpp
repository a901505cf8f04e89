// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/stage_registry.h"

#include "core/base/error.h"
#include "core/embed/evaluate_stage.h"
#include "core/train/stages.h"

namespace lafs {

StageRunner stageRunner(StageKind stage) {
  switch (stage) {
    case StageKind::Landmark:
      return runLandmarkStage;
    case StageKind::Pretrain:
      return runPretrainStage;
    case StageKind::Finetune:
      return runFinetuneStage;
    case StageKind::Evaluate:
      return runEvaluateStage;
  }
  require(false, "a stage without a runner");
  return nullptr;
}

}  // namespace lafs
