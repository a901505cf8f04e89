// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <torch/csrc/autograd/autograd.h>

#include <functional>
#include <string>
#include <vector>

namespace lafs::test {

/// An operation under test, or its plain expression, of tensors that want gradients.
using Operation = std::function<at::Tensor(const std::vector<at::Tensor>&)>;

/// Largest deviation relative to the largest magnitude of `expected`.
inline double deviation(const at::Tensor& found, const at::Tensor& expected) {
  const at::Tensor reference = expected.detach().to(at::kDouble);
  const double scale = std::max(1e-6, reference.abs().max().item<double>());
  return (found.detach().to(at::kDouble) - reference).abs().max().item<double>() / scale;
}

/// Result and gradients of `operation` at copies of `inputs`, with `weights` as upstream gradient.
inline std::vector<at::Tensor> evaluate(const Operation& operation,
                                        const std::vector<at::Tensor>& inputs) {
  std::vector<at::Tensor> leaves;
  for (const at::Tensor& input : inputs) {
    leaves.push_back(input.detach().clone().requires_grad_(true));
  }
  const at::Tensor result = operation(leaves);
  const at::Tensor weights =
      at::arange(result.numel(), result.options().dtype(at::kFloat)).mul(0.7).sin().view_as(result);
  std::vector<at::Tensor> all = torch::autograd::grad({(result.to(at::kFloat) * weights).sum()},
                                                      leaves, {}, false, false, true);
  all.insert(all.begin(), result);
  return all;
}

/// Compares result (first) and gradients of two operations; empty when each is within `tolerance`,
/// else what is off. Types and shapes must agree, too.
inline std::string difference(const Operation& found, const Operation& expected,
                              const std::vector<at::Tensor>& inputs, double tolerance) {
  const std::vector<at::Tensor> left = evaluate(found, inputs);
  const std::vector<at::Tensor> right = evaluate(expected, inputs);
  for (std::size_t i = 0; i < left.size(); ++i) {
    const std::string what = i == 0 ? "result" : "gradient " + std::to_string(i - 1);
    if (!left[i].defined() || !right[i].defined()) return what + " is missing";
    if (left[i].sizes() != right[i].sizes()) return what + " has another shape";
    if (left[i].scalar_type() != right[i].scalar_type()) return what + " has another type";
    const double off = deviation(left[i], right[i]);
    if (!(off <= tolerance)) return what + " is off by " + std::to_string(off);
  }
  return {};
}

}  // namespace lafs::test
