// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/random_stream.h"
#include "core/image/planes.h"

namespace lafs {

/// One operation of RandAugment; `magnitude` is on the scale 0 … 10.
struct RandAugmentOperation {
  std::string name;
  void (*apply)(Planes& planes, double magnitude, RandomStream& random);
};

/// The registry: a new operation is one function and one line (rand_augment_operations.cpp).
/// The "increasing" set of timm without its two solarise operations (13 operations).
const std::vector<RandAugmentOperation>& randAugmentOperations();

/// timm's `rand-mX-mstd0.5-inc1`: two operations drawn with replacement, each carried out with
/// probability 0.5 at a magnitude drawn from N(magnitude, 0.5²), cut to 0 … 10.
void randAugment(Planes& planes, double magnitude, RandomStream& random);

}  // namespace lafs
