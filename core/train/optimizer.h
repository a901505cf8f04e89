// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "core/train/objective.h"

namespace lafs {

struct OptimizerOptions {
  std::string name = "adamw";  ///< adamw | sgd
  double beta1 = 0.9;          ///< adamw
  double beta2 = 0.999;
  double epsilon = 1e-8;  ///< added outside the square root
  double momentum = 0.9;  ///< sgd
  /// Parameters of which each rank holds other rows: their norms are taken over all ranks.
  std::set<std::string> spreadRows;
};

enum class ClipRule {
  None,
  PerTensor,  ///< DINO: every gradient by its own norm, g · min(1, limit / (norm + 1e-6))
  GlobalNorm  ///< all gradients by the norm of them together
};

struct Clip {
  ClipRule rule = ClipRule::None;
  double limit = 0;
};

/// What backward left behind.
struct GradientReport {
  double norm = 0;        ///< Euclidean, of all gradients together, before clipping
  std::string nonFinite;  ///< first parameter whose gradient holds a NaN or infinity; empty = none
};

/// Groups of parameters with their moments. Values in one step: learning rate times the group's
/// scale; weight decay decoupled for adamw, added to the gradient for sgd (as in PyTorch).
/// A parameter without a gradient is skipped whole; a sparse gradient touches its rows only.
class Optimizer {
 public:
  /// UserError for an unknown name. Parameter names must be unique over all groups.
  Optimizer(std::vector<ParameterGroup> groups, const OptimizerOptions& options);

  /// Norms of the gradients as they are now, times `scale` (1 / loss scale); to be called once
  /// between backward and step. Adds up repeated rows of sparse gradients.
  GradientReport measure(double scale = 1);

  /// One step with the norms that measure() found; gradients are taken times `scale` and the clip.
  void step(double learningRate, double weightDecay, const Clip& clip, double scale = 1);

  void clearGradients();

  /// Moments and step counts by name ("optimizer.m.<parameter>" …), to be saved, and filled in
  /// place from a checkpoint.
  std::map<std::string, at::Tensor> state();

  const std::vector<ParameterGroup>& groups() const { return groups_; }

 private:
  struct Slot {
    std::size_t group = 0;
    std::size_t index = 0;  ///< in its group
    std::string name;
    at::Tensor parameter;  ///< detached: the same numbers, no graph
    at::Tensor first;      ///< adamw: m; sgd: momentum buffer
    at::Tensor second;     ///< adamw: v
    double norm = 0;       ///< of the gradient, from measure()
  };
  void joinNorms();
  void stepAdamW(double learningRate, double weightDecay, const std::vector<double>& factors);
  void stepSgd(double learningRate, double weightDecay, const std::vector<double>& factors);
  const at::Tensor& parameterOf(const Slot& slot) const;  ///< the leaf that holds the gradient
  double decayOf(const Slot& slot, double scheduled) const;

  std::vector<ParameterGroup> groups_;
  OptimizerOptions options_;
  std::vector<Slot> slots_;
  at::Tensor steps_;  ///< [parameters] int64: steps each has taken, for the bias correction
};

}  // namespace lafs
