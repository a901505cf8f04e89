// SPDX-License-Identifier: GPL-3.0-or-later
#include <c10/util/Exception.h>
#include <unistd.h>

#include <cstdio>
#include <exception>
#include <string>
#include <vector>

#include "app/worker/blas_flavour.h"
#include "app/worker/job.h"
#include "app/worker/preview_service_loop.h"
#include "app/worker/worker_setup.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/run_format.h"
#include "core/train/stop_signal.h"

namespace lafs {

namespace {

void printHelp(std::FILE* out) {
  std::fputs(
      "usage: lafs-worker JOB.json\n"
      "       lafs-worker --preview\n"
      "       lafs-worker --version | --help\n\n"
      "Carries out one job; lafs-workbench writes job files and starts workers.\n"
      "--preview answers an interactive viewer, a JSON line a request on standard input\n"
      "(core/preview/README.md), until the input ends.\n"
      "Exit codes: 0 done, 1 failed, 2 wrong usage or input, 75 stopped (run again to go on).\n\n"
      "Jobs ({\"job\": NAME, ...}):\n",
      out);
  for (const Job& job : jobs()) {
    std::fprintf(out, "  %-10s %s\n", job.name.c_str(), job.summary.c_str());
  }
}

int runJobFile(const std::string& file) {
  const Json json = Json::parse(readWholeFile(file), nullptr, /*throw=*/false);
  if (!json.is_object()) throw UserError(file, "is not a JSON object");
  const std::string name = textOf(json, "job", file);
  std::vector<std::string> names;
  for (const Job& job : jobs()) {
    if (job.name == name) return job.run(json, file);
    names.push_back(job.name);
  }
  throw UserError(file, "asks for an unknown job \"" + name + "\"",
                  "jobs are: " + join(names, ", "));
}

int fail(const char* error, int code) {
  std::fprintf(stderr, "lafs-worker: %s\n", error);
  return code;
}

int guarded(const std::string& file) {
  try {
    return runJobFile(file);
  } catch (const Stopped& stopped) {
    return fail(stopped.what(), format::kExitStopped);
  } catch (const UserError& error) {
    return fail(error.what(), format::kExitUsage);
  } catch (const c10::Error& error) {
    return fail(error.what(), format::kExitFailed);
  } catch (const std::exception& error) {
    return fail(error.what(), format::kExitFailed);
  }
}

int program(const std::vector<std::string>& arguments) {
  if (arguments.size() == 1 && arguments[0] == "--version") {
    std::puts(versionText().c_str());
    return format::kExitDone;
  }
  if (arguments.size() == 1 && (arguments[0] == "--help" || arguments[0] == "-h")) {
    printHelp(stdout);
    return format::kExitDone;
  }
  if (arguments.size() == 1 && arguments[0] == "--preview") return runPreviewService();
  if (arguments.size() != 1 || arguments[0].rfind('-', 0) == 0) {
    printHelp(stderr);
    return format::kExitUsage;
  }
  installStopSignals();
  return guarded(arguments[0]);
}

}  // namespace

}  // namespace lafs

int main(int argc, char** argv) {
  lafs::preferFastBlas(argv);
  const int code = lafs::program(std::vector<std::string>(argv + 1, argv + argc));
  // The static destructors of LibTorch and what it drags in take longer than many a job.
  std::fflush(nullptr);
  ::_exit(code);
}
