// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/spec_json.h"

#include <algorithm>
#include <cctype>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/config_node.h"
#include "core/config/field_table.h"
#include "core/config/model_shape.h"
#include "core/config/preset.h"
#include "core/config/spec_reader.h"
#include "core/config/spec_rules.h"

namespace lafs {

namespace {

using Path = Json::json_pointer;

Path pointerOf(const std::string& dotted) {
  std::string text = "/" + dotted;
  std::replace(text.begin(), text.end(), '.', '/');
  return Path(text);
}

/// Text that YAML (also an older reader of it) would take for something else, or that has
/// characters with a meaning, is quoted.
std::string yamlText(const std::string& text) {
  static const char* kPlain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-";
  static const std::vector<std::string> kWords = {"true", "false", "null", "yes", "no",
                                                  "on",   "off",   "y",    "n"};
  std::string lower = text;
  for (char& letter : lower) letter = static_cast<char>(std::tolower(letter));
  const bool special = std::find(kWords.begin(), kWords.end(), lower) != kWords.end();
  const bool plain = !text.empty() && text.find_first_not_of(kPlain) == std::string::npos &&
                     text.front() != '-' && text.front() != '.' && !parseNumber(text) && !special;
  // JSON's escapes are YAML's, too.
  return plain ? text : Json(text).dump();
}

std::string yamlValue(const Json& value) {
  if (value.is_string()) return yamlText(value.get<std::string>());
  if (value.is_number_float()) return formatNumber(value.get<double>());
  if (!value.is_array()) return value.dump();
  std::vector<std::string> entries;
  for (const Json& entry : value) entries.push_back(yamlValue(entry));
  return "[" + join(entries, ", ") + "]";
}

void emit(const Json& object, int depth, std::string& text) {
  for (const auto& [key, value] : object.items()) {
    text += std::string(static_cast<std::size_t>(2 * depth), ' ') + key + ":";
    if (value.is_object()) {
      text += "\n";
      emit(value, depth + 1, text);
    } else {
      text += " " + yamlValue(value) + "\n";
    }
  }
}

ExperimentSpec specFrom(const ConfigNode& root, const std::string& where,
                        std::vector<Problem> problems) {
  for (const std::string& key : kFileKeys) {
    if (const ConfigNode::Entry* entry = root.find(key)) {
      problems.push_back({entry->where, "a single spec has no '" + key + "'", "leave it out"});
    }
  }
  ExperimentSpec spec;
  std::vector<Problem> presetProblems;
  ExperimentSpec header;
  if (const ConfigNode* preset = nodeAt(root, "preset")) {
    readField(*findSpecField("preset"), *preset, header, presetProblems);
  }
  applyPreset(header.preset, spec);
  readSpec(root, spec, problems);
  const IsGiven given = [&root](const std::string& path) { return nodeAt(root, path) != nullptr; };
  settleDefaults(spec, given);
  if (problems.empty()) {
    // A complete spec names every field, so nothing counts as insisted upon here.
    const IsGiven none = [](const std::string&) { return false; };
    for (const Problem& problem : checkRules(spec, none)) {
      const ConfigNode* node = nodeAt(root, problem.where);
      problems.push_back({node ? node->where : where, problem.message, problem.remedy});
    }
  }
  if (!problems.empty()) throw UserError(problems);
  return spec;
}

Json modelNumbers(const ExperimentSpec& spec) {
  const ModelShape shape = resolveModel(spec.model);
  Json numbers = Json::object();
  numbers["image_size"] = shape.imageSize;
  if (shape.family == ModelFamily::IResNet) {
    numbers["family"] = "iresnet";
    numbers["layers"] = shape.resnetDepth;
    numbers["resnet_head"] = shape.resnetAvgPool ? "avgpool" : "fc";
    numbers["dropout"] = shape.dropout;
    return numbers;
  }
  numbers["family"] = shape.hasLandmarkCnn() ? "part-fvit" : "fvit";
  numbers["patch_size"] = shape.patchSize;
  numbers["landmarks"] = shape.landmarks;
  numbers["dim"] = shape.dim;
  numbers["depth"] = shape.depth;
  numbers["heads"] = shape.heads;
  numbers["head_dim"] = shape.headDim;
  numbers["mlp_dim"] = shape.mlpDim;
  if (shape.hasLandmarkCnn()) numbers["cnn_width"] = shape.cnnWidth;
  if (shape.hasLandmarkCnn() && shape.landmarksStartOnGrid) numbers["landmark_start"] = "grid";
  numbers["dropout"] = shape.dropout;
  numbers["drop_path"] = shape.dropPath;
  numbers["token_spread"] = shape.tokenSpread;
  numbers["attention_scale"] = shape.attentionScaleByHead ? "head" : "width";
  return numbers;
}

/// Fields of `table` that count, with values from `values` (the JSON of the same section).
Json numbersOfTable(const FieldTable& table, const Json& values) {
  Json numbers = Json::object();
  for (const Field& field : table.fields) {
    if (field.type == FieldType::Section) {
      numbers[field.name] = numbersOfTable(*field.table, values.at(field.name));
      continue;
    }
    if (!field.changesNumbers) continue;
    if (!field.neededBy.empty()) {
      const std::string decider = values.at(field.neededBy).get<std::string>();
      const auto& needed = field.neededValues;
      if (std::find(needed.begin(), needed.end(), decider) == needed.end()) continue;
    }
    numbers[field.name] = values.at(field.name);
  }
  return numbers;
}

}  // namespace

Json toJson(const ExperimentSpec& spec) {
  Json json = Json::object();
  for (const SpecField& field : specFields()) json[pointerOf(field.path())] = field.json(spec);
  return json;
}

std::string toYaml(const ExperimentSpec& spec) {
  std::string text;
  emit(toJson(spec), 0, text);
  return text;
}

ExperimentSpec specFromJson(const Json& json, const std::string& where) {
  if (!json.is_object()) throw UserError(where, "expected an object with the spec's sections");
  return specFrom(nodeOf(json, where), where, {});
}

ExperimentSpec specFromYaml(const std::string& text, const std::string& where) {
  std::vector<Problem> problems;
  const ConfigNode root = parseConfig(text, where, problems);
  return specFrom(root, where, problems);
}

Json numbersOf(const ExperimentSpec& spec, const std::string& section) {
  if (section == "model") return modelNumbers(spec);
  const Field* field = experimentTable().find(section);
  require(field && field->type == FieldType::Section, "numbersOf needs a section of the spec");
  ExperimentSpec resolved = spec;
  resolved.landmark.data = dataOf(spec, StageKind::Landmark);
  resolved.pretrain.data = dataOf(spec, StageKind::Pretrain);
  resolved.finetune.data = dataOf(spec, StageKind::Finetune);
  resolved.evaluate.data = dataOf(spec, StageKind::Evaluate);
  return numbersOfTable(*field->table, toJson(resolved).at(section));
}

Json numbersOf(const ExperimentSpec& spec, StageKind stage) {
  return numbersOf(spec, std::string(stageName(stage)));
}

}  // namespace lafs
