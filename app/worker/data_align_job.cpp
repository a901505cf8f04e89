// SPDX-License-Identifier: GPL-3.0-or-later
#include <functional>
#include <string>

#include "app/worker/job.h"
#include "app/worker/job_progress.h"
#include "app/worker/worker_setup.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/data/alignment/face_alignment.h"
#include "core/run/run_format.h"
#include "core/train/stop_signal.h"

namespace lafs {

namespace {

PointSource pointSourceOf(const std::string& name, const std::string& file) {
  if (name == "detector") return PointSource::Detector;
  if (name == "list") return PointSource::List;
  if (name == "whole") return PointSource::None;
  throw UserError(file, "\"points\" is '" + name + "', expected detector, list or whole");
}

int runAlignment(const Json& job, const std::string& file) {
  AlignOptions options;
  options.photographs = textOf(job, "photographs", file);
  options.output = textOf(job, "faces", file);
  options.points = pointSourceOf(textOf(job, "points", file), file);
  options.file = job.value("points_file", "");
  options.face = faceChoiceFromName(job.value("face", "best"));
  options.minScore = job.value("min_score", options.minScore);
  options.side = job.value("side", options.side);
  options.quality = job.value("quality", options.quality);
  options.threads = job.value("threads", 0);
  const std::string output = textOf(job, "output", file);
  setUpComputing(0);
  JobProgress progress("photographs aligned");
  const Json document = alignFaces(options, std::ref(progress));
  writeFileAtomically(output, document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  if (document.at("stopped").get<bool>()) throw Stopped();
  return format::kExitDone;
}

}  // namespace

Job dataAlignJob() {
  return {"data-align",
          "{\"photographs\": DIR, \"faces\": DIR, \"points\": \"detector\" | \"list\" | \"whole\", "
          "\"points_file\": FILE, \"face\", \"min_score\", \"side\", \"quality\", \"threads\", "
          "\"output\": FILE}",
          runAlignment};
}

}  // namespace lafs
