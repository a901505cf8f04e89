// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/optimizer.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/base/error.h"
#include "core/model/rank_group.h"
#include "core/train/kernels/optimizer_kernels.h"
#include "core/train/row_gradient.h"

namespace lafs {

namespace {

constexpr double kClipEpsilon = 1e-6;  // as in torch.nn.utils.clip_grad_norm_ and in DINO

double clipFactor(double norm, double limit) {
  return std::min(1.0, limit / (norm + kClipEpsilon));
}

/// Rows of a parameter that a sparse gradient touches, with their moments, taken out to be stepped
/// like a small dense parameter and put back.
struct TakenRows {
  at::Tensor rows;
  std::vector<at::Tensor> whole, part;

  at::Tensor take(const at::Tensor& tensor) {
    if (!tensor.defined()) return tensor;
    whole.push_back(tensor);
    part.push_back(takeRows(tensor, rows).contiguous());
    return part.back();
  }
  void putBack() const {
    for (std::size_t i = 0; i < whole.size(); ++i) putRows(whole[i], rows, part[i]);
  }
};

/// What the step of one parameter reads and writes; moments that a rule lacks are undefined.
struct SteppedTensors {
  at::Tensor parameter, gradient, first, second;
};

/// The tensors themselves or, under a sparse gradient, the rows that it touches; those are noted in
/// `taken`, to be put back.
SteppedTensors rowsToStep(const SteppedTensors& whole, std::vector<TakenRows>& taken) {
  SteppedTensors stepped = whole;
  if (whole.gradient.is_sparse()) {
    const RowGradient rows = rowGradient(whole.gradient);
    TakenRows& part = taken.emplace_back();
    part.rows = rows.rows;
    stepped = {part.take(whole.parameter), rows.values, part.take(whole.first),
               part.take(whole.second)};
  }
  stepped.gradient = stepped.gradient.contiguous();
  return stepped;
}

}  // namespace

Optimizer::Optimizer(std::vector<ParameterGroup> groups, const OptimizerOptions& options)
    : groups_(std::move(groups)), options_(options) {
  if (options_.name != "adamw" && options_.name != "sgd") {
    throw UserError("optimizer", "found '" + options_.name + "', expected adamw or sgd");
  }
  const bool needsSecond = options_.name == "adamw";
  const bool needsFirst = needsSecond || options_.momentum != 0;
  std::set<std::string> names;
  for (std::size_t g = 0; g < groups_.size(); ++g) {
    require(groups_[g].names.size() == groups_[g].parameters.size(),
            "a parameter group needs one name for each parameter");
    for (std::size_t i = 0; i < groups_[g].parameters.size(); ++i) {
      Slot slot;
      slot.group = g;
      slot.index = i;
      slot.name = groups_[g].names[i];
      slot.parameter = groups_[g].parameters[i].detach();
      require(names.insert(slot.name).second, "two parameters of an optimizer share a name");
      if (needsFirst) slot.first = at::zeros_like(slot.parameter);
      if (needsSecond) slot.second = at::zeros_like(slot.parameter);
      slots_.push_back(std::move(slot));
    }
  }
  steps_ = at::zeros({static_cast<std::int64_t>(slots_.size())}, at::kLong);
}

GradientReport Optimizer::measure(double scale) {
  std::vector<at::Tensor> gradients;
  for (Slot& slot : slots_) {
    // The detached alias of a parameter has no gradient of its own: look at the group's tensor.
    at::Tensor parameter = parameterOf(slot);
    at::Tensor gradient = parameter.grad();
    if (gradient.defined() && gradient.is_sparse()) {
      gradient = gradient.coalesce();
      parameter.mutable_grad() = gradient;
      gradient = gradient.values();
    }
    gradients.push_back(gradient);
  }
  const std::vector<double> norms = gradientNorms(gradients);
  for (std::size_t i = 0; i < slots_.size(); ++i) slots_[i].norm = norms[i] * scale;
  if (rankGroup() && !options_.spreadRows.empty()) joinNorms();
  GradientReport report;
  double sum = 0;
  for (const Slot& slot : slots_) {
    sum += slot.norm * slot.norm;
    if (!std::isfinite(slot.norm) && report.nonFinite.empty()) report.nonFinite = slot.name;
  }
  report.norm = std::sqrt(sum);
  return report;
}

void Optimizer::joinNorms() {
  std::vector<double> squares;
  for (const Slot& slot : slots_) {
    if (options_.spreadRows.count(slot.name) > 0) squares.push_back(slot.norm * slot.norm);
  }
  const at::Tensor joined = at::tensor(squares, at::kDouble);
  rankGroup()->sum({joined});
  std::int64_t next = 0;
  for (Slot& slot : slots_) {
    if (options_.spreadRows.count(slot.name) == 0) continue;
    slot.norm = std::sqrt(joined[next++].item<double>());
  }
}

void Optimizer::step(double learningRate, double weightDecay, const Clip& clip, double scale) {
  at::NoGradGuard noGrad;
  double sum = 0;
  for (const Slot& slot : slots_) sum += slot.norm * slot.norm;
  const double total = std::sqrt(sum);
  std::vector<double> factors;
  std::int64_t* taken = steps_.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    double factor = scale;
    if (clip.rule == ClipRule::PerTensor) factor *= clipFactor(slots_[i].norm, clip.limit);
    if (clip.rule == ClipRule::GlobalNorm) factor *= clipFactor(total, clip.limit);
    factors.push_back(factor);
    if (parameterOf(slots_[i]).grad().defined()) ++taken[i];
  }
  if (options_.name == "adamw") {
    stepAdamW(learningRate, weightDecay, factors);
  } else {
    stepSgd(learningRate, weightDecay, factors);
  }
}

