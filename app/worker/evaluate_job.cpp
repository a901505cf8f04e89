// SPDX-License-Identifier: GPL-3.0-or-later
#include <cstdint>
#include <cstdio>
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
  EvaluationRequest request;
  request.spec = specFromJson(job.value("spec", Json::object()), file);
  request.spec.evaluate.protocols = protocolsOf(job, file);
  request.model = job.value("checkpoint", "");
  request.features = job.value("features", "");
  request.scores = job.value("scores", "");
  request.bothSides = job.value("both_sides", false);
  request.results = job.value("results", "");
  request.featureFolder = job.value("keep_features", "");
  if (request.subject().empty()) {
    throw UserError(file, "names no \"checkpoint\", \"features\" or \"scores\"");
  }
  const std::string output = textOf(job, "output", file);
  setUpComputing(request.spec.runtime.threads);
  EvaluationWatch watch;
  watch.progress = [](std::int64_t, std::int64_t) { return !stopRequested(); };
  watch.warn = [](const std::string& warning) {
    std::fprintf(stderr, "warning: %s\n", warning.c_str());
  };
  Json document = evaluateCheckpoint(request, watch);
  document["provenance"] = programFacts(request.spec.runtime.device);
  writeFileAtomically(output, document.dump(2) + "\n");
  return format::kExitDone;
}

}  // namespace

Job evaluateJob() {
  return {"evaluate",
          "{\"checkpoint\", \"features\" or \"scores\": FILE, \"protocols\": […], \"spec\": {…}, "
          "\"output\": FILE}: any model file, or what was computed elsewhere",
          runEvaluation};
}

}  // namespace lafs
