// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <string>
#include <vector>

#include "app/worker/job.h"
#include "app/worker/worker_setup.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/config/spec_json.h"
#include "core/embed/evaluate_stage.h"
#include "core/run/run_format.h"
#include "core/train/stop_signal.h"

namespace lafs {

namespace {

std::vector<std::string> protocolsOf(const Json& job, const std::string& file) {
  const Json protocols = job.value("protocols", Json());
  if (!protocols.is_array() || protocols.empty()) {
    throw UserError(file, "needs a list \"protocols\" that names at least one");
  }
  std::vector<std::string> names;
  for (const Json& name : protocols) {
    if (!name.is_string())
      throw UserError(file, "\"protocols\" holds " + name.dump() + ", no text");
    names.push_back(name.get<std::string>());
  }
  return names;
}

int runEvaluation(const Json& job, const std::string& file) {
  ExperimentSpec spec = specFromJson(job.value("spec", Json::object()), file);
  spec.evaluate.protocols = protocolsOf(job, file);
  const std::string output = textOf(job, "output", file);
  setUpComputing(spec.runtime.threads);
  Json document = evaluateCheckpoint(textOf(job, "checkpoint", file), spec,
                                     [](std::int64_t, std::int64_t) { return !stopRequested(); });
  document["provenance"] = programFacts(spec.runtime.device);
  writeFileAtomically(output, document.dump(2) + "\n");
  return format::kExitDone;
}

}  // namespace

Job evaluateJob() {
  return {
      "evaluate",
      "{\"checkpoint\": FILE, \"protocols\": […], \"spec\": {…}, \"output\": FILE}: any model file",
      runEvaluation};
}

}  // namespace lafs
