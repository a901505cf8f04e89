// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/dino_objective.h"

#include <ATen/core/grad_mode.h>

#include <cmath>
#include <utility>

#include "core/base/error.h"
#include "core/loss/class_head.h"
#include "core/loss/dino/dino_loss.h"
#include "core/model/face_model.h"
#include "core/model/rank_group.h"
#include "core/train/kernels/optimizer_kernels.h"
#include "core/train/parameter_groups.h"
#include "core/train/schedules.h"

namespace lafs {

namespace {

double featureSpread(const at::Tensor& own) {
  const at::Tensor features = gatherRows(own.detach());
  if (features.size(0) < 2) return 0;
  const at::Tensor unit = unitRows(features.to(at::kFloat));
  return unit.std(0, /*unbiased=*/false).mean().item<double>() *
         std::sqrt(static_cast<double>(unit.size(1)));
}

/// |teacher - student| / |student| over all weights but the prototypes, which would outweigh the
/// rest. Exactly 0 only when they are the same.
double relativeDistance(const std::vector<std::pair<std::string, at::Tensor>>& teacher,
                        const std::vector<std::pair<std::string, at::Tensor>>& student) {
  at::NoGradGuard noGrad;
  // Summed where the weights live: one transfer at the end, not two for each of them.
  const at::TensorOptions numbers = student.front().second.options().dtype(at::kDouble);
  at::Tensor apart = at::zeros({}, numbers);
  at::Tensor whole = at::zeros({}, numbers);
  for (std::size_t i = 0; i < student.size(); ++i) {
    if (student[i].first.find("last_layer") != std::string::npos) continue;
    const at::Tensor own = student[i].second.detach();
    whole += own.norm().to(at::kDouble).square();
    apart += (teacher[i].second.detach() - own).norm().to(at::kDouble).square();
  }
  const double length = whole.item<double>();
  return length > 0 ? std::sqrt(apart.item<double>() / length) : 0;
}

Batch onDevice(const Batch& batch, const at::Device& device) {
  Batch moved = batch;
  for (at::Tensor& view : moved.views) view = view.to(device);
  return moved;
}

void addState(std::map<std::string, at::Tensor>& state, const std::string& prefix,
              const torch::nn::Module& module) {
  for (const auto& [name, tensor] : stateDict(module)) state[prefix + name] = tensor;
}

}  // namespace

void followCentre(at::Tensor& centre, const at::Tensor& columnMean, double momentum) {
  at::NoGradGuard noGrad;
  centre.mul_(momentum).add_(columnMean.view_as(centre), 1 - momentum);
}

DinoObjective::DinoObjective(const PretrainSpec& spec, const ModelShape& shape,
                             std::unique_ptr<ViewEncoder> encoder)
    : spec_(spec),
      patchSize_(shape.patchSize),
      encoder_(std::move(encoder)),
      student_(shape, dinoHeadOptions(spec, shape)),
      teacher_(shape, dinoHeadOptions(spec, shape)),
      centre_(at::zeros({1, spec.headOutputs}, at::kFloat)) {
  shareStartingWeights();
  for (at::Tensor& parameter : teacher_->parameters()) parameter.set_requires_grad(false);
  student_->setTraining(false);
  teacher_->setTraining(spec_.teacherEval);
  student_->setBfloat16(spec_.precision == "bfloat16");
  teacher_->setBfloat16(spec_.precision == "bfloat16");
}

void DinoObjective::shareStartingWeights() {
  at::NoGradGuard noGrad;
  const auto from = stateDict(*student_);
  for (auto& [name, tensor] : stateDict(*teacher_)) {
    at::Tensor target = tensor;
    target.copy_(from.at(name));
  }
}

void DinoObjective::to(const at::Device& device) {
  student_->to(device);
  teacher_->to(device);
  centre_ = centre_.to(device);
}

std::vector<ParameterGroup> DinoObjective::groups() {
  return pretrainingGroups(student_->namedParameters());
}

at::Tensor DinoObjective::loss(const Batch& batch, const StepContext& context,
                               std::map<std::string, double>& metrics) {
  const BranchViews views = encoder_->encode(onDevice(batch, centre_.device()));
  const double temperature = teacherTemperature(spec_, context.epoch);
  DinoOutput teacher;
  {
    at::NoGradGuard noGrad;
    teacher = teacher_->forward(views.teacher);
  }
  const DinoOutput student = student_->forward(views.student);
  const DinoLossResult result =
      dinoLoss(student.logits, teacher.logits, centre_, encoder_->views(),
               views.student.front().size(0), spec_.studentTemperature, temperature);
  const at::Tensor mean = result.teacherColumnMean.detach().view_as(centre_);
  columnSum_ = batches_ == 0 ? mean.clone() : columnSum_ + mean;
  ++batches_;
  if (keepOutputs_) last_ = {teacher.logits.detach(), student.logits.detach()};

  metrics["loss"] = result.loss.item<double>();
  metrics["teacher_entropy"] = result.teacherEntropy;
  metrics["student_entropy"] = result.studentEntropy;
  metrics["kl"] = result.kl;
  metrics["centre_norm"] = centre_.norm().item<double>();
  metrics["feature_spread"] = featureSpread(teacher.features);
  metrics["teacher_temperature"] = temperature;
  return result.loss;
}

void DinoObjective::afterBackward(const StepContext& context) {
  if (context.epoch >= spec_.freezeLastLayerEpochs) return;
  for (auto& [name, parameter] : student_->namedParameters()) {
    if (name.find("last_layer") != std::string::npos) parameter.mutable_grad().reset();
  }
}

void DinoObjective::afterStep(const StepContext& context, std::map<std::string, double>& metrics) {
  PretrainSpec whole = spec_;
  whole.epochs = context.epochs;
  const double momentum = teacherMomentum(whole, context.stepsPerEpoch).at(context.step);
  follow(momentum);
  metrics["momentum"] = momentum;
  metrics["teacher_distance"] =
      relativeDistance(teacher_->namedParameters(), student_->namedParameters());
}

void DinoObjective::follow(double momentum) {
  emaUpdate(teacher_->parameters(), student_->parameters(), momentum);
  if (batches_ == 0) return;
  double means = static_cast<double>(batches_);
  if (rankGroup()) {
    columnSum_ = columnSum_.contiguous();
    rankGroup()->sum({columnSum_});
    means *= static_cast<double>(rankGroup()->size());
  }
  followCentre(centre_, columnSum_ / means, spec_.centreMomentum);
  batches_ = 0;
}

std::map<std::string, at::Tensor> DinoObjective::state() {
  std::map<std::string, at::Tensor> all;
  addState(all, "student.", *student_);
  addState(all, "teacher.", *teacher_);
  all["centre"] = centre_;
  return all;
}

void DinoObjective::continueFrom(const TensorMap& from, const std::string& file) {
  at::NoGradGuard noGrad;
  for (auto& [name, tensor] : state()) {
    const auto found = from.find(name);
    if (found == from.end() || found->second.sizes() != tensor.sizes()) {
      throw UserError(file, "no tensor " + name + " of the shape this model needs",
                      "use a pretraining of the same model, views and head");
    }
    at::Tensor target = tensor;
    target.copy_(found->second);
  }
}

}  // namespace lafs
