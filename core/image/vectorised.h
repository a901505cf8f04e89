// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// Put before the definition of a hot loop: it is compiled twice, for AVX2 and for the processor
/// every build supports, and the right one is chosen when the program is loaded. Both give the same
/// bits: no fused multiply-add, no reordering of floating-point sums. Sanitized builds keep the
/// plain one, because AddressSanitizer is not ready yet when the choice is made.
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) && \
    !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define LAFS_VECTORISED __attribute__((target_clones("avx2", "default")))
#else
#define LAFS_VECTORISED
#endif
