// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lafs::ops {

/// One matrix product C [rows, columns] = op(A)·op(B) (+ bias per column) with A and B stored
/// row-major in bfloat16; A is [rows, inner], or [inner, rows] when transposed, B likewise. C is
/// bfloat16 or float32, sums are float32.
struct Bfloat16Product {
  std::int64_t rows = 0, columns = 0, inner = 0;
  const void* a = nullptr;
  const void* b = nullptr;
  const float* bias = nullptr;  ///< [columns] or null
  void* c = nullptr;
  bool transposeA = false, transposeB = false;
  bool floatResult = false;
};

/// Runs it with oneDNN on all threads. Only where hasNativeBfloat16().
void run(const Bfloat16Product& product);

}  // namespace lafs::ops
