// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/supervised_objective.h"

#include <ATen/core/grad_mode.h>

#include <utility>

#include "core/augment/mixup.h"
#include "core/augment/views.h"
#include "core/base/error.h"
#include "core/train/parameter_groups.h"
#include "core/train/schedules.h"

namespace lafs {

namespace {

constexpr std::uint64_t kMixupStream = 0x6D69787570;  // "mixup"
constexpr std::uint64_t kClassStream = 0x636C617373;  // "class"

RandomStream batchStream(std::uint64_t seed, std::uint64_t purpose, const Batch& batch) {
  return RandomStream{seed, purpose, static_cast<std::uint64_t>(batch.epoch),
                      static_cast<std::uint64_t>(batch.step)};
}

MarginOptions marginOptions(const SupervisedSpec& spec) {
  MarginOptions options;
  options.scale = spec.scale;
  options.margin = spec.margin;
  return options;
}

}  // namespace

SupervisedObjective::SupervisedObjective(const SupervisedSpec& spec, SupervisedSetup setup)
    : spec_(spec),
      setup_(std::move(setup)),
      head_(setup_.classes, setup_.model->embeddingDim(), spec.sampledClasses),
      margin_(makeMarginLoss(spec.loss, marginOptions(spec))) {
  setup_.model->train();
  setup_.model->setBfloat16(spec_.precision == "bfloat16");
}

void SupervisedObjective::to(const at::Device& device) {
  setup_.model->to(device);
  head_->to(device);
}

ViewTransform SupervisedObjective::transform() const {
  return supervisedView(spec_.augment, setup_.model->shape().imageSize);
}

std::vector<ParameterGroup> SupervisedObjective::groups() {
  std::vector<NamedParameter> parameters;
  for (const auto& item : setup_.model->named_parameters(/*recurse=*/true)) {
    parameters.emplace_back(item.key(), item.value());
  }
  parameters.emplace_back("loss.weight", head_->weight);
  const bool transformer = setup_.model->input() != FaceInput::Convolution;
  return supervisedGroups(parameters, spec_, transformer ? setup_.model->shape().depth : 0);
}

at::Tensor SupervisedObjective::loss(const Batch& batch, const StepContext& context,
                                     std::map<std::string, double>& metrics) {
  const at::Device device = head_->weight.device();
  RandomStream random = batchStream(setup_.seed, kMixupStream, batch);
  const Mixup mixup = drawMixup(spec_.augment, random);
  const at::Tensor images = mixImages(batch.views.front().to(device), mixup);
  const MixedLabels labels = mixLabels(batch.labels.to(device));
  MixedTarget target{labels.own, {}, mixup.lambda};
  if (mixup.mixed) target.second = labels.partner;

  const FaceFeatures features = setup_.model->forward(images);
  const ClassScores scores =
      head_->forward(features.embedding, target, batchStream(setup_.seed, kClassStream, batch));
  margin_->observe(scores.norms);
  at::Tensor total = margin_->loss(scores.cosine, scores.labels);

  metrics["identity_loss"] = total.item<double>();
  metrics["accuracy"] = scores.accuracy;
  metrics["embedding_norm"] = scores.norms.mean().item<double>();
  metrics["mixup_lambda"] = mixup.lambda;
  if (setup_.landmarkTeacher) {
    total = total + landmarkTerm(images, features.landmarks, context, metrics);
  }
  metrics["loss"] = total.item<double>();
  return total;
}

at::Tensor SupervisedObjective::landmarkTerm(const at::Tensor& images, const at::Tensor& predicted,
                                             const StepContext& context,
                                             std::map<std::string, double>& metrics) {
  require(predicted.defined(), "a landmark loss needs a model with landmarks");
  const double beta = landmarkBeta(setup_.betaSchedule, setup_.landmarkBeta, context.epoch);
  at::Tensor target;
  {
    at::NoGradGuard noGrad;
    target = (*setup_.landmarkTeacher)(images);
  }
  const at::Tensor term =
      landmarkLoss(predicted, target, setup_.landmarkLoss, setup_.model->shape().imageSize);
  metrics["landmark_loss"] = term.item<double>();
  metrics["landmark_beta"] = beta;
  return beta * term;
}

std::map<std::string, at::Tensor> SupervisedObjective::state() {
  std::map<std::string, at::Tensor> all;
  for (const auto& [name, tensor] : stateDict(*setup_.model)) all["model." + name] = tensor;
  all["loss.weight"] = head_->weight;
  for (const auto& [name, tensor] : margin_->state()) all[name] = tensor;
  return all;
}

}  // namespace lafs
