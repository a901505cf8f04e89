// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/worker_binary.h"

#include <unistd.h>

#include <cstdlib>
#include <filesystem>

#include "core/base/error.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

bool isProgram(const fs::path& path) {
  std::error_code error;
  return fs::is_regular_file(path, error) && ::access(path.c_str(), X_OK) == 0;
}

}  // namespace

std::string findWorker(const std::string& program) {
  const char* named = std::getenv("LAFS_WORKER");
  if (named && *named) {
    if (isProgram(named)) return fs::absolute(named).string();
    throw UserError("LAFS_WORKER", std::string("names no program: ") + named,
                    "set it to the lafs-worker program, or unset it");
  }
  const fs::path folder = fs::path(program).parent_path();
  for (const fs::path& path : {folder / "lafs-worker", folder / ".." / "bin" / "lafs-worker"}) {
    if (isProgram(path)) return fs::absolute(path).lexically_normal().string();
  }
  throw UserError("lafs-worker", "was not found beside " + program,
                  "build the worker too, or name it with LAFS_WORKER");
}

}  // namespace lafs
