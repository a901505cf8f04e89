// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/random_stream.h"

namespace lafs::test {

/// A damaged copy of one of `seeds`: bits turned, numbers replaced by those that break readers
/// (0, largest, 2^60, beside the size), pieces cut out, repeated, put in, taken from another seed.
std::string mutated(const std::vector<std::string>& seeds, RandomStream& random);

}  // namespace lafs::test
