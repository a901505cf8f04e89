// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/ops/cpu_level.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace lafs::ops {

namespace {

CpuLevel detect() {
#if defined(__x86_64__)
  __builtin_cpu_init();
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = avx2 && __builtin_cpu_supports("avx512f") &&
                      __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512dq") &&
                      __builtin_cpu_supports("avx512vl");
  if (avx512) return CpuLevel::Avx512;
  if (avx2) return CpuLevel::Avx2;
#endif
  return CpuLevel::Baseline;
}

CpuLevel allowed() {
  const char* named = std::getenv("LAFS_CPU_LEVEL");
  for (const CpuLevel level : {CpuLevel::Baseline, CpuLevel::Avx2}) {
    if (named && std::string(named) == cpuLevelName(level)) return level;
  }
  return CpuLevel::Avx512;
}

}  // namespace

CpuLevel cpuLevel() {
  static const CpuLevel level = std::min(detect(), allowed());
  return level;
}

const char* cpuLevelName(CpuLevel level) {
  switch (level) {
    case CpuLevel::Avx512:
      return "avx512";
    case CpuLevel::Avx2:
      return "avx2";
    default:
      return "baseline";
  }
}

bool hasNativeBfloat16() {
#if defined(__x86_64__)
  static const bool native = cpuLevel() == CpuLevel::Avx512 && __builtin_cpu_supports("avx512bf16");
  return native;
#else
  return false;
#endif
}

}  // namespace lafs::ops
