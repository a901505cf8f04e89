// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/ops/noise.h"

#include <ATen/ATen.h>

#include <cmath>

#include "core/base/random_stream.h"
#include "core/model/ops/fused_ops.h"

namespace lafs::ops {

namespace {

/// One training thread, as the header says; other threads (a preview, a test) have their own.
struct NoiseState {
  std::uint64_t stepKey = mixKeys({0, 0});
  std::uint64_t call = 0;
  NoiseShare share;
};

thread_local NoiseState state;

constexpr std::int64_t kLow32 = 0xFFFFFFFFLL;

/// x·factor modulo 2^32 for int64 tensors that hold numbers below 2^32.
at::Tensor times(const at::Tensor& x, std::int64_t factor) {
  return x.mul(factor).bitwise_and(kLow32);
}

/// Mask numbers of `count` elements in `rows` rows of this process's part.
at::Tensor positions(std::int64_t rows, std::int64_t count, const at::TensorOptions& options) {
  const NoiseShare share = noiseShare();
  if (share.ranks == 1 || rows == 0) return at::arange(count, options);
  const at::Tensor row = at::arange(rows, options);
  const at::Tensor whole =
      row + (row.floor_divide(share.rows) * (share.ranks - 1) + share.rank) * share.rows;
  const std::int64_t width = count / rows;
  return (whole.unsqueeze(1) * width + at::arange(width, options)).flatten();
}

at::Tensor shiftXor(const at::Tensor& x, std::int64_t bits) {
  return x.bitwise_xor(x.floor_divide(std::int64_t(1) << bits));
}

}  // namespace

void beginNoiseStep(std::uint64_t seed, std::uint64_t step) {
  state.stepKey = mixKeys({seed, step});
  state.call = 0;
}

void shareNoise(std::int64_t rank, std::int64_t ranks, std::int64_t rows) {
  TORCH_CHECK(rank >= 0 && rank < ranks && (ranks == 1 || rows > 0), "no part ", rank, " of ",
              ranks, " with ", rows, " rows");
  state.share = {rank, ranks, rows};
}

NoiseShare noiseShare() {
  return state.share;
}

std::uint64_t nextNoiseKey() {
  return mixKeys({state.stepKey, state.call++});
}

DropMask dropMask(double p, std::uint64_t key) {
  TORCH_CHECK(p >= 0 && p < 1, "drop probability ", p, " is not in [0, 1)");
  DropMask mask;
  mask.low = static_cast<std::uint32_t>(key);
  mask.high = static_cast<std::uint32_t>(key >> 32);
  mask.threshold = static_cast<std::uint32_t>(std::llround(p * 4294967296.0));
  mask.scale = static_cast<float>(1.0 / (1.0 - p));
  return mask;
}

float pathFactor(double p, std::uint64_t key, std::int64_t sample) {
  if (p == 0) return 1;
  const DropMask mask = dropMask(p, mixKeys({key, kPathPurpose}));
  const std::uint32_t bits = noiseBits(static_cast<std::uint32_t>(sample), mask.low, mask.high);
  return bits >= mask.threshold ? mask.scale : 0.0f;
}

at::Tensor maskTensor(at::IntArrayRef sizes, double p, std::uint64_t key,
                      const at::TensorOptions& options) {
  if (p == 0) return at::ones(sizes, options);
  std::int64_t count = 1;
  for (const std::int64_t size : sizes) count *= size;
  const at::Tensor position = positions(sizes[0], count, options.dtype(at::kLong));
  const at::Tensor upper = position.floor_divide(kLow32 + 1);
  const DropMask mask = dropMask(p, key);
  const at::Tensor low =
      times(upper, 0x7F4A7C15LL).add(static_cast<std::int64_t>(mask.low)).bitwise_and(kLow32);
  const at::Tensor high =
      times(upper, 0xD1B54A33LL).bitwise_xor(static_cast<std::int64_t>(mask.high));
  at::Tensor x = times(position.bitwise_and(kLow32), 0x9E3779B9LL).add(low).bitwise_and(kLow32);
  x = times(shiftXor(x, 16), 0x85EBCA6BLL).bitwise_xor(high);
  x = times(shiftXor(x, 13), 0xC2B2AE35LL);
  x = shiftXor(x, 16);
  return x.ge(static_cast<std::int64_t>(mask.threshold))
      .to(options)
      .mul(static_cast<double>(mask.scale))
      .view(sizes);
}

at::Tensor pathTensor(std::int64_t samples, double p, std::uint64_t key,
                      const at::TensorOptions& options) {
  return maskTensor({samples, 1, 1}, p, p == 0 ? key : mixKeys({key, kPathPurpose}), options);
}

}  // namespace lafs::ops
