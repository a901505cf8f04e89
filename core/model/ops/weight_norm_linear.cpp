// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/model/ops/fused_ops.h"
#include "core/model/ops/matrix_ops.h"
#include "core/model/ops/row_kernels.h"

namespace lafs::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

constexpr std::int64_t kRowGrain = 64;

/// x with column c multiplied by scale[c]; in place when asked.
at::Tensor scaledColumns(const at::Tensor& x, const at::Tensor& scale, bool inPlace) {
  at::Tensor out = inPlace ? x : at::empty_like(x);
  at::parallel_for(0, x.size(0), 1, [&](std::int64_t begin, std::int64_t end) {
    rowKernels().scaleColumns(x.data_ptr<float>(), scale.data_ptr<float>(), out.data_ptr<float>(),
                              begin, end, x.size(1));
  });
  return out;
}

/// diag(scale)·v in bfloat16.
at::Tensor scaledRowsBfloat16(const at::Tensor& v, const at::Tensor& scale) {
  at::Tensor out = at::empty(v.sizes(), v.options().dtype(at::kBFloat16));
  at::parallel_for(0, v.size(0), kRowGrain, [&](std::int64_t begin, std::int64_t end) {
    rowKernels().scaleRows[1](v.data_ptr<float>(), scale.data_ptr<float>(), out.data_ptr(), begin,
                              end, v.size(1));
  });
  return out;
}

struct WeightNormLinear : torch::autograd::Function<WeightNormLinear> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, const at::Tensor& v,
                            const at::Tensor& g, bool bfloat16) {
    const ProductType type = productType(bfloat16);
    const at::Tensor input = type == ProductType::Bfloat16 ? toBfloat16(x) : toFloat32(x);
    const at::Tensor scale = at::empty({v.size(0)}, v.options());
    const at::Tensor inverse = at::empty({v.size(0)}, v.options());
    at::parallel_for(0, v.size(0), kRowGrain, [&](std::int64_t begin, std::int64_t end) {
      rowKernels().weightNormScale(v.data_ptr<float>(), g.data_ptr<float>(),
                                   scale.data_ptr<float>(), inverse.data_ptr<float>(), begin, end,
                                   v.size(1));
    });
    // In float32 the rows' factors go to the few output columns instead of the large weight.
    const at::Tensor matrix =
        type == ProductType::Bfloat16 ? scaledRowsBfloat16(v, scale) : v.detach();
    at::Tensor y = product(input, false, matrix, true, at::Tensor(), type, at::kFloat);
    if (type == ProductType::Float32) scaledColumns(y, scale, /*inPlace=*/true);
    context->save_for_backward({input, v, scale, inverse, matrix});
    context->saved_data["bfloat16"] = bfloat16;
    context->saved_data["g"] = g.requires_grad();
    context->saved_data["x"] = x.scalar_type() == at::kFloat;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    const variable_list saved = context->get_saved_variables();
    const at::Tensor& v = saved[1];
    const at::Tensor& scale = saved[2];
    const ProductType type = productType(context->saved_data["bfloat16"].toBool());
    const at::ScalarType inputType = context->saved_data["x"].toBool() ? at::kFloat : at::kBFloat16;
    const at::Tensor given = upstream[0].contiguous();
    const at::Tensor gradient = type == ProductType::Bfloat16 ? toBfloat16(given) : given;
    variable_list out(4);
    out[0] =
        product(type == ProductType::Bfloat16 ? gradient : scaledColumns(gradient, scale, false),
                false, saved[4], false, at::Tensor(), type, inputType);
    at::Tensor dv = product(gradient, true, saved[0], false, at::Tensor(), type, at::kFloat);
    const bool wantsG = context->saved_data["g"].toBool();
    if (wantsG) out[2] = at::empty({v.size(0), 1}, v.options());
    float* dg = wantsG ? out[2].data_ptr<float>() : nullptr;
    at::parallel_for(0, v.size(0), kRowGrain, [&](std::int64_t begin, std::int64_t end) {
      rowKernels().weightNormBackward(dv.data_ptr<float>(), v.data_ptr<float>(),
                                      scale.data_ptr<float>(), saved[3].data_ptr<float>(), dg,
                                      begin, end, v.size(1));
    });
    out[1] = dv;
    return out;
  }
};

}  // namespace

at::Tensor weightNormLinearPlain(const at::Tensor& x, const at::Tensor& v, const at::Tensor& g,
                                 bool bfloat16) {
  const at::Tensor weight = v * (g / v.norm(2, 1, /*keepdim=*/true));
  if (!bfloat16) return at::matmul(x, weight.t());
  return at::matmul(x.to(at::kBFloat16), weight.to(at::kBFloat16).t()).to(at::kFloat);
}

at::Tensor weightNormLinear(const at::Tensor& x, const at::Tensor& v, const at::Tensor& g,
                            bool bfloat16) {
  TORCH_CHECK(x.dim() == 2 && v.dim() == 2 && x.size(1) == v.size(1) && g.numel() == v.size(0),
              "weightNormLinear: input ", x.sizes(), ", v ", v.sizes(), ", g ", g.sizes(),
              " do not fit");
  if (!x.device().is_cpu()) return weightNormLinearPlain(x, v, g, bfloat16);
  return WeightNormLinear::apply(x, v.contiguous(), g.contiguous(), bfloat16);
}

}  // namespace lafs::ops
