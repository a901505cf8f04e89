// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>

#include "app/worker/job.h"
#include "app/worker/worker_setup.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/model/checkpoint_file.h"
#include "core/run/run_format.h"

namespace lafs {

namespace {

bool endsWith(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

int runExport(const Json& job, const std::string& file) {
  const std::string target = textOf(job, "file", file);
  const std::string prefix = textOf(job, "prefix", file);
  const std::string output = textOf(job, "output", file);
  setUpComputing(0);
  const CheckpointFile checkpoint =
      readCheckpoint(textOf(job, "checkpoint", file), textOf(job, "entry", file));
  TensorMap tensors;
  std::int64_t numbers = 0;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    tensors[prefix + name] = tensor;
    numbers += tensor.numel();
  }
  if (endsWith(target, ".safetensors")) {
    saveTensors(target, tensors, {{"format", "pt"}});
  } else {
    saveTorchTensors(target, tensors);
  }
  const Json document{{"checkpoint", checkpoint.file},
                      {"entry", checkpoint.entry},
                      {"file", target},
                      {"tensors", tensors.size()},
                      {"numbers", numbers}};
  writeFileAtomically(output, document.dump(2) + "\n");
  return format::kExitDone;
}

}  // namespace

Job exportJob() {
  return {"export",
          "{\"checkpoint\": FILE, \"entry\": …, \"prefix\": …, \"file\": FILE, \"output\": FILE}",
          runExport};
}

}  // namespace lafs