void Optimizer::stepAdamW(double learningRate, double weightDecay,
                          const std::vector<double>& factors) {
  std::vector<AdamWTensor> entries;
  std::vector<TakenRows> taken;
  const std::int64_t* steps = steps_.data_ptr<std::int64_t>();
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    const at::Tensor gradient = parameterOf(slot).grad();
    if (!gradient.defined()) continue;
    const SteppedTensors stepped =
        rowsToStep({slot.parameter, gradient, slot.first, slot.second}, taken);
    AdamWTensor entry;
    entry.parameter = stepped.parameter;
    entry.gradient = stepped.gradient;
    entry.m = stepped.first;
    entry.v = stepped.second;
    entry.learningRate = learningRate * groups_[slot.group].learningRateScale;
    entry.weightDecay = decayOf(slot, weightDecay);
    entry.gradientScale = factors[i];
    entry.step = steps[i];
    entries.push_back(entry);
  }
  AdamWOptions kernel;
  kernel.beta1 = options_.beta1;
  kernel.beta2 = options_.beta2;
  kernel.epsilon = options_.epsilon;
  adamwStep(entries, kernel);
  for (const TakenRows& part : taken) part.putBack();
}

void Optimizer::stepSgd(double learningRate, double weightDecay,
                        const std::vector<double>& factors) {
  std::vector<SgdTensor> entries;
  std::vector<TakenRows> taken;
  for (std::size_t i = 0; i < slots_.size(); ++i) {
    const Slot& slot = slots_[i];
    const at::Tensor gradient = parameterOf(slot).grad();
    if (!gradient.defined()) continue;
    const SteppedTensors stepped = rowsToStep({slot.parameter, gradient, slot.first, {}}, taken);
    SgdTensor entry;
    entry.parameter = stepped.parameter;
    entry.gradient = stepped.gradient;
    entry.momentum = stepped.first;
    entry.learningRate = learningRate * groups_[slot.group].learningRateScale;
    entry.weightDecay = decayOf(slot, weightDecay);
    entry.gradientScale = factors[i];
    entries.push_back(entry);
  }
  SgdOptions kernel;
  kernel.momentum = options_.momentum;
  sgdStep(entries, kernel);
  for (const TakenRows& part : taken) part.putBack();
}

const at::Tensor& Optimizer::parameterOf(const Slot& slot) const {
  return groups_[slot.group].parameters[slot.index];
}

double Optimizer::decayOf(const Slot& slot, double scheduled) const {
  const ParameterGroup& group = groups_[slot.group];
  return group.scheduledDecay ? scheduled : group.weightDecay;
}

void Optimizer::clearGradients() {
  for (ParameterGroup& group : groups_) {
    for (at::Tensor& parameter : group.parameters) parameter.mutable_grad() = at::Tensor();
  }
}

std::map<std::string, at::Tensor> Optimizer::state() {
  std::map<std::string, at::Tensor> tensors;
  for (const Slot& slot : slots_) {
    if (slot.first.defined()) tensors["optimizer.m." + slot.name] = slot.first;
    if (slot.second.defined()) tensors["optimizer.v." + slot.name] = slot.second;
  }
  tensors["optimizer.steps"] = steps_;
  return tensors;
}

}  // namespace lafs
