// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint_import.h"

#include <fnmatch.h>
#include <torch/utils.h>

#include <algorithm>
#include <set>

#include "core/base/text.h"
#include "core/config/model_inference.h"

namespace lafs {

namespace {

constexpr std::int64_t kFreshSeed = 0;    // of values that the file does not have
constexpr std::int64_t kMostMissing = 8;  // of eight parameters at least one has to be there

bool beginsWith(const std::string& name, const std::string& start) {
  return name.compare(0, start.size(), start) == 0;
}

bool endsWith(const std::string& name, const std::string& end) {
  return name.size() >= end.size() && name.compare(name.size() - end.size(), end.size(), end) == 0;
}

bool isCounter(const std::string& name) {
  return endsWith(name, "num_batches_tracked");
}

bool anyMatches(const std::vector<std::string>& patterns, const std::string& name) {
  return std::any_of(patterns.begin(), patterns.end(), [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), name.c_str(), 0) == 0;
  });
}

/// The checkpoint's tensors by the model's names; what no model has goes to `dropped`.
TensorMap renamed(const CheckpointFile& checkpoint, std::vector<std::string>& dropped) {
  TensorMap tensors;
  for (const auto& [name, tensor] : checkpoint.tensors) {
    std::string plain = withoutWrappers(name);
    if (isDroppedFromTransfer(plain)) {
      dropped.push_back(plain);
      continue;
    }
    // The authors' IResNet with a loss inside calls its embedding layer fc0.
    if (beginsWith(plain, "fc0.")) plain.erase(2, 1);
    if (!tensors.emplace(plain, tensor).second) {
      throw UserError(checkpoint.file, "'" + plain + "' is there twice, with and without a wrapper",
                      "choose one part of the file with --entry");
    }
  }
  return tensors;
}

/// Replaces the landmark CNN's tensors by those of another checkpoint.
void takeLandmarkCnn(const std::string& file, TensorMap& tensors) {
  for (auto item = tensors.begin(); item != tensors.end();) {
    item = isOfLandmarkCnn(item->first) ? tensors.erase(item) : std::next(item);
  }
  std::vector<std::string> ignored;
  std::size_t found = 0;
  for (auto& [name, tensor] : renamed(readCheckpoint(file), ignored)) {
    if (!isOfLandmarkCnn(name)) continue;
    tensors[name] = tensor;
    ++found;
  }
  if (found == 0) {
    throw UserError(file, "has no landmark CNN: no key begins with stn. or output_layer.",
                    "name a checkpoint of a supervised Part fViT");
  }
}

ModelSpec modelOf(const TensorMap& tensors, const std::string& file) {
  TensorSizes sizes;
  std::int64_t numbers = 0, parameters = 0;
  for (const auto& [name, tensor] : tensors) {
    sizes[name] = tensor.sizes().vec();
    numbers += tensor.numel();
  }
  const ModelSpec model = inferModel(sizes, file);
  // A few names could stand for a network of any size.
  for (const LayerCost& layer : layerCosts(resolveModel(model))) parameters += layer.parameters;
  if (parameters / kMostMissing > numbers) {
    throw UserError(file,
                    "its names are those of a network of " + withThousands(parameters) +
                        " parameters, but it holds " + withThousands(numbers) + " numbers",
                    "name the model with --model if that is meant");
  }
  return model;
}

void compare(const TensorMap& source, const TensorMap& target, ImportReport& report) {
  for (const auto& [name, tensor] : target) {
    const auto found = source.find(name);
    if (found == source.end()) {
      (isCounter(name) ? report.defaulted : report.missing).push_back(name);
    } else if (found->second.sizes() != tensor.sizes()) {
      report.misshaped.push_back({name, found->second.sizes().vec(), tensor.sizes().vec()});
    } else {
      report.matched.push_back(name);
    }
  }
  for (const auto& [name, tensor] : source) {
    if (target.count(name) == 0) report.unexpected.push_back(name);
  }
}

void judge(const ImportOptions& options, ImportReport& report) {
  const auto refuse = [&](const std::string& name, const std::vector<std::string>& allowed) {
    if (!anyMatches(allowed, name)) report.notAllowed.push_back(name);
  };
  for (const std::string& name : report.missing) refuse(name, options.allowMissing);
  for (const std::string& name : report.unexpected) refuse(name, options.allowUnexpected);
  for (const MisshapedKey& key : report.misshaped) refuse(key.name, options.allowMisshaped);
}

