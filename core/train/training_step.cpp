// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/training_step.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "core/base/random_stream.h"
#include "core/base/text.h"
#include "core/model/ops/fused_ops.h"
#include "core/model/rank_group.h"
#include "core/train/gradient_average.h"
#include "core/train/half_autocast.h"
#include "core/train/rank_agreement.h"

namespace lafs {

namespace {

constexpr std::uint64_t kTorchStream = 0x70726f63;  // keeps this use of the seed apart from others

/// The named values that are no numbers, to say where a loss went wrong.
std::string nonFiniteTerms(const std::map<std::string, double>& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) {
    if (!std::isfinite(value)) names.push_back(name);
  }
  return names.empty() ? "loss" : join(names, ", ");
}

void moveTo(Batch& batch, const at::Device& device) {
  if (device.is_cpu()) return;
  for (at::Tensor& view : batch.views) view = view.to(device, /*non_blocking=*/true);
  if (batch.labels.defined()) batch.labels = batch.labels.to(device, /*non_blocking=*/true);
}

OptimizerOptions withSpreadRows(OptimizerOptions options, const Objective& objective) {
  options.spreadRows = objective.spreadRows();
  return options;
}

std::int64_t rankCount() {
  return rankGroup() ? rankGroup()->size() : 1;
}

}  // namespace

TrainingStep::TrainingStep(Objective& objective, Loader& loader, const Schedules& schedules,
                           const TrainerOptions& options, StepMetrics& metrics)
    : objective_(objective),
      loader_(loader),
      schedules_(schedules),
      options_(options),
      metrics_(metrics),
      optimizer_(objective.groups(), withSpreadRows(options.optimizer, objective)),
      scaler_(options.precision == "float16") {}

StepContext TrainingStep::contextOf(std::int64_t step, std::int64_t batchNumber) const {
  StepContext context;
  context.step = step;
  context.epoch = options_.length.epochOfBatch(batchNumber);
  context.stepsPerEpoch = options_.length.stepsPerEpoch();
  context.epochs = options_.length.epochs;
  return context;
}

void TrainingStep::nextBatch(std::int64_t number, TrainingPosition& position) {
  const StepMetrics::Timer timer(metrics_, StepPhase::Data);
  const std::int64_t epoch = options_.length.epochOfBatch(number);
  if (epoch != loaderEpoch_) {
    loader_.startEpoch(epoch, number - epoch * options_.length.batchesPerEpoch);
    loaderEpoch_ = epoch;
  }
  require(loader_.next(batch_), "the loader gave fewer batches than it promised");
  const auto rows = static_cast<std::int64_t>(batch_.indices.size());
  position.images += rows * rankCount();
  if (rankGroup()) ops::shareNoise(rankGroup()->rank(), rankGroup()->size(), rows);
  moveTo(batch_, options_.device);
}

void TrainingStep::accumulate(std::int64_t index, TrainingPosition& position) {
  const std::int64_t number = options_.length.firstBatch(position.step) + index;
  nextBatch(number, position);
  std::map<std::string, double> values;
  at::Tensor loss;
  double value = 0;
  {
    const StepMetrics::Timer timer(metrics_, StepPhase::Forward);
    const HalfAutocast autocast(scaler_.enabled());
    loss = objective_.loss(batch_, contextOf(position.step, number), values);
    value = loss.item<double>();
  }
  values["loss"] = value;
  averageValues(values);
  value = values["loss"];
  metrics_.add(values);
  if (!std::isfinite(value)) throw NotFinite{"the loss is not finite", nonFiniteTerms(values)};
  const double share = 1.0 / static_cast<double>(options_.length.accumulation);
  loss_ += value * share;
  const StepMetrics::Timer timer(metrics_, StepPhase::Backward);
  const double factor = share * scaler_.scale();
  (factor == 1 ? loss : loss * factor).backward();
}

double TrainingStep::decayInForce() const {
  if (schedules_.weightDecay) return schedules_.weightDecay(context_.step);
  double decay = 0;
  for (const ParameterGroup& group : optimizer_.groups()) {
    require(!group.scheduledDecay, "a group takes a scheduled weight decay and there is none");
    decay = std::max(decay, group.weightDecay);
  }
  return decay;
}

void TrainingStep::update() {
  const StepMetrics::Timer timer(metrics_, StepPhase::Optimizer);
  const double unscale = 1 / scaler_.scale();
  if (rankGroup()) averageGradients(optimizer_.groups(), objective_.spreadRows(), *rankGroup());
  const GradientReport gradients = optimizer_.measure(unscale);
  const bool finite = gradients.nonFinite.empty();
  if (!scaler_.update(finite)) {
    throw NotFinite{"a gradient is not finite", "gradient of " + gradients.nonFinite};
  }
  const double rate = schedules_.learningRate(context_.step);
  const double decay = decayInForce();
  objective_.afterBackward(context_);
  if (finite) optimizer_.step(rate, decay, options_.clip, unscale);
  std::map<std::string, double> values = {{"learning_rate", rate}, {"weight_decay", decay}};
  if (finite) values["gradient_norm"] = gradients.norm;
  if (scaler_.enabled()) values["loss_scale"] = scaler_.position().scale;
  objective_.afterStep(context_, values);
  metrics_.add(values);
}

void TrainingStep::take(TrainingPosition& position) {
  // Every step draws its noise from (seed, step): a resumed run needs no generator's state.
  const auto step = static_cast<std::uint64_t>(position.step);
  ops::beginNoiseStep(options_.seed, step);
  at::manual_seed(mixKeys({kTorchStream, options_.seed, step}));
  context_ = contextOf(position.step, options_.length.firstBatch(position.step));
  loss_ = 0;
  const std::int64_t imagesBefore = position.images;
  optimizer_.clearGradients();
  for (std::int64_t i = 0; i < options_.length.accumulation; ++i) accumulate(i, position);
  update();
  optimizer_.clearGradients();
  metrics_.stepDone(position.images - imagesBefore);
}

}  // namespace lafs
