// SPDX-License-Identifier: GPL-3.0-or-later
#include <functional>
#include <string>

#include "app/worker/job.h"
#include "app/worker/job_progress.h"
#include "app/worker/worker_setup.h"
#include "core/base/atomic_file.h"
#include "core/config/source_text.h"
#include "core/data/record_packing.h"
#include "core/run/run_format.h"
#include "core/train/stop_signal.h"

namespace lafs {

namespace {

Json pack(const Json& job, const std::string& file) {
  PackOptions options;
  options.layout = recordLayoutFromName(job.value("layout", "insightface"));
  options.size = job.value("size", options.size);
  options.quality = job.value("quality", options.quality);
  options.lossless = job.value("lossless", false);
  options.threads = job.value("threads", 0);
  const DataSpec spec = sourceFromText(textOf(job, "source", file));
  options.skipDamaged = spec.damaged != "refuse";
  const auto source = openSource(spec, Pool::Labelled);
  JobProgress progress("pictures packed");
  return packRecords(*source, textOf(job, "record", file), options, std::ref(progress));
}

Json unpack(const Json& job, const std::string& file) {
  JobProgress progress("pictures unpacked");
  return unpackRecords(textOf(job, "record", file), textOf(job, "folder", file),
                       job.value("threads", 0), std::ref(progress));
}

int runPacking(const Json& job, const std::string& file) {
  const std::string output = textOf(job, "output", file);
  setUpComputing(0);
  const Json document = job.contains("folder") ? unpack(job, file) : pack(job, file);
  if (document.is_null()) throw Stopped();
  writeFileAtomically(output, document.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
  return format::kExitDone;
}

}  // namespace

Job dataPackJob() {
  return {"data-pack",
          "{\"source\": TEXT, \"record\": FILE.rec, \"layout\", \"size\", \"quality\", "
          "\"lossless\", \"threads\", \"output\": FILE}, or the way back: {\"record\", \"folder\"}",
          runPacking};
}

}  // namespace lafs
