// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs {

/// Which threads the matrix products of a process run on. With OpenMP they share LibTorch's; the
/// pthread flavour keeps a pool of its own that fights with them, and a training step takes 1.3 to
/// 1.6 times as long. Debian's default is the pthread one, and installing the other does not
/// select it.
enum class BlasFlavour {
  OpenBlasOpenMp,
  OpenBlasPthread,
  OpenBlasSerial,
  Reference,  ///< the plain Fortran library, tens of times slower
  Bundled,    ///< inside LibTorch (MKL, or an OpenBLAS of its own)
  Unknown
};

const char* blasFlavourName(BlasFlavour flavour);  ///< "openblas-openmp", …, for logs and records

struct Blas {
  BlasFlavour flavour = BlasFlavour::Unknown;
  std::string file;     ///< that sgemm_ comes from; empty when no shared library has it
  std::string kernels;  ///< OpenBLAS's name of the CPU that its kernels are for; else empty
};

/// The BLAS that this process got.
Blas currentBlas();

/// Flavour of a library from its path and from what its openblas_get_parallel() says (0 serial,
/// 1 threads, 2 OpenMP; below 0 when it has no such function).
BlasFlavour flavourOf(const std::string& file, int parallel);

/// Folder of the machine's OpenMP flavour; empty when it is not installed. `multiarchRoot` is where
/// Debian and Ubuntu keep one folder an architecture.
std::string openMpBlasFolder(const std::string& multiarchRoot = "/usr/lib");

/// Whether another BLAS should be loaded instead: one that is neither the OpenMP flavour nor
/// LibTorch's own, while the OpenMP flavour is there.
bool wantsOtherBlas(const Blas& blas, const std::string& openMpFolder);

/// Value of OPENBLAS_CORETYPE for a CPU that is newer than OpenBLAS: it then falls back to kernels
/// without AVX, with which float32 training takes 3.4 times as long. Empty when `kernels` will do.
std::string betterKernels(const std::string& kernels, bool avx2, bool avx512);

/// Starts this program again, in this process, with the OpenMP flavour ahead in the search path
/// when it runs on another one, and with kernels that the CPU has when OpenBLAS does not know it.
/// To be called first thing in main(); returns when nothing is to be changed, or cannot be.
void preferFastBlas(char** argv);

}  // namespace lafs
