// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/worker_job.h"

#include <algorithm>
#include <filesystem>

#include "core/config/spec_json.h"
#include "core/matrix/core_groups.h"

namespace lafs {

Json stageJobFile(const ExperimentSpec& spec, const std::string& directory,
                  const std::string& device, int workers) {
  ExperimentSpec own = spec;
  if (!device.empty()) own.runtime.device = device;
  if (own.runtime.threads == 0 && workers > 1) {
    const int cores = static_cast<int>(availableCores().size());
    own.runtime.threads = std::max(1, cores / workers);
  }
  return Json{{"job", "stage"},
              {"run", std::filesystem::absolute(directory).lexically_normal().string()},
              {"runtime", toJson(own).at("runtime")}};
}

}  // namespace lafs
