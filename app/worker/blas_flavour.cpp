// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/blas_flavour.h"

#include <dlfcn.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <string>

namespace lafs {

namespace {

namespace fs = std::filesystem;

// Keeps a program that does not get the BLAS it asked for from starting itself for ever.
constexpr const char* kAlreadyTried = "LAFS_BLAS_CHOSEN";

bool contains(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

constexpr const char* kKernels = "OPENBLAS_CORETYPE";

/// What a function of a loaded library without arguments says; `otherwise` when it has none.
template <class Value>
Value saidBy(const std::string& file, const char* function, Value otherwise) {
  void* library = file.empty() ? nullptr : ::dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (!library) return otherwise;
  const auto ask = reinterpret_cast<Value (*)()>(::dlsym(library, function));
  const Value said = ask ? ask() : otherwise;
  ::dlclose(library);
  return said;
}

std::string betterKernelsHere(const std::string& kernels) {
#if defined(__x86_64__)
  const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl") &&
                      __builtin_cpu_supports("avx512cd");
  return betterKernels(kernels, avx2, avx512);
#else
  return {};
#endif
}

}  // namespace

const char* blasFlavourName(BlasFlavour flavour) {
  switch (flavour) {
    case BlasFlavour::OpenBlasOpenMp:
      return "openblas-openmp";
    case BlasFlavour::OpenBlasPthread:
      return "openblas-pthread";
    case BlasFlavour::OpenBlasSerial:
      return "openblas-serial";
    case BlasFlavour::Reference:
      return "reference";
    case BlasFlavour::Bundled:
      return "bundled";
    case BlasFlavour::Unknown:
      break;
  }
  return "unknown";
}

BlasFlavour flavourOf(const std::string& file, int parallel) {
  if (parallel == 2) return BlasFlavour::OpenBlasOpenMp;
  if (parallel == 1) return BlasFlavour::OpenBlasPthread;
  if (parallel == 0) return BlasFlavour::OpenBlasSerial;
  if (file.empty() || contains(file, "libtorch") || contains(file, "libmkl")) {
    return BlasFlavour::Bundled;
  }
  if (contains(file, "openblas-openmp")) return BlasFlavour::OpenBlasOpenMp;
  if (contains(file, "openblas-pthread")) return BlasFlavour::OpenBlasPthread;
  if (contains(file, "openblas-serial")) return BlasFlavour::OpenBlasSerial;
  if (contains(file, "/blas/libblas")) return BlasFlavour::Reference;
  return BlasFlavour::Unknown;
}

Blas currentBlas() {
  Blas blas;
  // The symbol that LibTorch's calls are bound to, whichever of several loaded libraries has it.
  void* product = ::dlsym(RTLD_DEFAULT, "sgemm_");
  Dl_info info = {};
  if (product && ::dladdr(product, &info) && info.dli_fname) {
    std::error_code error;
    const fs::path file = fs::canonical(info.dli_fname, error);
    blas.file = error ? std::string(info.dli_fname) : file.string();
  }
  blas.flavour = flavourOf(blas.file, saidBy(blas.file, "openblas_get_parallel", -1));
  const char* kernels = saidBy<const char*>(blas.file, "openblas_get_corename", nullptr);
  if (kernels) blas.kernels = kernels;
  return blas;
}

std::string openMpBlasFolder(const std::string& multiarchRoot) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(multiarchRoot, error)) {
    const fs::path folder = entry.path() / "openblas-openmp";
    std::error_code ignored;
    if (fs::exists(folder / "libblas.so.3", ignored)) return folder.string();
  }
  return {};
}

bool wantsOtherBlas(const Blas& blas, const std::string& openMpFolder) {
  if (openMpFolder.empty()) return false;
  return blas.flavour != BlasFlavour::OpenBlasOpenMp && blas.flavour != BlasFlavour::Bundled;
}

std::string betterKernels(const std::string& kernels, bool avx2, bool avx512) {
  // What OpenBLAS takes for a CPU that it does not know, of Intel and of AMD.
  if (kernels != "Prescott" && kernels != "Barcelona") return {};
  return avx512 ? "SkylakeX" : avx2 ? "Haswell" : "";
}

void preferFastBlas(char** argv) {
  const bool tried = std::getenv(kAlreadyTried) != nullptr;
  ::unsetenv(kAlreadyTried);
  const Blas blas = currentBlas();
  const std::string folder = openMpBlasFolder();
  const bool other = !tried && wantsOtherBlas(blas, folder);
  // Who sets the variable has chosen; and once it is set, it is not set again.
  const std::string kernels = std::getenv(kKernels) ? "" : betterKernelsHere(blas.kernels);
  if (!other && kernels.empty()) return;
  if (other) {
    const char* before = std::getenv("LD_LIBRARY_PATH");
    const std::string path = before && *before ? folder + ":" + before : folder;
    ::setenv("LD_LIBRARY_PATH", path.c_str(), 1);
  }
  if (!kernels.empty()) ::setenv(kKernels, kernels.c_str(), 1);
  ::setenv(kAlreadyTried, "1", 1);
  ::execv("/proc/self/exe", argv);
  // Only reached when the system refuses: then it runs, more slowly, with what it has.
  ::unsetenv(kAlreadyTried);
}

}  // namespace lafs
