// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <thread>
#include <utility>

#include "app/workbench/result_table.h"
#include "app/workbench/stop_keys.h"
#include "app/workbench/verb.h"
#include "app/workbench/worker_binary.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/config/experiment.h"
#include "core/config/protocol_name.h"
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

/// The one thing that is measured: a checkpoint, features or scores. Its field of the job, and
/// path.
std::pair<std::string, std::string> subjectOf(const Arguments& arguments) {
  std::vector<std::pair<std::string, std::string>> subjects;
  for (const std::string& file : arguments.positional()) subjects.emplace_back("checkpoint", file);
  for (const char* option : {"features", "scores"}) {
    if (arguments.has(option)) subjects.emplace_back(option, arguments.value(option));
  }
  if (subjects.size() != 1) {
    throw UserError("evaluate", "needs one CHECKPOINT, or --features, or --scores",
                    "e.g. runs/finetune-…/results/model.safetensors");
  }
  subjects.front().second = fs::absolute(subjects.front().second).lexically_normal().string();
  if (!fs::exists(subjects.front().second)) {
    throw UserError(subjects.front().second, "there is no such file");
  }
  return subjects.front();
}

/// A folder that an option names, made when it is not there; empty without the option.
std::string folderOf(const Arguments& arguments, const std::string& option) {
  if (!arguments.has(option)) return {};
  const std::string folder = fs::absolute(arguments.value(option)).lexically_normal().string();
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) throw UserError(folder, "cannot be made: " + failed.message());
  return folder;
}

int evaluate(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  const auto [subject, file] = subjectOf(arguments);
  if (!arguments.has("protocol")) {
    throw UserError("evaluate", "needs at least one --protocol", protocolNamesText());
  }
  const JobFolder folder;
  Json protocols = Json::array();
  for (const std::string& name : arguments.values("protocol")) {
    protocols.push_back(absoluteProtocol(name));
  }
  const std::string output = folder.file("result.json");
  const Json job{{"job", "evaluate"},
                 {subject, file},
                 {"protocols", protocols},
                 {"spec", toJson(specFor(folder, arguments))},
                 {"both_sides", arguments.has("both-sides")},
                 {"results", folderOf(arguments, "output")},
                 {"keep_features", folderOf(arguments, "keep-features")},
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
          "CHECKPOINT --protocol FILE... [--features F | --scores F] [--set k=v]... [--json]",
          "measure a model file, features or scores under protocols",
          {{"protocol", "FILE", "pairs file, verification bin, or KIND:PATH; see describe schema",
            true},
           {"features", "F", "in place of a checkpoint: .npy, safetensors or feature files"},
           {"both-sides", "", "rows of features are [image | mirror image]"},
           {"scores", "F", "in place of a checkpoint: one score a pair, .npy or safetensors"},
           {"output", "DIR", "keep metrics, curves and scores here, e.g. for compare"},
           {"keep-features", "DIR", "keep a model's features here as MegaFace's files"},
           {"set", "K=V", "give a field another value, e.g. data.root=faces", true},
           {"device", "DEVICE", "auto, cpu, cuda or cuda:N"},
           {"json", "", "print one JSON document"}},
          evaluate};
}

}  // namespace lafs
