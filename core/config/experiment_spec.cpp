// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/experiment_spec.h"

#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

const char* stageName(StageKind kind) {
  switch (kind) {
    case StageKind::Landmark:
      return "landmark";
    case StageKind::Pretrain:
      return "pretrain";
    case StageKind::Finetune:
      return "finetune";
    case StageKind::Evaluate:
      return "evaluate";
  }
  require(false, "a stage has a name");
  return "";
}

StageKind stageFromName(const std::string& name) {
  std::vector<std::string> names;
  for (StageKind kind :
       {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune, StageKind::Evaluate}) {
    if (name == stageName(kind)) return kind;
    names.push_back(stageName(kind));
  }
  throw UserError("", "'" + name + "' is no stage", "stages are " + join(names, ", "));
}

const std::string& checkpointOf(const ExperimentSpec& spec, StageKind stage) {
  static const std::string none;
  if (stage == StageKind::Landmark) return spec.landmark.checkpoint;
  return stage == StageKind::Pretrain ? spec.pretrain.checkpoint : none;
}

const DataSpec& dataOf(const ExperimentSpec& spec, StageKind stage) {
  const DataSpec* own = nullptr;
  switch (stage) {
    case StageKind::Landmark:
      own = &spec.landmark.data;
      break;
    case StageKind::Pretrain:
      own = &spec.pretrain.data;
      break;
    case StageKind::Finetune:
      own = &spec.finetune.data;
      break;
    case StageKind::Evaluate:
      own = &spec.evaluate.data;
      break;
  }
  require(own != nullptr, "a stage has data");
  return own->source == "inherit" ? spec.data : *own;
}

}  // namespace lafs
