// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lafs::ops {

/// A row-major matrix in float32, read as its transpose where `transposed`.
struct Float32Operand {
  const float* data;
  std::int64_t stride;  ///< elements from one stored row to the next
  bool transposed = false;
};

/// c [rows, columns] = op(a) [rows, inner] · op(b) [inner, columns] + beta·c, on the calling thread
/// when that is one of at::parallel_for's. With beta 0 what c held is not read.
void multiply(std::int64_t rows, std::int64_t columns, std::int64_t inner, const Float32Operand& a,
              const Float32Operand& b, float beta, float* c, std::int64_t strideC);

}  // namespace lafs::ops
