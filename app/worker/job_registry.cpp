// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/job.h"
#include "core/base/error.h"

namespace lafs {

Job stageJob();
Job evaluateJob();
Job importJob();
Job exportJob();
Job dataInspectJob();
Job dataAlignJob();
Job dataSubsetJob();
Job dataPackJob();

const std::vector<Job>& jobs() {
  static const std::vector<Job> all = {
      stageJob(),       evaluateJob(),  importJob(),     exportJob(),
      dataInspectJob(), dataAlignJob(), dataSubsetJob(), dataPackJob(),
  };
  return all;
}

std::string textOf(const Json& job, const std::string& field, const std::string& file) {
  if (!job.contains(field) || !job[field].is_string()) {
    throw UserError(file, "needs a text field \"" + field + "\"");
  }
  return job[field].get<std::string>();
}

}  // namespace lafs
