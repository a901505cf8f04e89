// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/stage_key.h"

#include <utility>

#include "core/base/sha256.h"
#include "core/config/spec_json.h"
#include "core/run/run_format.h"

namespace lafs {

namespace {

/// Raised when a stage's arithmetic or results change, so that older runs are not reused.
int stageVersion(StageKind stage) {
  switch (stage) {
    case StageKind::Landmark:
      return 1;
    case StageKind::Pretrain:
      return 1;
    case StageKind::Finetune:
      return 1;
    case StageKind::Evaluate:
      return 2;
  }
  return 0;
}

using Fields = std::vector<std::pair<std::string, std::string>>;

void flatten(const Json& json, const std::string& path, Fields& fields) {
  if (!json.is_object()) {
    fields.emplace_back(path, json.is_string() ? json.get<std::string>() : json.dump());
    return;
  }
  for (const auto& [name, value] : json.items()) {
    flatten(value, path.empty() ? name : path + '.' + name, fields);
  }
}

const std::string* find(const Fields& fields, const std::string& name) {
  for (const auto& [field, value] : fields) {
    if (field == name) return &value;
  }
  return nullptr;
}

}  // namespace

Json stageContent(const ExperimentSpec& spec, StageKind stage, const std::string& subject,
                  const std::map<std::string, std::string>& inputKeys, const Json& fingerprint) {
  Json content{{"stage", stageName(stage)}, {"version", stageVersion(stage)}};
  if (stage == StageKind::Evaluate) content["subject"] = subject;
  // Weights from a file depend on the file alone, whatever else the section says.
  const bool trains = checkpointOf(spec, stage).empty();
  if (trains) content["seed"] = spec.seed;
  content["model"] = numbersOf(spec, "model");
  if (trains) content[stageName(stage)] = numbersOf(spec, stage);
  content["inputs"] = inputKeys;
  content["data"] = fingerprint;
  return content;
}

std::string stageKey(const Json& content) {
  return sha256Hex(content.dump()).substr(0, format::kKeyDigits);
}

std::vector<FieldDifference> contentDifferences(const Json& was, const Json& now) {
  Fields before;
  Fields after;
  flatten(was, {}, before);
  flatten(now, {}, after);
  std::vector<FieldDifference> differences;
  for (const auto& [field, value] : after) {
    const std::string* old = find(before, field);
    if (!old || *old != value) differences.push_back({field, old ? *old : "", value});
  }
  for (const auto& [field, value] : before) {
    if (!find(after, field)) differences.push_back({field, value, ""});
  }
  return differences;
}

}  // namespace lafs
