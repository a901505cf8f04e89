// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/config/model_shape.h"
#include "core/model/face_model.h"
#include "core/train/dino_objective.h"

namespace lafs {

/// The teacher's backbone as a face model that can be embedded with: a Part fViT with `cnn`
/// attached, an fViT on its grid, or an IResNet with the average-pool head it was pretrained with.
/// `cnn` is null for models without one. On the CPU, in eval mode.
std::shared_ptr<FaceModel> teacherFaceModel(const DinoObjective& objective, const ModelShape& shape,
                                            const LandmarkCnn& cnn);

}  // namespace lafs
