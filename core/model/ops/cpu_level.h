// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs::ops {

/// Instruction sets our kernels are compiled for (packaging/cmake/LafsKernels.cmake).
enum class CpuLevel { Baseline, Avx2, Avx512 };

/// What this CPU runs, found once. The environment variable LAFS_CPU_LEVEL (baseline, avx2, avx512)
/// lowers it, never raises it.
CpuLevel cpuLevel();
const char* cpuLevelName(CpuLevel level);

/// True when the CPU multiplies bfloat16 natively (AVX-512 BF16 or AMX); otherwise products of
/// bfloat16 numbers are made in float32, which is faster than emulation and no less precise.
bool hasNativeBfloat16();

/// The table of kernels for this CPU out of those of the three levels.
template <class Table>
const Table& chooseKernels(const Table& baseline, const Table& avx2, const Table& avx512) {
  switch (cpuLevel()) {
    case CpuLevel::Avx512:
      return avx512;
    case CpuLevel::Avx2:
      return avx2;
    default:
      return baseline;
  }
}

}  // namespace lafs::ops

/// Declares `NAME`, a constant of type TABLE (both in namespace NAMESPACE), for every level, and
/// the function GETTER that chooses among them.
#if defined(__x86_64__)
#define LAFS_DECLARE_KERNELS(NAMESPACE, TABLE, NAME, GETTER)                            \
  namespace NAMESPACE::baseline {                                                       \
  extern const TABLE NAME;                                                              \
  }                                                                                     \
  namespace NAMESPACE::avx2 {                                                           \
  extern const TABLE NAME;                                                              \
  }                                                                                     \
  namespace NAMESPACE::avx512 {                                                         \
  extern const TABLE NAME;                                                              \
  }                                                                                     \
  namespace NAMESPACE {                                                                 \
  inline const TABLE& GETTER() {                                                        \
    return ::lafs::ops::chooseKernels<TABLE>(baseline::NAME, avx2::NAME, avx512::NAME); \
  }                                                                                     \
  }
#else
#define LAFS_DECLARE_KERNELS(NAMESPACE, TABLE, NAME, GETTER) \
  namespace NAMESPACE::baseline {                            \
  extern const TABLE NAME;                                   \
  }                                                          \
  namespace NAMESPACE {                                      \
  inline const TABLE& GETTER() {                             \
    return baseline::NAME;                                   \
  }                                                          \
  }
#endif
