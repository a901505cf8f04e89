// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

#include "core/model/ops/fused_ops.h"
#include "core/model/ops/row_kernels.h"

namespace lafs::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

/// Rows whose contributions to the gradients of weight and bias are summed in one go: a constant,
/// so that the number of threads changes nothing.
constexpr std::int64_t kBlockRows = 256;
constexpr std::int64_t kGrainRows = 16;

struct LayerNorm : torch::autograd::Function<LayerNorm> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& weight,
                            const at::Tensor& bias, double epsilon, bool bfloat16) {
    const std::int64_t width = x.size(-1), rows = x.numel() / width;
    at::Tensor y = at::empty(x.sizes(), x.options().dtype(bfloat16 ? at::kBFloat16 : at::kFloat));
    const at::Tensor mean = at::empty({rows}, x.options());
    const at::Tensor inverse = at::empty({rows}, x.options());
    const auto kernel = rowKernels().layerNorm[bfloat16 ? 1 : 0];
    at::parallel_for(0, rows, kGrainRows, [&](std::int64_t begin, std::int64_t end) {
      kernel(x.data_ptr<float>(), weight.data_ptr<float>(), bias.data_ptr<float>(), y.data_ptr(),
             mean.data_ptr<float>(), inverse.data_ptr<float>(), begin, end, width,
             static_cast<float>(epsilon));
    });
    context->save_for_backward({x, weight, mean, inverse});
    context->saved_data["bfloat16"] = bfloat16;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor& x = saved[0];
    const std::int64_t width = x.size(-1), rows = x.numel() / width;
    const std::int64_t blocks = (rows + kBlockRows - 1) / kBlockRows;
    const at::Tensor gradient = upstream[0].contiguous();
    at::Tensor dx = at::empty_like(x);
    const at::Tensor dWeight = at::zeros({blocks, width}, x.options());
    const at::Tensor dBias = at::zeros({blocks, width}, x.options());
    const auto kernel =
        rowKernels().layerNormBackward[context->saved_data["bfloat16"].toBool() ? 1 : 0];
    at::parallel_for(0, blocks, 1, [&](std::int64_t begin, std::int64_t end) {
      for (std::int64_t block = begin; block < end; ++block) {
        kernel(x.data_ptr<float>(), gradient.data_ptr(), saved[1].data_ptr<float>(),
               saved[2].data_ptr<float>(), saved[3].data_ptr<float>(), dx.data_ptr<float>(),
               dWeight.data_ptr<float>() + block * width, dBias.data_ptr<float>() + block * width,
               block * kBlockRows, std::min(rows, (block + 1) * kBlockRows), width);
      }
    });
    return {dx, dWeight.sum(0), dBias.sum(0), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor layerNormPlain(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                          double epsilon, bool bfloat16) {
  const at::Tensor centred = x - x.mean(-1, /*keepdim=*/true);
  const at::Tensor variance = centred.pow(2).mean(-1, /*keepdim=*/true);
  const at::Tensor y = centred * (variance + epsilon).rsqrt() * weight + bias;
  return bfloat16 ? y.to(at::kBFloat16) : y;
}

at::Tensor layerNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                     double epsilon, bool bfloat16) {
  TORCH_CHECK(
      x.scalar_type() == at::kFloat && weight.numel() == x.size(-1) && bias.numel() == x.size(-1),
      "layerNorm: input ", x.sizes(), " (float32 expected) does not fit weight ", weight.sizes());
  if (!x.device().is_cpu()) return layerNormPlain(x, weight, bias, epsilon, bfloat16);
  return LayerNorm::apply(x.contiguous(), weight, bias, epsilon, bfloat16);
}

}  // namespace lafs::ops
