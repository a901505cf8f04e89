// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace lafs::ops {

/// Fewest elements that a thread of an element-wise loop is given.
constexpr std::int64_t kElementGrain = 1 << 15;

/// Contiguous copies in the other storage type (the tensor itself when it has it already).
at::Tensor toBfloat16(const at::Tensor& x);
at::Tensor toFloat32(const at::Tensor& x);

/// Which way a product goes through the CPU's units.
enum class ProductType { Float32, Bfloat16 };

/// Bfloat16 where the caller wants it and the CPU has it (hasNativeBfloat16), else Float32: the
/// operands are then widened, which is faster than emulating and rounds less.
ProductType productType(bool bfloat16);

/// op(a)·op(b) (+ bias per column) of 2-D tensors; no graph. Operands of either type are cast to
/// what `type` needs, `result` is the type of the outcome.
at::Tensor product(const at::Tensor& a, bool transposeA, const at::Tensor& b, bool transposeB,
                   const at::Tensor& bias, ProductType type, at::ScalarType result);

/// Sum over rows of a contiguous [rows, columns] tensor, float32, in blocks whose number depends
/// on the size alone.
at::Tensor columnSums(const at::Tensor& x);

}  // namespace lafs::ops
