// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_paths.h"

#include <cstdio>
#include <utility>

#include "core/base/error.h"

namespace lafs {

namespace {

std::string joined(const std::string& folder, const std::string& name) {
  if (folder.empty()) return name;
  return folder.back() == '/' ? folder + name : folder + '/' + name;
}

std::string padded(std::int64_t number, int digits) {
  char text[32];
  std::snprintf(text, sizeof text, "%0*lld", digits, static_cast<long long>(number));
  return text;
}

/// Digits written by `padded` and nothing else: no sign, no superfluous zeros.
std::optional<std::int64_t> parsePadded(const std::string& text, int digits) {
  if (text.size() < static_cast<std::size_t>(digits) || text.size() > 18) return {};
  std::int64_t number = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return {};
    number = number * 10 + (c - '0');
  }
  if (padded(number, digits) != text) return {};
  return number;
}

bool startsWith(const std::string& text, const std::string& prefix) {
  return text.compare(0, prefix.size(), prefix) == 0;
}

bool endsWith(const std::string& text, const std::string& suffix) {
  return text.size() >= suffix.size() &&
         text.compare(text.size() - suffix.size(), suffix.size(), suffix) == 0;
}

/// A name that ends up on disk as it is: no folder, nothing hidden (temporary files are hidden).
bool isPlainName(const std::string& name) {
  return !name.empty() && name[0] != '.' && name.find('/') == std::string::npos;
}

std::optional<RunFile> parseRankLog(const std::string& name) {
  const std::string start = format::kRankLogStart;
  const std::string end = format::kRankLogEnd;
  if (!startsWith(name, start) || !endsWith(name, end)) return {};
  if (name.size() < start.size() + end.size()) return {};
  const std::string digits = name.substr(start.size(), name.size() - start.size() - end.size());
  const auto rank = parsePadded(digits, format::kRankDigits);
  if (!rank || *rank < 1) return {};
  return RunFile{RunFileKind::RankLog, *rank, {}};
}

std::optional<RunFile> parseTopFile(const std::string& name) {
  static const std::pair<const char*, RunFileKind> kFiles[] = {
      {format::kSpecFile, RunFileKind::Spec},
      {format::kStageFile, RunFileKind::Stage},
      {format::kJobFile, RunFileKind::Job},
      {format::kProvenanceFile, RunFileKind::Provenance},
      {format::kStatusFile, RunFileKind::Status},
      {format::kMetricsFile, RunFileKind::Metrics},
      {format::kLogFile, RunFileKind::Log},
      {format::kWorkerLogFile, RunFileKind::WorkerLog},
  };
  for (const auto& [known, kind] : kFiles) {
    if (name == known) return RunFile{kind, 0, {}};
  }
  return parseRankLog(name);
}

std::optional<RunFile> parseClaim(const std::string& name) {
  if (!endsWith(name, ".json")) return {};
  const auto number = parsePadded(name.substr(0, name.size() - 5), format::kClaimDigits);
  if (!number || *number < 1) return {};
  return RunFile{RunFileKind::Claim, *number, {}};
}

std::optional<RunFile> parsePreview(const std::string& name) {
  const auto step = parseStepName(name.substr(0, name.find_first_of("._")));
  if (!step || name.find('.') == std::string::npos) return {};
  return RunFile{RunFileKind::Preview, *step, name};
}

std::optional<RunFile> parseRequest(const std::string& name) {
  for (const char* known : {format::kStopRequest, format::kPauseRequest, format::kCheckpointRequest,
                            format::kPreviewRequest}) {
    if (name == known) return RunFile{RunFileKind::Request, 0, name};
  }
  return {};
}

}  // namespace

RunPaths::RunPaths(std::string directory) : directory_(std::move(directory)) {
  require(!directory_.empty(), "a run directory needs a path");
}

