// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/ops/float32_product.h"

#include "core/model/torch_compat.h"

#if LAFS_TORCH_HAS_OWN_ONEDNN
#include <ATen/ATen.h>
#include <ATen/core/LegacyTypeDispatch.h>
#else
#include <c10/util/Exception.h>
#include <oneapi/dnnl/dnnl.h>
#endif

namespace lafs::ops {

#if LAFS_TORCH_HAS_OWN_ONEDNN

namespace {

at::Tensor viewOf(const Float32Operand& matrix, std::int64_t rows, std::int64_t columns) {
  const std::int64_t strides[2] = {matrix.transposed ? 1 : matrix.stride,
                                   matrix.transposed ? matrix.stride : 1};
  return at::from_blob(const_cast<float*>(matrix.data), {rows, columns}, strides, at::kFloat);
}

}  // namespace

/// Not dnnl_sgemm: two oneDNN in one process share std::call_once's helper for the set-up of that
/// function (a weak symbol, the first library's wins), so the second never gets its kernels and
/// answers "unimplemented".
void multiply(std::int64_t rows, std::int64_t columns, std::int64_t inner, const Float32Operand& a,
              const Float32Operand& b, float beta, float* c, std::int64_t strideC) {
  const at::AutoDispatchBelowAutograd noGraph;
  const at::Tensor left = viewOf(a, rows, inner), right = viewOf(b, inner, columns);
  at::Tensor sum = viewOf({c, strideC}, rows, columns);
  if (beta == 0.0f) {
    at::mm_out(sum, left, right);
  } else {
    sum.addmm_(left, right, beta, 1);
  }
}

#else

void multiply(std::int64_t rows, std::int64_t columns, std::int64_t inner, const Float32Operand& a,
              const Float32Operand& b, float beta, float* c, std::int64_t strideC) {
  const dnnl_status_t status =
      dnnl_sgemm(a.transposed ? 'T' : 'N', b.transposed ? 'T' : 'N', rows, columns, inner, 1.0f,
                 a.data, a.stride, b.data, b.stride, beta, c, strideC);
  TORCH_CHECK(status == dnnl_success, "dnnl_sgemm failed with status ", static_cast<int>(status));
}

#endif

}  // namespace lafs::ops
