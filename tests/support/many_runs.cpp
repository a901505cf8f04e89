// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/many_runs.h"

#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "core/base/sha256.h"
#include "core/config/spec_json.h"
#include "core/run/clock.h"
#include "core/run/run_reader.h"

namespace lafs::test {

namespace {

namespace fs = std::filesystem;

void put(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary) << text;
}

Json statusJson(WorkerState state, std::int64_t step) {
  RunStatus status;
  status.state = state;
  status.progress.step = step;
  status.progress.steps = 400;
  status.progress.epochs = 40;
  status.progress.epoch = step / 10;
  status.progress.rate = 123.4;
  status.claim = 1;
  status.started = unixTime() - 600;
  status.updated = unixTime();
  status.seconds = 600;
  status.process = Machine::local().self();
  return toJson(status);
}

std::string metricsText(int lines, int number) {
  std::string text = R"({"segment":0,"restored_step":0,"time":1767225600.0})"
                     "\n";
  char line[160];
  for (int i = 0; i < lines; ++i) {
    std::snprintf(
        line, sizeof(line),
        R"({"step":%d,"epoch":%d,"segment":0,"time":%d.0,"loss":%.4f,"learning_rate":0.001})"
        "\n",
        i, i / 10, 1767225600 + i, 7 * std::exp(-i / 20.0) + 0.01 * ((i * 7 + number) % 13));
    text += line;
  }
  return text;
}

void makeRun(const std::string& directory, const std::string& key, int number, int metricLines) {
  const RunPaths paths(directory);
  for (const std::string& folder : {paths.directory(), paths.claims(), paths.results()}) {
    fs::create_directories(folder);
  }
  ExperimentSpec spec;
  spec.name = "many-" + std::to_string(number % 7);
  spec.seed = number % 3;
  spec.finetune.subset.shots = 1 + number / 3;
  put(paths.spec(), toYaml(spec));
  put(paths.stage(), Json{{"format", format::kRunFormatVersion},
                          {"stage", "finetune"},
                          {"key", key},
                          {"subject", ""},
                          {"inputs", Json::object()},
                          {"content", Json::object()}}
                         .dump());
  put(paths.claim(1), Json{{"process", toJson(Machine::local().self())},
                           {"claimed", 1767225600.0},
                           {"released", true}}
                          .dump());
  put(paths.status(), statusJson(WorkerState::Done, 400).dump());
  put(paths.metrics(), metricsText(metricLines, number));
  put(paths.result(format::kResultMetrics),
      Json{{"accuracy", 0.5 + 0.001 * (number % 400)}}.dump());
}

}  // namespace

std::vector<std::string> makeManyRuns(const std::string& folder, int count, int metricLines) {
  std::vector<std::string> directories;
  for (int i = 0; i < count; ++i) {
    const std::string key = sha256Hex(std::to_string(i)).substr(0, format::kKeyDigits);
    const std::string directory = folder + "/" + runName(StageKind::Finetune, key);
    makeRun(directory, key, i, metricLines);
    directories.push_back(directory);
  }
  return directories;
}

void makeLive(const std::string& directory, std::int64_t step) {
  const RunPaths paths(directory);
  Json claim = toJson(Machine::local().self());
  put(paths.claim(1),
      Json{{"process", claim}, {"claimed", unixTime()}, {"released", false}}.dump());
  const std::string temporary = paths.status() + ".new.tmp";
  put(temporary, statusJson(WorkerState::Running, step).dump());
  fs::rename(temporary, paths.status());
}

}  // namespace lafs::test
