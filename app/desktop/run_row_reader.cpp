// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/run_row_reader.h"

#include <sys/stat.h>

#include <algorithm>
#include <exception>
#include <filesystem>

#include "app/desktop/run_row_values.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/clock.h"
#include "core/run/run_note.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

constexpr double kCreationSeconds =
    20;  // a directory without stage.json may still be in the making

/// Seconds since somebody last changed the directory's list of files.
double ageOf(const std::string& directory) {
  struct stat facts = {};
  if (::stat(directory.c_str(), &facts) != 0) return 0;
  return unixTime() - static_cast<double>(facts.st_mtim.tv_sec);
}

/// Takes stage.json apart; returns what is wrong with it, or nothing.
std::string readStage(const RunPaths& paths, RunRow& row) {
  std::string text;
  try {
    text = readWholeFile(paths.stage());
  } catch (const UserError&) {
    return "stage.json cannot be read";
  }
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object()) return "stage.json is damaged";
  const auto version = json.find("format");
  if (version == json.end() || !version->is_number_integer()) return "stage.json is damaged";
  if (version->get<std::int64_t>() > format::kRunFormatVersion) {
    return "written by a newer program (format " + version->dump() + "); this one knows " +
           std::to_string(format::kRunFormatVersion);
  }
  const auto subject = json.find("subject");
  if (subject != json.end() && subject->is_string()) row.subject = subject->get<std::string>();
  const auto inputs = json.find("inputs");
  if (inputs != json.end() && inputs->is_object()) {
    for (const auto& [stage, name] : inputs->items()) {
      if (name.is_string()) row.inputs[stage] = name.get<std::string>();
    }
  }
  const auto key = json.find("key");
  if (row.identity && key != json.end() && key->is_string() &&
      key->get<std::string>() != row.identity->key) {
    return "renamed: stage.json says its key is " + key->get<std::string>();
  }
  return {};
}

std::string problemOf(const RunPaths& paths, const RunStamps& stamps, RunRow& row) {
  if (!row.identity) return "not a run of this program: the name is no <stage>-<key>";
  std::error_code error;
  if (!std::filesystem::is_directory(paths.directory(), error)) {
    return "a file stands where the run's directory should be";
  }
  if (stamps.files[RunStamps::Stage].size < 0) {
    const bool young = ageOf(paths.directory()) < kCreationSeconds;
    return young ? std::string() : "half-written: stage.json is missing";
  }
  const std::string problem = readStage(paths, row);
  if (!problem.empty()) return problem;
  if (stamps.files[RunStamps::Spec].size < 0) return "half-written: spec.yaml is missing";
  return {};
}

void takeStatus(const RunSnapshot& run, RunRow& row) {
  row.state = run.state;
  row.paused = run.status.paused && run.state == RunState::Running;
  row.progress = run.status.progress;
  row.seconds = run.status.seconds;
  row.started = run.status.started;
  row.silenceSeconds = run.silenceSeconds;
  row.updated = run.hasStatus ? unixTime() - run.silenceSeconds : 0;
  row.host = run.status.process.host;
  row.pid = run.status.process.pid;
  row.error = run.state == RunState::Failed ? run.status.error : std::string();
}

RunRow readAll(const RunPaths& paths, const RunStamps& stamps, const ReadRun& previous,
               const Machine& machine) {
  const auto same = [&](RunStamps::File file) {
    return previous.row && stamps.files[file] == previous.stamps.files[file];
  };
  RunRow row;
  row.directory = paths.directory();
  row.name = std::filesystem::path(paths.directory()).filename().string();
  row.identity = parseRunName(row.name);
  row.spec = std::make_shared<const SpecValues>();
  row.problem = problemOf(paths, stamps, row);
  if (!row.identity) return row;
  const RunSnapshot run = RunReader(paths.directory(), machine).snapshot();
  takeStatus(run, row);
  // The name is only ever given to whole files, so one that is there and does not read is damaged.
  if (row.problem.empty() && !run.hasStatus && stamps.files[RunStamps::Status].size >= 0 &&
      FileStamp::of(paths.status()).size >= 0 && !readStatus(paths)) {
    row.problem = "status.json is damaged";
  }
  if (same(RunStamps::Spec)) {
    row.spec = previous.row->spec;
    row.experiment = previous.row->experiment;
  } else if (stamps.files[RunStamps::Spec].size >= 0) {
    const SpecReading spec = readSpecValues(paths.spec());
    row.spec = spec.values;
    row.experiment = spec.name;
    if (row.problem.empty()) row.problem = spec.problem;
  }
  if (same(RunStamps::Metrics) && same(RunStamps::Results)) {
    row.metrics = previous.row->metrics;
    row.spark = previous.row->spark;
  } else {
    readMetricValues(paths, row);
  }
  if (stamps.files[RunStamps::Note].size >= 0) {
    const RunNote note = readNote(paths);
    row.note = note.text;
    row.tags = join(note.tags, " ");
  }
  return row;
}

}  // namespace

FileStamp FileStamp::of(const std::string& path) {
  struct stat facts = {};
  FileStamp stamp;
  if (::stat(path.c_str(), &facts) != 0) return stamp;
  stamp.size = S_ISDIR(facts.st_mode) ? 0 : facts.st_size;
  stamp.modified = facts.st_mtim.tv_sec * 1000000000LL + facts.st_mtim.tv_nsec;
  stamp.inode = static_cast<std::int64_t>(facts.st_ino);
  return stamp;
}

RunStamps RunStamps::of(const RunPaths& paths) {
  RunStamps stamps;
  stamps.files[Spec] = FileStamp::of(paths.spec());
  stamps.files[Stage] = FileStamp::of(paths.stage());
  stamps.files[Status] = FileStamp::of(paths.status());
  stamps.files[Claims] = FileStamp::of(paths.claims());
  stamps.files[Metrics] = FileStamp::of(paths.metrics());
  stamps.files[Results] = FileStamp::of(paths.result(format::kResultMetrics));
  stamps.files[Control] = FileStamp::of(paths.control());
  stamps.files[Note] = FileStamp::of(paths.note());
  return stamps;
}

ReadRun readRunRow(const std::string& directory, const ReadRun& previous, const Machine& machine) {
  const RunPaths paths(directory);
  ReadRun read;
  read.stamps = RunStamps::of(paths);
  try {
    read.row = std::make_shared<const RunRow>(readAll(paths, read.stamps, previous, machine));
  } catch (const std::exception& error) {
    RunRow row;
    row.directory = directory;
    row.name = std::filesystem::path(directory).filename().string();
    row.identity = parseRunName(row.name);
    row.spec = std::make_shared<const SpecValues>();
    row.problem = error.what();
    read.row = std::make_shared<const RunRow>(std::move(row));
  }
  return read;
}

}  // namespace lafs