/// "stn.* (310 keys), mlp_head.* (2 keys)": keys by their first part, of those not allowed.
std::string grouped(const std::vector<std::string>& names, const std::set<std::string>& refused,
                    std::vector<std::string>& patterns) {
  std::map<std::string, int> counts;
  for (const std::string& name : names) {
    if (refused.count(name) == 0) continue;
    const std::size_t dot = name.find('.');
    ++counts[dot == std::string::npos ? name : name.substr(0, dot) + ".*"];
  }
  std::vector<std::string> parts;
  for (const auto& [pattern, count] : counts) {
    patterns.push_back(pattern);
    parts.push_back(count == 1 ? pattern : pattern + " (" + std::to_string(count) + " keys)");
  }
  return join(parts, ", ");
}

std::string sizesText(const std::vector<std::int64_t>& sizes) {
  std::vector<std::string> texts;
  for (const std::int64_t size : sizes) texts.push_back(std::to_string(size));
  return "[" + join(texts, ", ") + "]";
}

}  // namespace

Json ImportReport::json() const {
  Json misshapedKeys = Json::array(), entriesJson = Json::array();
  for (const MisshapedKey& key : misshaped) {
    misshapedKeys.push_back({{"name", key.name}, {"found", key.found}, {"expected", key.expected}});
  }
  for (const TensorGroup& one : entries) {
    entriesJson.push_back({{"path", one.path}, {"tensors", one.tensors}, {"numbers", one.numbers}});
  }
  return {{"checkpoint", file},
          {"container", container},
          {"entry", entry},
          {"entries", entriesJson},
          {"model", modelShapeJson(shape)},
          {"input", faceInputName(input)},
          {"accepted", accepted()},
          {"matched", matched},
          {"missing", missing},
          {"unexpected", unexpected},
          {"misshaped", misshapedKeys},
          {"dropped", dropped},
          {"defaulted", defaulted},
          {"not_allowed", notAllowed},
          {"facts", facts}};
}

ImportedModel importCheckpoint(const std::string& file, const ImportOptions& options) {
  const CheckpointFile checkpoint = readCheckpoint(file, options.entry);
  ImportedModel imported;
  ImportReport& report = imported.report;
  report.file = file;
  report.container = checkpoint.container;
  report.entry = checkpoint.entry;
  report.entries = checkpoint.entries;
  report.facts = checkpoint.facts;
  TensorMap source = renamed(checkpoint, report.dropped);
  if (!options.landmarkFile.empty()) takeLandmarkCnn(options.landmarkFile, source);

  report.shape = resolveModel(options.model ? *options.model : modelOf(source, file));
  report.input = usualInput(report.shape.family);
  torch::manual_seed(kFreshSeed);
  imported.model = makeFaceModel(report.shape, report.input);
  compare(source, stateDict(*imported.model), report);
  judge(options, report);
  transferWeights(source, *imported.model);
  imported.model->eval();
  return imported;
}

UserError importRefusal(const ImportReport& report) {
  const std::set<std::string> refused(report.notAllowed.begin(), report.notAllowed.end());
  std::vector<Problem> problems;
  const auto add = [&](const char* what, const std::vector<std::string>& names, const char* option,
                       const std::string& instead) {
    std::vector<std::string> patterns;
    const std::string keys = grouped(names, refused, patterns);
    if (patterns.empty()) return;
    std::string remedy;
    for (const std::string& pattern : patterns) {
      remedy += std::string(remedy.empty() ? "" : " ") + option + " '" + pattern + "'";
    }
    problems.push_back({report.file, std::string(what) + " for " + report.shape.name + ": " + keys,
                        "ask for it by name: " + remedy + instead});
  };
  const bool noCnn = std::any_of(report.missing.begin(), report.missing.end(), isOfLandmarkCnn);
  add("missing", report.missing, "--allow-missing",
      noCnn ? ", or take the landmark CNN from --landmark-cnn FILE" : "");
  add("unexpected", report.unexpected, "--allow-unexpected", "");
  std::vector<std::string> misshaped;
  for (const MisshapedKey& key : report.misshaped) misshaped.push_back(key.name);
  const std::string first =
      report.misshaped.empty()
          ? ""
          : " (" + misshaped.front() + " is " + sizesText(report.misshaped.front().found) +
                ", the model has " + sizesText(report.misshaped.front().expected) + ")";
  add("of another shape", misshaped, "--allow-misshaped", first);
  return UserError(problems);
}

}  // namespace lafs
