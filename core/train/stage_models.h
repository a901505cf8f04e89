// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "core/config/experiment_spec.h"
#include "core/config/model_shape.h"
#include "core/model/face_model.h"
#include "core/model/frozen_landmark_cnn.h"
#include "core/run/stage_job.h"

namespace lafs {

/// Path of a result of the stage that `job` reads as input `stage`; UserError when the job has no
/// such input or the file is not there.
std::string inputResult(const StageJob& job, const std::string& stage, const std::string& name);

/// UserError naming `file` when copying its landmark CNN into one of `shape` left a weight out.
void requireLandmarkCnn(const TransferReport& transfer, const std::string& file,
                        const ModelShape& shape);

/// The landmark CNN that a face model of a Part fViT holds, for a model of `shape`. UserError
/// naming the file when its landmarks, width or faces are not those of `shape`.
LandmarkCnn landmarkCnnFrom(const std::string& modelFile, const ModelShape& shape);

/// Copies stn.* and output_layer.* into `model`.
void attachLandmarkCnn(const LandmarkCnn& cnn, FaceModel& model);

/// What a fine-tuning starts from.
struct FinetuneStart {
  std::shared_ptr<FaceModel> model;
  std::shared_ptr<FrozenLandmarkCnn> landmarkTeacher;  ///< landmark option 3; else null
  TransferReport transfer;  ///< from the pretraining; empty when starting from scratch
  bool transferred = false;
};

/// Landmark options and sources of the finetune section (LAFS, supplementary 8.3.2). Starting from
/// scratch with a CNN from scratch leaves everything random, and `supervised` then means
/// `trainable`, because there is no CNN to be supervised by. UserError when options contradict.
FinetuneStart startFinetuning(const StageJob& job, const ModelShape& shape);

}  // namespace lafs
