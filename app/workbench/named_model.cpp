// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/named_model.h"

#include <filesystem>

#include "core/base/error.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace fs = std::filesystem;

std::string namedModel(const std::string& name) {
  const std::string path = fs::absolute(name).lexically_normal().string();
  std::error_code error;
  if (!fs::is_directory(path, error)) return path;
  for (const char* result : {"model.safetensors", "teacher.safetensors"}) {
    const std::string file = RunPaths(path).result(result);
    if (fs::exists(file)) return file;
  }
  throw UserError(path, "is a folder without results/model.safetensors or teacher.safetensors",
                  "name a model file, or a run that is done");
}

}  // namespace lafs
