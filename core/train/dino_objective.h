// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/model/tensor_file.h"
#include "core/train/dino_branch.h"
#include "core/train/objective.h"
#include "core/train/view_encoder.h"

namespace lafs {

/// DINO's centre: c <- momentum·c + (1 - momentum)·(mean of the teacher's raw outputs), in place.
void followCentre(at::Tensor& centre, const at::Tensor& columnMean, double momentum);

/// Self-distillation as LAFS and DINO train it (LAFS, sections 3.1 and 3.2; Caron et al. 2021): a
/// student learns to predict, from each view, what a slowly following teacher says about another.
/// LAFS and DINO differ in the encoder alone. In one step: encode the views, run teacher and
/// student, DINO loss; after the optimizer, teacher and centre follow. Over ranks the centre is
/// that of the whole batch.
class DinoObjective : public Objective {
 public:
  /// Student with fresh weights; the teacher starts with equal ones in memory of its own.
  DinoObjective(const PretrainSpec& spec, const ModelShape& shape,
                std::unique_ptr<ViewEncoder> encoder);

  void to(const at::Device& device);

  ViewTransform transform() const override { return encoder_->transform(); }
  /// DINO's two groups (pretrainingGroups).
  std::vector<ParameterGroup> groups() override;
  /// Metrics: loss, teacher_entropy, student_entropy, kl, centre_norm, feature_spread (deviation of
  /// the teacher's unit-length features over the batch, averaged over dimensions and times the root
  /// of their number: 1 when they fill the sphere, 0 when they have collapsed),
  /// teacher_temperature.
  at::Tensor loss(const Batch& batch, const StepContext& context,
                  std::map<std::string, double>& metrics) override;
  /// Drops the last layer's gradients while it is frozen.
  void afterBackward(const StepContext& context) override;
  /// EMA of the teacher's parameters and the centre; metric: momentum.
  void afterStep(const StepContext& context, std::map<std::string, double>& metrics) override;
  /// What afterStep does, with the EMA momentum given.
  void follow(double momentum);
  /// student.*, teacher.*, centre.
  std::map<std::string, at::Tensor> state() override;

  const DinoBranch& student() const { return student_; }
  const DinoBranch& teacher() const { return teacher_; }
  const at::Tensor& centre() const { return centre_; }
  ViewEncoder& encoder() { return *encoder_; }
  std::int64_t patchSize() const { return patchSize_; }

  /// Copies student, teacher and centre from a state written before (pretraining_state); UserError
  /// naming `file` when something is missing or has another shape.
  void continueFrom(const TensorMap& state, const std::string& file);

  /// Outputs of the last loss() call, without gradient: what parity checks look at.
  struct LastOutputs {
    at::Tensor teacher;
    at::Tensor student;
  };
  const LastOutputs& lastOutputs() const { return last_; }
  /// Keep lastOutputs(); off by default, because they are large.
  void keepOutputs(bool keep) { keepOutputs_ = keep; }

 private:
  void shareStartingWeights();

  PretrainSpec spec_;
  std::int64_t patchSize_;
  std::unique_ptr<ViewEncoder> encoder_;
  DinoBranch student_;
  DinoBranch teacher_;
  at::Tensor centre_;         ///< [1, O]
  at::Tensor columnSum_;      ///< of the teacher's column means since the last optimizer step
  std::int64_t batches_ = 0;  ///< micro-batches in columnSum_
  LastOutputs last_;
  bool keepOutputs_ = false;
};

}  // namespace lafs
