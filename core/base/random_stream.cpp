// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/random_stream.h"

#include <cmath>
#include <numeric>

#include "core/base/error.h"

namespace lafs {

namespace {

constexpr std::uint64_t kGolden = 0x9E3779B97F4A7C15ull;

std::uint64_t finalise(std::uint64_t z) {
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ull;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBull;
  return z ^ (z >> 31);
}

}  // namespace

std::uint64_t mixKeys(std::initializer_list<std::uint64_t> parts) {
  std::uint64_t key = 0x6C616673u;  // "lafs"
  for (std::uint64_t part : parts) key = finalise((key ^ finalise(part + kGolden)) + kGolden);
  return key;
}

std::uint64_t RandomStream::bits() {
  return finalise(state_ += kGolden);
}

double RandomStream::uniform() {
  return static_cast<double>(bits() >> 11) * 0x1.0p-53;
}

double RandomStream::uniform(double low, double high) {
  return low + (high - low) * uniform();
}

std::int64_t RandomStream::below(std::int64_t count) {
  require(count > 0, "RandomStream::below needs a positive count");
  // Multiply-shift; the bias of at most count / 2^64 is far below anything we can measure.
  return static_cast<std::int64_t>(
      (static_cast<unsigned __int128>(bits()) * static_cast<std::uint64_t>(count)) >> 64);
}

bool RandomStream::chance(double probability) {
  return uniform() < probability;
}

double RandomStream::normal() {
  const double radius = std::sqrt(-2.0 * std::log(1.0 - uniform()));
  return radius * std::cos(2.0 * M_PI * uniform());
}

double RandomStream::beta(double a, double b) {
  require(a > 0 && b > 0, "RandomStream::beta needs positive parameters");
  if (a > 1 || b > 1) {  // Jöhnk's method rejects too often there: ratio of two gamma variates
    const auto gamma = [this](double shape) {
      double boost = 1;
      if (shape < 1) {
        boost = std::pow(1.0 - uniform(), 1.0 / shape);
        shape += 1;
      }
      const double d = shape - 1.0 / 3.0;  // Marsaglia and Tsang (2000)
      for (;;) {
        const double x = normal();
        const double v = std::pow(1.0 + x / std::sqrt(9.0 * d), 3);
        if (v > 0 && std::log(1.0 - uniform()) < 0.5 * x * x + d - d * v + d * std::log(v)) {
          return boost * d * v;
        }
      }
    };
    const double x = gamma(a);
    return x / (x + gamma(b));
  }
  for (;;) {
    // In logarithms: for small a and b both powers underflow.
    const double x = std::log(1.0 - uniform()) / a;
    const double y = std::log(1.0 - uniform()) / b;
    const double top = std::max(x, y);
    const double logSum = top + std::log(std::exp(x - top) + std::exp(y - top));
    if (logSum <= 0) return std::exp(x - logSum);
  }
}

std::vector<std::int64_t> RandomStream::permutation(std::int64_t count) {
  std::vector<std::int64_t> order(count);
  std::iota(order.begin(), order.end(), std::int64_t{0});
  for (std::int64_t i = count - 1; i > 0; --i) std::swap(order[i], order[below(i + 1)]);
  return order;
}

}  // namespace lafs
