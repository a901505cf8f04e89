// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>
#include <vector>

#include "app/worker/job.h"
#include "app/worker/worker_setup.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/config/spec_json.h"
#include "core/model/checkpoint_import.h"
#include "core/run/run_format.h"

namespace lafs {

namespace {

std::vector<std::string> patternsOf(const Json& job, const std::string& field,
                                    const std::string& file) {
  std::vector<std::string> patterns;
  for (const Json& pattern : job.value(field, Json::array())) {
    if (!pattern.is_string()) throw UserError(file, "\"" + field + "\" holds something but text");
    patterns.push_back(pattern.get<std::string>());
  }
  return patterns;
}

/// The report is written either way; a fit that was not asked for ends with the refusal.
int runImport(const Json& job, const std::string& file) {
  ImportOptions options;
  options.entry = textOf(job, "entry", file);
  options.landmarkFile = textOf(job, "landmark_cnn", file);
  options.allowMissing = patternsOf(job, "allow_missing", file);
  options.allowUnexpected = patternsOf(job, "allow_unexpected", file);
  options.allowMisshaped = patternsOf(job, "allow_misshaped", file);
  if (job.contains("spec") && job["spec"].is_object()) {
    options.model = specFromJson(job["spec"], file).model;
  }
  const std::string output = textOf(job, "output", file);
  const std::string modelFile = textOf(job, "model", file);
  setUpComputing(0);
  const ImportedModel imported = importCheckpoint(textOf(job, "checkpoint", file), options);
  const bool written = imported.report.accepted() && !modelFile.empty();
  if (written) saveFaceModel(*imported.model, modelFile);
  Json document = imported.report.json();
  document["model_file"] = written ? Json(modelFile) : Json(nullptr);
  writeFileAtomically(output, document.dump(2) + "\n");
  if (!imported.report.accepted()) throw importRefusal(imported.report);
  return format::kExitDone;
}

}  // namespace

Job importJob() {
  return {"import",
          "{\"checkpoint\": FILE, \"entry\": …, \"spec\": {…}|null, \"landmark_cnn\": …, "
          "\"allow_missing\": […], …, \"model\": FILE, \"output\": FILE}",
          runImport};
}

}  // namespace lafs
