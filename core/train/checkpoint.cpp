// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/checkpoint.h"

#include <algorithm>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/train/checksum.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr int kCheckpointFormat = 1;
constexpr const char* kTensorsFile = "state.safetensors";
constexpr const char* kStateFile = "state.json";
constexpr const char* kEnvironmentFile = "environment.json";
constexpr const char* kContents[] = {kTensorsFile, kStateFile, kEnvironmentFile};

std::string inside(const std::string& folder, const char* file) {
  return folder + "/" + file;
}

std::string printed(const Json& json) {
  return json.dump(1) + "\n";
}

Json parsed(const std::string& path) {
  const Json json = Json::parse(readWholeFile(path), nullptr, false);
  if (!json.is_object()) throw UserError(path, "is not a JSON object");
  return json;
}

/// Size and checksum of every file, read back from what was written.
Json markOf(const std::string& folder, std::int64_t step) {
  Json files = Json::object();
  for (const char* name : kContents) {
    const FileChecksum checksum = fileChecksum(inside(folder, name));
    files[name] = {{"bytes", checksum.bytes}, {"xxh64", checksum.digest}};
  }
  return {{"format", kCheckpointFormat}, {"step", step}, {"files", files}};
}

void checkMark(const Json& mark, const std::string& folder, const std::string& markPath) {
  if (mark.value("format", 0) != kCheckpointFormat) {
    throw UserError(markPath, "has format " + mark.value("format", Json()).dump() + ", expected " +
                                  std::to_string(kCheckpointFormat));
  }
  const Json files = mark.value("files", Json::object());
  for (const char* name : kContents) {
    const Json expected = files.value(name, Json::object());
    const FileChecksum found = fileChecksum(inside(folder, name));
    if (found.bytes != expected.value("bytes", std::uint64_t{0})) {
      throw UserError(inside(folder, name),
                      "is torn: " + std::to_string(found.bytes) + " bytes of " +
                          std::to_string(expected.value("bytes", std::uint64_t{0})));
    }
    if (found.digest != expected.value("xxh64", std::string())) {
      throw UserError(inside(folder, name), "is damaged: its checksum differs");
    }
  }
}

/// Folders that a writer was killed in the middle of.
void removeUnfinished(const std::string& checkpoints) {
  std::error_code ignored;
  for (const auto& entry : fs::directory_iterator(checkpoints, ignored)) {
    const std::string name = entry.path().filename().string();
    if (name.front() == '.' && entry.path().extension() == ".tmp") {
      fs::remove_all(entry.path(), ignored);
    }
  }
}

}  // namespace

CheckpointStore::CheckpointStore(const RunPaths& paths, std::int64_t keep, Warn warn)
    : paths_(paths), keep_(std::max<std::int64_t>(1, keep)), warn_(std::move(warn)) {
  removeUnfinished(paths_.checkpoints());
}

std::vector<std::int64_t> CheckpointStore::folders() const {
  std::vector<std::int64_t> steps;
  std::error_code missing;
  for (const auto& entry : fs::directory_iterator(paths_.checkpoints(), missing)) {
    if (const auto step = parseStepName(entry.path().filename().string())) steps.push_back(*step);
  }
  std::sort(steps.begin(), steps.end());
  return steps;
}

std::vector<std::int64_t> CheckpointStore::complete() const {
  std::vector<std::int64_t> steps;
  for (const std::int64_t step : folders()) {
    if (has(step)) steps.push_back(step);
  }
  return steps;
}

bool CheckpointStore::has(std::int64_t step) const {
  return damaged_.count(step) == 0 && fs::exists(paths_.checkpointMark(step));
}

void CheckpointStore::remove(std::int64_t step) const {
  // The mark goes first: a kill in between leaves a folder that no reader takes for whole.
  std::error_code ignored;
  fs::remove(paths_.checkpointMark(step), ignored);
  fs::remove_all(paths_.checkpoint(step), ignored);
}

void CheckpointStore::save(const Checkpoint& checkpoint, std::optional<std::int64_t> bestStep) {
  const std::string folder = paths_.checkpoint(checkpoint.step);
  const std::string temporary = temporaryPathFor(folder);
  try {
    fs::create_directories(temporary);
    saveTensors(inside(temporary, kTensorsFile), checkpoint.tensors);
    writeFileAtomically(inside(temporary, kStateFile), printed(checkpoint.state));
    writeFileAtomically(inside(temporary, kEnvironmentFile), printed(checkpoint.environment));
    const Json mark = markOf(temporary, checkpoint.step);
    remove(checkpoint.step);
    publishFile(temporary, folder);
    writeFileAtomically(paths_.checkpointMark(checkpoint.step), printed(mark));
  } catch (const fs::filesystem_error& error) {
    throw UserError(folder, std::string("cannot be written: ") + error.code().message());
  } catch (...) {
    std::error_code ignored;
    fs::remove_all(temporary, ignored);
    throw;
  }
  damaged_.erase(checkpoint.step);
  for (const std::int64_t step : damaged_) remove(step);
  damaged_.clear();
  std::vector<std::int64_t> kept = complete();
  if (static_cast<std::int64_t>(kept.size()) > keep_) kept.erase(kept.begin(), kept.end() - keep_);
  if (bestStep) kept.push_back(*bestStep);
  for (const std::int64_t step : folders()) {
    if (std::find(kept.begin(), kept.end(), step) == kept.end()) remove(step);
  }
}

Checkpoint CheckpointStore::load(std::int64_t step) const {
  const std::string folder = paths_.checkpoint(step);
  const std::string markPath = paths_.checkpointMark(step);
  if (!fs::exists(markPath)) throw UserError(folder, "has no completeness mark");
  checkMark(parsed(markPath), folder, markPath);
  Checkpoint checkpoint;
  checkpoint.step = step;
  checkpoint.tensors = loadTensors(inside(folder, kTensorsFile));
  checkpoint.state = parsed(inside(folder, kStateFile));
  checkpoint.environment = parsed(inside(folder, kEnvironmentFile));
  return checkpoint;
}

std::optional<Checkpoint> CheckpointStore::loadNewest() {
  std::vector<std::int64_t> steps = folders();
  for (auto step = steps.rbegin(); step != steps.rend(); ++step) {
    try {
      return load(*step);
    } catch (const UserError& error) {
      damaged_.insert(*step);
      warn_("checkpoint " + stepName(*step) + " is passed over: " + error.what());
    } catch (const Json::exception& error) {
      damaged_.insert(*step);
      warn_("checkpoint " + stepName(*step) + " is passed over: " + error.what());
    }
  }
  return std::nullopt;
}

}  // namespace lafs
