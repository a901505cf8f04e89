// SPDX-License-Identifier: GPL-3.0-or-later
// A worker without LibTorch for tests of everything around a worker. It takes a stage's job file as
// the real one does and counts steps instead of training; a checkpoint is a folder with a mark.
// Environment: FAKE_STEPS (20), FAKE_STEP_MS (5), and by stage name, e.g. "pretrain", or by the
// name of a run; several with commas:
// FAKE_FAIL reports a failure, FAKE_CRASH exits with 1 and says nothing in the directory, FAKE_DIE
// kills itself with SIGKILL halfway, FAKE_HANG never ends by itself and ignores SIGTERM.
// FAKE_TRACE names a file that gets a line for every start: stage, key and first step.
#include <signal.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/matrix/core_groups.h"
#include "core/run/run_paths.h"
#include "core/run/run_reader.h"
#include "core/run/run_writer.h"
#include "core/run/stage_job.h"

namespace {

using lafs::Json;

volatile sig_atomic_t asked = 0;

void onSignal(int) {
  asked = 1;
}

int numberFrom(const char* variable, int fallback) {
  const char* text = std::getenv(variable);
  return text ? std::atoi(text) : fallback;
}

bool named(const char* variable, const lafs::StageJob& job) {
  const char* text = std::getenv(variable);
  std::istringstream words(text ? text : "");
  const std::string run = std::filesystem::path(job.directory).filename().string();
  for (std::string word; std::getline(words, word, ',');) {
    if (word == lafs::stageName(job.stage) || word == run) return true;
  }
  return false;
}

std::int64_t newestCheckpoint(const lafs::RunReader& reader) {
  std::int64_t step = 0;
  for (const auto& entry : reader.checkpoints()) {
    if (entry.complete) step = entry.step;
  }
  return step;
}

void writeCheckpoint(const lafs::RunPaths& paths, std::int64_t step) {
  std::filesystem::create_directories(paths.checkpoint(step));
  std::ofstream(paths.checkpointMark(step)) << "{}\n";  // no sync: many of them, and fast
}

void trace(const lafs::StageJob& job, std::int64_t step) {
  if (const char* path = std::getenv("FAKE_TRACE")) {
    std::ofstream(path, std::ios::app)
        << job.directory << ' ' << step << ' ' << ::getpid() << std::endl;
  }
}

void writeResults(const lafs::StageJob& job, lafs::RunWriter& writer) {
  Json metrics{{"stage", lafs::stageName(job.stage)}};
  if (job.stage == lafs::StageKind::Evaluate) {
    Json point{{"far", 0.01}, {"tar", 0.5}};
    for (const std::string& protocol : job.spec.evaluate.protocols) {
      metrics["protocols"].push_back({{"name", protocol},
                                      {"accuracy", 0.75},
                                      {"accuracy_std", 0.01},
                                      {"tar_at_far", Json::array({point})}});
    }
  }
  writer.result("metrics.json", metrics.dump(2));
}

int runStage(const Json& file) {
  const lafs::StageJob job = lafs::readStageJob(file.at("run").get<std::string>());
  if (named("FAKE_CRASH", job)) {
    std::cerr << "cannot load the network from /tmp/" << job.key << "/model" << std::endl;
    return 1;
  }
  const lafs::RunPaths paths(job.directory);
  lafs::RunWriter writer(job.directory, file.value("patience_seconds", 0.0));
  for (const auto& [input, directory] : job.inputs) {
    if (lafs::RunReader(directory).snapshot().state == lafs::RunState::Done) continue;
    writer.finishFailed(input + " is not done: " + directory);
    return 2;
  }
  const std::int64_t steps = numberFrom("FAKE_STEPS", 20);
  std::int64_t step = newestCheckpoint(lafs::RunReader(job.directory));
  trace(job, step);
  writer.provenance({{"runtime", file.at("runtime")}, {"cores", lafs::availableCores()}});
  writer.beginSegment(step);
  if (named("FAKE_FAIL", job)) {
    writer.finishFailed("the loss of step " + std::to_string(::getpid()) + " is not finite");
    return 2;
  }
  for (; step < steps; ++step) {
    if (named("FAKE_DIE", job) && step == steps / 2) ::kill(::getpid(), SIGKILL);
    while (named("FAKE_HANG", job)) std::this_thread::sleep_for(std::chrono::milliseconds(20));
    std::this_thread::sleep_for(std::chrono::milliseconds(numberFrom("FAKE_STEP_MS", 5)));
    writer.metrics(step, 0, {{"loss", 1.0 / static_cast<double>(step + 1)}});
    writer.progress({step + 1, steps, 0, 1, 100, "images"});
    writeCheckpoint(paths, step + 1);
    if (asked || writer.poll().stop) {
      writer.finishStopped();
      return 75;
    }
  }
  writeResults(job, writer);
  writer.finishDone();
  return 0;
}

int runEvaluate(const Json& file) {
  Json result{{"checkpoint", file.at("checkpoint")}, {"protocols", Json::array()}};
  for (const Json& protocol : file.at("protocols")) {
    result["protocols"].push_back({{"name", protocol},
                                   {"accuracy", 0.75},
                                   {"accuracy_std", 0.01},
                                   {"tar_at_far", {{{"far", 0.001}, {"tar", 0.25}}}}});
  }
  lafs::writeFileAtomically(file.at("output").get<std::string>(), result.dump());
  return 0;
}

}  // namespace

int main(int count, char** words) {
  if (count != 2) return 2;
  ::signal(SIGTERM, onSignal);
  ::signal(SIGINT, onSignal);
  try {
    const Json file = Json::parse(lafs::readWholeFile(words[1]));
    return file.at("job") == "stage" ? runStage(file) : runEvaluate(file);
  } catch (const lafs::UserError& error) {
    std::cerr << error.what() << std::endl;
    return 2;
  }
}
