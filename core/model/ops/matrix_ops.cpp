// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/ops/matrix_ops.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>

#include "core/model/ops/bfloat16_product.h"
#include "core/model/ops/row_kernels.h"

namespace lafs::ops {

namespace {

constexpr std::int64_t kSumRows = 256;

at::Tensor floatProduct(const at::Tensor& a, bool transposeA, const at::Tensor& b, bool transposeB,
                        const at::Tensor& bias) {
  const at::Tensor left = transposeA ? toFloat32(a).t() : toFloat32(a);
  const at::Tensor right = transposeB ? toFloat32(b).t() : toFloat32(b);
  return bias.defined() ? at::addmm(bias, left, right) : at::mm(left, right);
}

}  // namespace

at::Tensor toBfloat16(const at::Tensor& x) {
  if (x.scalar_type() == at::kBFloat16) return x.contiguous();
  const at::Tensor from = x.contiguous();
  at::Tensor to = at::empty(x.sizes(), x.options().dtype(at::kBFloat16));
  at::parallel_for(0, x.numel(), kElementGrain, [&](std::int64_t begin, std::int64_t end) {
    rowKernels().narrow(from.data_ptr<float>() + begin, 0,
                        static_cast<Bfloat16*>(to.data_ptr()) + begin, 0, 1, end - begin);
  });
  return to;
}

at::Tensor toFloat32(const at::Tensor& x) {
  if (x.scalar_type() == at::kFloat) return x.contiguous();
  const at::Tensor from = x.contiguous();
  at::Tensor to = at::empty(x.sizes(), x.options().dtype(at::kFloat));
  at::parallel_for(0, x.numel(), kElementGrain, [&](std::int64_t begin, std::int64_t end) {
    rowKernels().widen(static_cast<const Bfloat16*>(from.data_ptr()) + begin, 0,
                       to.data_ptr<float>() + begin, 0, 1, end - begin);
  });
  return to;
}

ProductType productType(bool bfloat16) {
  return bfloat16 && hasNativeBfloat16() ? ProductType::Bfloat16 : ProductType::Float32;
}

at::Tensor product(const at::Tensor& a, bool transposeA, const at::Tensor& b, bool transposeB,
                   const at::Tensor& bias, ProductType type, at::ScalarType result) {
  if (type == ProductType::Float32) {
    const at::Tensor c = floatProduct(a, transposeA, b, transposeB, bias);
    return result == at::kBFloat16 ? toBfloat16(c) : c;
  }
  const at::Tensor left = toBfloat16(a), right = toBfloat16(b);
  Bfloat16Product job;
  job.rows = a.size(transposeA ? 1 : 0);
  job.inner = a.size(transposeA ? 0 : 1);
  job.columns = b.size(transposeB ? 0 : 1);
  job.transposeA = transposeA;
  job.transposeB = transposeB;
  job.floatResult = result == at::kFloat;
  at::Tensor c = at::empty({job.rows, job.columns}, a.options().dtype(result));
  const at::Tensor offset = bias.defined() ? toFloat32(bias) : bias;
  job.a = left.data_ptr();
  job.b = right.data_ptr();
  job.c = c.data_ptr();
  if (offset.defined()) job.bias = offset.data_ptr<float>();
  run(job);
  return c;
}

at::Tensor columnSums(const at::Tensor& x) {
  const std::int64_t rows = x.size(0), columns = x.size(1);
  const std::int64_t blocks = std::max<std::int64_t>(1, (rows + kSumRows - 1) / kSumRows);
  const at::Tensor data = x.contiguous();
  at::Tensor sums = at::zeros({blocks, columns}, x.options().dtype(at::kFloat));
  const auto kernel = rowKernels().addColumnSums[x.scalar_type() == at::kFloat ? 0 : 1];
  at::parallel_for(0, blocks, 1, [&](std::int64_t begin, std::int64_t end) {
    for (std::int64_t block = begin; block < end; ++block) {
      kernel(data.data_ptr(), sums.data_ptr<float>() + block * columns, block * kSumRows,
             std::min(rows, (block + 1) * kSumRows), columns);
    }
  });
  return sums.sum(0);
}

}  // namespace lafs::ops
