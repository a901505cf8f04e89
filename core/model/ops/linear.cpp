// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/model/ops/fused_ops.h"
#include "core/model/ops/matrix_ops.h"

namespace lafs::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// What the layer needs besides tensors with a gradient.
struct LinearJob {
  at::Tensor bias;  ///< value only; the tensor that gets the gradient is a separate argument
  bool wantsInput = false;
  bool bfloat16 = false;
};

struct LinearFunction : torch::autograd::Function<LinearFunction> {
  /// `biasOrWeight` is the bias, or the weight again where there is none (no undefined tensor may
  /// be an argument); its gradient is then left out.
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                            const at::Tensor& biasOrWeight, const LinearJob& job) {
    (void)biasOrWeight;
    const ProductType type = productType(job.bfloat16);
    const bool narrow = type == ProductType::Bfloat16;
    const at::Tensor rows = x.reshape({-1, x.size(-1)});
    const at::Tensor input = job.bfloat16 ? toBfloat16(rows) : toFloat32(rows);
    const at::Tensor matrix = narrow ? toBfloat16(weight) : weight.detach();
    const at::Tensor y = product(input, false, matrix, true, job.bias, type,
                                 job.bfloat16 ? at::kBFloat16 : at::kFloat);
    context->save_for_backward({input, matrix});
    context->saved_data["bias"] = job.bias.defined();
    context->saved_data["input"] = job.wantsInput;
    context->saved_data["bfloat16"] = job.bfloat16;
    context->saved_data["sizes"] = x.sizes().vec();
    context->saved_data["float"] = x.scalar_type() == at::kFloat;
    std::vector<std::int64_t> sizes = x.sizes().vec();
    sizes.back() = weight.size(0);
    return at::_unsafe_view(y, sizes);
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    const variable_list saved = context->get_saved_variables();
    const ProductType type = productType(context->saved_data["bfloat16"].toBool());
    const at::Tensor given = upstream[0].contiguous();
    at::Tensor gradient = given.view({-1, given.size(-1)});
    if (type == ProductType::Float32) gradient = toFloat32(gradient);
    variable_list out(4);
    if (context->saved_data["input"].toBool()) {
      const bool wide = context->saved_data["float"].toBool();
      out[0] = product(gradient, false, saved[1], false, at::Tensor(), type,
                       wide ? at::kFloat : at::kBFloat16)
                   .view(context->saved_data["sizes"].toIntVector());
    }
    out[1] = product(gradient, true, saved[0], false, at::Tensor(), type, at::kFloat);
    if (context->saved_data["bias"].toBool()) out[2] = columnSums(gradient);
    return out;
  }
};

}  // namespace

at::Tensor linearPlain(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                       bool bfloat16) {
  if (!bfloat16) {
    const at::Tensor y = at::matmul(x, weight.t());
    return bias.defined() ? y + bias : y;
  }
  const at::Tensor y = at::matmul(x.to(at::kBFloat16), weight.to(at::kBFloat16).t());
  return bias.defined() ? y + bias.to(at::kBFloat16) : y;
}

at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                  bool bfloat16) {
  TORCH_CHECK(weight.dim() == 2 && x.size(-1) == weight.size(1), "linear: input ", x.sizes(),
              " does not fit weight ", weight.sizes());
  if (!x.device().is_cpu()) return linearPlain(x, weight, bias, bfloat16);
  LinearJob job;
  job.bias = bias.defined() ? bias.detach() : bias;
  job.wantsInput = x.requires_grad();
  job.bfloat16 = bfloat16;
  return LinearFunction::apply(x, weight, bias.defined() ? bias : weight, job);
}

}  // namespace lafs::ops
