// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/worker/worker_setup.h"

#include <ATen/Parallel.h>
#include <torch/version.h>
#include <unistd.h>

#include <csignal>
#include <opencv2/core.hpp>
#include <thread>

#include "app/worker/blas_flavour.h"
#include "app/worker/commit.h"
#include "core/base/atomic_file.h"
#include "core/model/ops/caching_allocator.h"
#include "core/run/run_format.h"
#include "core/run/run_paths.h"
#include "core/train/compute_environment.h"
#include "core/train/device.h"
#include "core/train/stop_signal.h"

namespace lafs {

namespace {

std::int64_t usableCores() {
  return std::max(1U, std::thread::hardware_concurrency());
}

extern "C" void onStopSignal(int) {
  if (stopRequested()) {
    static const char text[] = "lafs-worker: second signal, ends at once\n";
    const ssize_t ignored = ::write(STDERR_FILENO, text, sizeof text - 1);
    (void)ignored;
    ::_exit(format::kExitStopped);
  }
  requestStop();
}

}  // namespace

void setUpComputing(std::int64_t threads) {
  at::set_num_threads(static_cast<int>(threads > 0 ? threads : usableCores()));
  cv::setNumThreads(1);
  ops::installCachingAllocator();
}

void installStopSignals() {
  struct sigaction action = {};
  action.sa_handler = onStopSignal;
  action.sa_flags = SA_RESTART;
  ::sigemptyset(&action.sa_mask);
  ::sigaction(SIGINT, &action, nullptr);
  ::sigaction(SIGTERM, &action, nullptr);
}

Json programFacts(const std::string& device) {
  const Blas blas = currentBlas();
  Json facts = {{"commit", kCommit},
                {"compiler", "g++ " __VERSION__},
                {"opencv", CV_VERSION},
                {"cores", usableCores()},
                {"blas", blasFlavourName(blas.flavour)},
                {"blas_file", blas.file},
                {"blas_kernels", blas.kernels}};
  facts.update(computeEnvironment(chooseDevice(device)));
  return facts;
}

Json stageFacts(const StageJob& job, const RuntimeSpec& runtime) {
  Json facts = {{"stage", stageName(job.stage)},
                {"key", job.key},
                {"seed", job.spec.seed},
                {"loader_threads", runtime.loaderThreads}};
  const Json stage =
      Json::parse(readWholeFile(RunPaths(job.directory).stage()), nullptr, /*throw=*/false);
  if (stage.is_object()) {
    facts["data"] = stage.value("content", Json::object()).value("data", Json());
  }
  facts.update(programFacts(runtime.device));
  return facts;
}

std::string blasWarning() {
  const Blas blas = currentBlas();
  if (blas.flavour == BlasFlavour::OpenBlasOpenMp || blas.flavour == BlasFlavour::Bundled)
    return {};
  return std::string("matrix products run on ") + blasFlavourName(blas.flavour) + " (" + blas.file +
         "), which makes training markedly slower; install the package libopenblas0-openmp";
}

std::string versionText() {
  return std::string("lafs-worker ") + kVersion + " (" + kCommit + "), LibTorch " + TORCH_VERSION +
         ", " + blasFlavourName(currentBlas().flavour);
}

}  // namespace lafs
