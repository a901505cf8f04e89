# SPDX-License-Identifier: GPL-3.0-or-later
# lafs_cpu_kernels(TARGET file.cpp ...)
# Compiles every file once per instruction set, in the namespace LAFS_KERNEL_LEVEL (baseline, avx2,
# avx512), and adds the objects to TARGET; which of them runs is decided at start-up
# (core/model/ops/cpu_level.h). Such files include no LibTorch header and nothing with inline
# functions of external linkage, so that no AVX code leaks into what every CPU runs.
function(lafs_cpu_kernels target)
  set(levels baseline)
  set(baseline_flags "")
  if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64)$")
    list(APPEND levels avx2 avx512)
    set(avx2_flags -mavx2 -mfma)
    set(avx512_flags -mavx2 -mfma -mavx512f -mavx512bw -mavx512dq -mavx512vl
                     -mprefer-vector-width=512)
  endif()
  foreach(level IN LISTS levels)
    set(objects ${target}_${level})
    add_library(${objects} OBJECT ${ARGN})
    lafs_compile_options(${objects})
    target_compile_definitions(${objects} PRIVATE LAFS_KERNEL_LEVEL=${level})
    target_compile_options(${objects} PRIVATE -O3 -fopenmp-simd -fno-math-errno -fno-trapping-math
                                              -ffp-contract=fast ${${level}_flags})
    target_sources(${target} PRIVATE $<TARGET_OBJECTS:${objects}>)
  endforeach()
endfunction()
