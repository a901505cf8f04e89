// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <initializer_list>
#include <vector>

namespace lafs {

/// Mixes numbers into one well-spread 64-bit key; the order of the parts matters.
std::uint64_t mixKeys(std::initializer_list<std::uint64_t> parts);

/// A source of random numbers that depends on its key alone, so that what a sample gets is a
/// function of (seed, epoch, index, purpose) and never of threads or of what ran before.
/// The algorithm (splitmix64) and the distributions are ours, so that the same key gives the same
/// numbers with every standard library. Not for several threads at once; make one per sample.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t key) : state_(key) {}
  RandomStream(std::initializer_list<std::uint64_t> parts) : state_(mixKeys(parts)) {}

  std::uint64_t bits();                     ///< 64 random bits
  double uniform();                         ///< in [0, 1)
  double uniform(double low, double high);  ///< in [low, high)
  std::int64_t below(std::int64_t count);   ///< in 0 … count-1; count > 0
  bool chance(double probability);          ///< true with that probability; draws one number always
  double normal();                          ///< standard normal (Box-Muller, two draws)
  double beta(double a, double b);          ///< Beta(a, b) by Jöhnk's method; a, b > 0

  /// A permutation of 0 … count-1 (Fisher-Yates).
  std::vector<std::int64_t> permutation(std::int64_t count);

 private:
  std::uint64_t state_;
};

}  // namespace lafs