std::string RunPaths::spec() const {
  return joined(directory_, format::kSpecFile);
}
std::string RunPaths::stage() const {
  return joined(directory_, format::kStageFile);
}
std::string RunPaths::job() const {
  return joined(directory_, format::kJobFile);
}
std::string RunPaths::provenance() const {
  return joined(directory_, format::kProvenanceFile);
}
std::string RunPaths::status() const {
  return joined(directory_, format::kStatusFile);
}
std::string RunPaths::metrics() const {
  return joined(directory_, format::kMetricsFile);
}
std::string RunPaths::log() const {
  return joined(directory_, format::kLogFile);
}
std::string RunPaths::workerLog() const {
  return joined(directory_, format::kWorkerLogFile);
}
std::string RunPaths::rankLog(std::int64_t rank) const {
  return joined(directory_,
                format::kRankLogStart + padded(rank, format::kRankDigits) + format::kRankLogEnd);
}
std::string RunPaths::claims() const {
  return joined(directory_, format::kClaimsFolder);
}
std::string RunPaths::claim(std::int64_t generation) const {
  return joined(claims(), padded(generation, format::kClaimDigits) + ".json");
}
std::string RunPaths::previews() const {
  return joined(directory_, format::kPreviewsFolder);
}
std::string RunPaths::checkpoints() const {
  return joined(directory_, format::kCheckpointsFolder);
}
std::string RunPaths::checkpoint(std::int64_t step) const {
  return joined(checkpoints(), stepName(step));
}
std::string RunPaths::checkpointMark(std::int64_t step) const {
  return joined(checkpoint(step), format::kCheckpointMark);
}
std::string RunPaths::results() const {
  return joined(directory_, format::kResultsFolder);
}
std::string RunPaths::result(const std::string& name) const {
  require(isPlainName(name), "a result's name is a plain file name");
  return joined(results(), name);
}
std::string RunPaths::note() const {
  return joined(directory_, format::kNoteFile);
}

std::string RunPaths::control() const {
  return joined(directory_, format::kControlFolder);
}
std::string RunPaths::request(const std::string& name) const {
  require(parseRequest(name).has_value(), "an unknown request to a worker");
  return joined(control(), name);
}

std::string stepName(std::int64_t step) {
  return "step-" + padded(step, format::kStepDigits);
}

std::optional<std::int64_t> parseStepName(const std::string& name) {
  const std::string prefix = "step-";
  if (!startsWith(name, prefix)) return {};
  return parsePadded(name.substr(prefix.size()), format::kStepDigits);
}

std::optional<RunFile> parseRunFile(const std::string& relativePath) {
  const std::size_t slash = relativePath.find('/');
  if (slash == std::string::npos) return parseTopFile(relativePath);
  const std::string folder = relativePath.substr(0, slash);
  const std::string name = relativePath.substr(slash + 1);
  if (!isPlainName(name)) return {};
  if (folder == format::kClaimsFolder) return parseClaim(name);
  if (folder == format::kPreviewsFolder) return parsePreview(name);
  if (folder == format::kControlFolder) return parseRequest(name);
  if (folder == format::kResultsFolder) return RunFile{RunFileKind::Result, 0, name};
  if (folder == format::kCheckpointsFolder) {
    const auto step = parseStepName(name);
    if (step) return RunFile{RunFileKind::Checkpoint, *step, {}};
  }
  return {};
}

std::string runName(StageKind stage, const std::string& key) {
  return std::string(stageName(stage)) + '-' + key;
}

std::optional<RunName> parseRunName(const std::string& name) {
  for (const StageKind stage :
       {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune, StageKind::Evaluate}) {
    const std::string prefix = std::string(stageName(stage)) + '-';
    if (!startsWith(name, prefix)) continue;
    const std::string key = name.substr(prefix.size());
    if (key.size() != format::kKeyDigits) return {};
    if (key.find_first_not_of("0123456789abcdef") != std::string::npos) return {};
    return RunName{stage, key};
  }
  return {};
}

RunsFolder::RunsFolder(std::string folder) : folder_(std::move(folder)) {
  require(!folder_.empty(), "a runs folder needs a path");
}

std::string RunsFolder::run(const std::string& name) const {
  return joined(folder_, name);
}
std::string RunsFolder::fingerprints() const {
  return joined(folder_, format::kFingerprintsFile);
}
std::string RunsFolder::slurm() const {
  return joined(folder_, format::kSlurmFolder);
}
std::string RunsFolder::plans() const {
  return joined(folder_, format::kPlansFolder);
}

std::string RunsFolder::plan(const std::string& experiment, std::int64_t pid) const {
  std::string safe;
  for (const char c : experiment) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '-' || c == '_';
    safe += plain ? c : '_';
  }
  if (safe.empty()) safe = "experiment";
  return joined(plans(), safe.substr(0, 100) + '-' + std::to_string(pid) + ".json");
}

std::string RunsFolder::stopRequestOf(const std::string& planFile) {
  return planFile + ".stop";
}

std::string RunsFolder::orderRequestOf(const std::string& planFile) {
  return planFile + ".order";
}

bool isPlanName(const std::string& name) {
  return isPlainName(name) && endsWith(name, ".json");
}

}  // namespace lafs
