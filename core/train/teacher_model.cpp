// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/teacher_model.h"

#include "core/base/error.h"
#include "core/train/dino_branch.h"
#include "core/train/stage_models.h"

namespace lafs {

std::shared_ptr<FaceModel> teacherFaceModel(const DinoObjective& objective, const ModelShape& shape,
                                            const LandmarkCnn& cnn) {
  const auto model = makeFaceModel(pretrainShape(shape), usualInput(shape.family));
  // transferWeights drops the head and strips "backbone.".
  const TransferReport report = transferWeights(stateDict(*objective.teacher()), *model);
  require(report.unexpected.empty() && report.misshaped.empty(),
          "a pretrained backbone does not fit its face model");
  if (!cnn.is_empty()) attachLandmarkCnn(cnn, *model);
  model->eval();
  return model;
}

}  // namespace lafs
