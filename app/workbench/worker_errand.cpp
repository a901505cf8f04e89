// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/worker_errand.h"

#include <unistd.h>

#include <chrono>
#include <thread>

#include "app/workbench/stop_keys.h"
#include "app/workbench/worker_binary.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/matrix/worker_process.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr auto kPollPause = std::chrono::milliseconds(20);

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

}  // namespace

ErrandFolder::ErrandFolder() {
  std::string path = (fs::temp_directory_path() / "lafs-errand-XXXXXX").string();
  if (!::mkdtemp(path.data())) throw UserError(path, "cannot be made", "set TMPDIR");
  path_ = path;
}

ErrandFolder::~ErrandFolder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

ErrandResult runErrand(VerbContext& context, const ErrandFolder& folder, Json job) {
  const std::string output = folder.file("result.json");
  job["output"] = output;
  writeFileAtomically(folder.file("job.json"), job.dump(2) + '\n');
  const std::string log = folder.file("worker.log");
  WorkerProcess worker =
      WorkerProcess::start(findWorker(context.program), folder.file("job.json"), log);
  const WorkerExit exit = waitFor(worker);
  context.err << readWholeFile(log);
  ErrandResult result;
  result.code = exit.code;
  if (exit.signal != 0) {
    context.err << "the worker was ended by signal " << exit.signal << '\n';
    result.code = kExitFailed;
  }
  if (fs::exists(output)) result.document = Json::parse(readWholeFile(output));
  return result;
}

}  // namespace lafs
