// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/loss/class_head.h"
#include "core/loss/landmark_loss.h"
#include "core/loss/margin_loss.h"
#include "core/model/face_model.h"
#include "core/model/frozen_landmark_cnn.h"
#include "core/train/objective.h"

namespace lafs {

/// What supervised training needs beside its settings.
struct SupervisedSetup {
  std::shared_ptr<FaceModel> model;
  std::int64_t classes = 0;  ///< rows of the class matrix
  std::uint64_t seed = 0;
  /// Soft landmark labels for the model's own CNN (landmark option 3); null = no landmark loss.
  std::shared_ptr<const FrozenLandmarkCnn> landmarkTeacher;
  double landmarkBeta = 0;
  LandmarkLoss landmarkLoss = LandmarkLoss::MeanSquare;
  std::string betaSchedule = "constant";
};

/// Classification with a margin on top of a face model (LAFS, section 3.4 and its supplementary):
/// stage `landmark`, and fine-tuning with every landmark option. The option is in the model's
/// input (own CNN, frozen CNN, grid) and in whether there is a landmark teacher.
class SupervisedObjective : public Objective {
 public:
  SupervisedObjective(const SupervisedSpec& spec, SupervisedSetup setup);

  void to(const at::Device& device);

  ViewTransform transform() const override;
  std::vector<ParameterGroup> groups() override;
  /// Metrics: loss, identity_loss, landmark_loss and landmark_beta (option 3), accuracy (of the
  /// unmixed labels, on the classes seen), embedding_norm, mixup_lambda.
  at::Tensor loss(const Batch& batch, const StepContext& context,
                  std::map<std::string, double>& metrics) override;
  std::set<std::string> spreadRows() const override { return {"loss.weight"}; }
  /// model.*, loss.weight and the margin's own values.
  std::map<std::string, at::Tensor> state() override;

  const std::shared_ptr<FaceModel>& model() const { return setup_.model; }
  const ClassHead& classHead() const { return head_; }

 private:
  at::Tensor landmarkTerm(const at::Tensor& images, const at::Tensor& predicted,
                          const StepContext& context, std::map<std::string, double>& metrics);

  SupervisedSpec spec_;
  SupervisedSetup setup_;
  ClassHead head_;
  std::unique_ptr<MarginLoss> margin_;
};

}  // namespace lafs
