// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>

#include "app/workbench/result_table.h"
#include "app/workbench/stop_keys.h"
#include "app/workbench/verb.h"
#include "app/workbench/worker_binary.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/config/experiment.h"
#include "core/config/spec_json.h"
#include "core/matrix/worker_process.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr auto kPollPause = std::chrono::milliseconds(20);

/// A folder for the job, its output and the worker's words; removed at the end.
class JobFolder {
 public:
  JobFolder() {
    std::string path = (fs::temp_directory_path() / "lafs-evaluate-XXXXXX").string();
    if (!::mkdtemp(path.data())) throw UserError(path, "cannot be made", "set TMPDIR");
    path_ = path;
  }
  ~JobFolder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  JobFolder(const JobFolder&) = delete;
  JobFolder& operator=(const JobFolder&) = delete;
  std::string file(const std::string& name) const { return (path_ / name).string(); }

 private:
  fs::path path_;
};

/// The default spec with the user's overrides, checked like any other.
ExperimentSpec specFor(const JobFolder& folder, const Arguments& arguments) {
  std::vector<std::string> overrides = arguments.values("set");
  if (arguments.has("device")) overrides.push_back("runtime.device=" + arguments.value("device"));
  const std::string file = folder.file("evaluate.yaml");
  writeFileAtomically(file, "name: evaluate\n");
  return loadExperiment(file, overrides).cells.front().spec;
}

/// A protocol that is a file is named absolutely: the worker need not share our folder.
std::string absoluteProtocol(const std::string& protocol) {
  const std::string prefix = "pairs:";
  const bool prefixed = protocol.compare(0, prefix.size(), prefix) == 0;
  const std::string path = prefixed ? protocol.substr(prefix.size()) : protocol;
  std::error_code error;
  if (!fs::is_regular_file(path, error)) return protocol;
  return (prefixed ? prefix : "") + fs::absolute(path).lexically_normal().string();
}

WorkerExit waitFor(WorkerProcess& worker) {
  const StopKeys keys;
  StopWish done = StopWish::None;
  for (;;) {
    if (const auto exit = worker.poll()) return *exit;
    const StopWish wish = keys.wish();
    if (wish != done) {
      if (wish == StopWish::Kill) worker.kill();
      if (wish == StopWish::Stop) worker.askToStop();
      done = wish;
    }
    std::this_thread::sleep_for(kPollPause);
  }
}

int evaluate(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.positional().size() != 1) {
    throw UserError("evaluate", "needs one CHECKPOINT",
                    "e.g. runs/finetune-…/results/model.safetensors");
  }
  if (!arguments.has("protocol")) {
    throw UserError("evaluate", "needs at least one --protocol",
                    "a pairs file, or frontal, profile, ageing, all-pairs");
  }
  const std::string checkpoint = fs::absolute(arguments.positional().front()).string();
  if (!fs::exists(checkpoint)) throw UserError(checkpoint, "there is no such file");
  const JobFolder folder;
  Json protocols = Json::array();
  for (const std::string& name : arguments.values("protocol")) {
    protocols.push_back(absoluteProtocol(name));
  }
  const std::string output = folder.file("result.json");
  const Json job{{"job", "evaluate"},
                 {"checkpoint", checkpoint},
                 {"protocols", protocols},
                 {"spec", toJson(specFor(folder, arguments))},
                 {"output", output}};
  writeFileAtomically(folder.file("job.json"), job.dump(2) + '\n');
  const std::string log = folder.file("worker.log");
  WorkerProcess worker =
      WorkerProcess::start(findWorker(context.program), folder.file("job.json"), log);
  const WorkerExit exit = waitFor(worker);
  context.err << readWholeFile(log);
  if (exit.signal != 0) {
    context.err << "the worker was ended by signal " << exit.signal << '\n';
    return kExitFailed;
  }
  if (exit.code != kExitDone) return exit.code;
  const Json result = Json::parse(readWholeFile(output));
  if (arguments.has("json")) {
    context.out << result.dump(2) << '\n';
  } else {
    printVerification(result, context.out);
  }
  return kExitDone;
}

}  // namespace

Verb evaluateVerb() {
  return {"evaluate",
          "CHECKPOINT --protocol FILE... [--set k=v]... [--json]",
          "measure a model file under verification protocols",
          {{"protocol", "FILE", "pairs file, or frontal, profile, ageing, all-pairs", true},
           {"set", "K=V", "give a field another value, e.g. data.root=faces", true},
           {"device", "DEVICE", "auto, cpu, cuda or cuda:N"},
           {"json", "", "print one JSON document"}},
          evaluate};
}

}  // namespace lafs
