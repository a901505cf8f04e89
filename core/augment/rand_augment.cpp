// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/rand_augment.h"

#include <algorithm>

namespace lafs {

namespace {

constexpr int kOperationsPerPicture = 2;
constexpr double kProbability = 0.5;
constexpr double kMagnitudeDeviation = 0.5;
constexpr double kMaxMagnitude = 10;

}  // namespace

void randAugment(Planes& planes, double magnitude, RandomStream& random) {
  const auto& operations = randAugmentOperations();
  for (int i = 0; i < kOperationsPerPicture; ++i) {
    const auto& operation = operations[random.below(static_cast<std::int64_t>(operations.size()))];
    if (!random.chance(kProbability)) continue;
    const double drawn = magnitude + kMagnitudeDeviation * random.normal();
    operation.apply(planes, std::clamp(drawn, 0.0, kMaxMagnitude), random);
  }
}

}  // namespace lafs
