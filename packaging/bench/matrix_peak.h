// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lafs::bench {

/// Best rate, in GFLOP/s, of one large square matrix product (at::mm) out of `repeats`, over a few
/// sizes: what this machine's BLAS or oneDNN reaches with the threads set. It is the yardstick for
/// training steps.
double float32MatrixPeak(std::int64_t repeats);
double bfloat16MatrixPeak(std::int64_t repeats);

}  // namespace lafs::bench
