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

int parallelOf(const std::string& file) {
  void* library = ::dlopen(file.c_str(), RTLD_LAZY | RTLD_NOLOAD);
  if (!library) return -1;
  const auto ask = reinterpret_cast<int (*)()>(::dlsym(library, "openblas_get_parallel"));
  const int parallel = ask ? ask() : -1;
  ::dlclose(library);
  return parallel;
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
  blas.flavour = flavourOf(blas.file, blas.file.empty() ? -1 : parallelOf(blas.file));
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

void preferOpenMpBlas(char** argv) {
  if (std::getenv(kAlreadyTried)) {
    ::unsetenv(kAlreadyTried);
    return;
  }
  const std::string folder = openMpBlasFolder();
  if (!wantsOtherBlas(currentBlas(), folder)) return;
  const char* before = std::getenv("LD_LIBRARY_PATH");
  const std::string path = before && *before ? folder + ":" + before : folder;
  ::setenv("LD_LIBRARY_PATH", path.c_str(), 1);
  ::setenv(kAlreadyTried, "1", 1);
  ::execv("/proc/self/exe", argv);
  // Only reached when the system refuses: then it runs, more slowly, with what it has.
  ::unsetenv(kAlreadyTried);
}

}  // namespace lafs
