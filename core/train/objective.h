// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/data/loader.h"

namespace lafs {

/// Where training stands; filled by the Trainer.
struct StepContext {
  std::int64_t step = 0;  ///< optimizer step, from 0 over the whole run
  std::int64_t epoch = 0;
  std::int64_t stepsPerEpoch = 0;
  std::int64_t epochs = 0;
};

/// Parameters that share a weight decay and an LR factor.
struct ParameterGroup {
  std::vector<at::Tensor> parameters;
  std::vector<std::string> names;
  double weightDecay = 0;
  double learningRateScale = 1;
  bool scheduledDecay = false;  ///< takes the scheduled weight decay instead of `weightDecay`
};

/// A method: what a batch's loss is and what happens around an optimizer step. Knows no files and
/// no threads; the Trainer knows no method.
///
/// A parameter may be left without a gradient in a step (frozen last layer): the optimizer then
/// skips it whole, decay and step count included. A gradient may be sparse (COO over the rows of a
/// class matrix, sampled classes): the optimizer then coalesces it and updates those rows, their
/// moments and their decay, and nothing else (core/train/row_gradient.h).
class Objective {
 public:
  virtual ~Objective() = default;
  /// Views the loader has to make.
  virtual ViewTransform transform() const = 0;
  virtual std::vector<ParameterGroup> groups() = 0;
  /// Loss of one micro-batch (scalar, with graph); fills named values for the metrics. Over ranks
  /// the mean over the rank's own part of the batch; the values' means over ranks are what is
  /// logged.
  virtual at::Tensor loss(const Batch& batch, const StepContext& context,
                          std::map<std::string, double>& metrics) = 0;
  /// Between backward and the optimizer: dropped gradients (frozen last layer).
  virtual void afterBackward(const StepContext&) {}
  /// After the optimizer: EMA of a teacher.
  virtual void afterStep(const StepContext&, std::map<std::string, double>&) {}
  /// Everything a resumed run needs beyond optimizer and counters, by name; filled in place.
  virtual std::map<std::string, at::Tensor> state() = 0;
  virtual void restored() {}
  /// Names of the parameters (in groups() and state() alike) of which every rank of a training over
  /// several processes holds rows of its own (core/model/rank_group.h); the others are equal on
  /// all.
  virtual std::set<std::string> spreadRows() const { return {}; }
};

}  // namespace lafs
