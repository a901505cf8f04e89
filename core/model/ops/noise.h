// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

#include "core/model/ops/kernel_arithmetic.h"

namespace lafs::ops {

/// Sets the path mask of a residual branch apart from its element mask.
constexpr std::uint64_t kPathPurpose = 0x70617468;  // "path"

/// Constants of the mask with drop probability p in [0, 1) and this key.
DropMask dropMask(double p, std::uint64_t key);

/// Which rows of every batch this process holds (shareNoise); the calling thread's.
struct NoiseShare {
  std::int64_t rank = 0;
  std::int64_t ranks = 1;
  std::int64_t rows = 0;
  /// The row of the whole tensor that row `row` of this process's part is.
  std::int64_t wholeRow(std::int64_t row) const {
    return ranks == 1 ? row : row + (row / rows * (ranks - 1) + rank) * rows;
  }
};
NoiseShare noiseShare();

/// The drop-path factor of one sample: 0 or 1 / (1 - p).
float pathFactor(double p, std::uint64_t key, std::int64_t sample);

/// The same masks as tensors of factors (0 or 1 / (1 - p)), made with ATen integer operators on any
/// device: what the plain expressions multiply with. The first axis counts rows of this process's
/// part.
at::Tensor maskTensor(at::IntArrayRef sizes, double p, std::uint64_t key,
                      const at::TensorOptions& options);
at::Tensor pathTensor(std::int64_t samples, double p, std::uint64_t key,
                      const at::TensorOptions& options);  ///< [samples, 1, 1]

}  // namespace lafs::ops
