// SPDX-License-Identifier: GPL-3.0-or-later
#include "packaging/bench/matrix_peak.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <chrono>

namespace lafs::bench {

namespace {

double peakOf(at::ScalarType type, std::int64_t repeats) {
  using Clock = std::chrono::steady_clock;
  double best = 0;
  for (const std::int64_t side : {1536, 2048, 3072, 4096}) {
    const at::Tensor a = at::rand({side, side}).to(type);
    const at::Tensor b = at::rand({side, side}).to(type);
    at::Tensor c = at::mm(a, b);
    for (std::int64_t i = 0; i < repeats; ++i) {
      const auto start = Clock::now();
      c = at::mm(a, b);
      const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
      const double size = static_cast<double>(side);
      best = std::max(best, 2e-9 * size * size * size / seconds);
    }
  }
  return best;
}

}  // namespace

double float32MatrixPeak(std::int64_t repeats) {
  return peakOf(at::kFloat, repeats);
}

double bfloat16MatrixPeak(std::int64_t repeats) {
  return peakOf(at::kBFloat16, repeats);
}

}  // namespace lafs::bench
