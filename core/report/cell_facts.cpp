// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/cell_facts.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/field_table.h"
#include "core/config/model_shape.h"

namespace lafs {

namespace {

const char* backboneName(ModelFamily family) {
  switch (family) {
    case ModelFamily::IResNet:
      return "ResNet";
    case ModelFamily::FVit:
      return "fViT";
    case ModelFamily::PartFVit:
      return "Part fViT";
  }
  return "";
}

/// "tiny" and "base" when every size is that of the paper's model of that name.
std::string sizeName(const ModelShape& shape) {
  const struct {
    const char* preset;
    const char* size;
  } known[] = {{"part-fvit-tiny", "tiny"},
               {"fvit-tiny", "tiny"},
               {"part-fvit-b", "base"},
               {"fvit-b", "base"},
               {"iresnet-100", "base"}};
  for (const auto& [preset, size] : known) {
    ModelSpec plain;
    plain.preset = preset;
    const ModelShape paper = resolveModel(plain);
    if (paper.family == shape.family && paper.imageSize == shape.imageSize &&
        paper.patchSize == shape.patchSize && paper.landmarks == shape.landmarks &&
        paper.dim == shape.dim && paper.depth == shape.depth && paper.heads == shape.heads &&
        paper.headDim == shape.headDim && paper.mlpDim == shape.mlpDim &&
        paper.cnnWidth == shape.cnnWidth && paper.resnetDepth == shape.resnetDepth) {
      return size;
    }
  }
  return "other";
}

std::string fieldText(const ExperimentSpec& spec, const char* path) {
  const SpecField* field = findSpecField(path);
  require(field != nullptr, "a fact is read from a field of the spec");
  return field->text(spec);
}

/// The stage's own name for its data also when the faces are the experiment's.
std::string setOf(const ExperimentSpec& spec, StageKind stage) {
  const DataSpec& own = stage == StageKind::Pretrain ? spec.pretrain.data : spec.finetune.data;
  return own.set.empty() ? dataOf(spec, stage).set : own.set;
}

void addPretraining(const ExperimentSpec& spec, Facts& facts) {
  const bool pretrained = spec.pretrain.method != "none" && spec.finetune.start != "scratch";
  facts["pretraining"] = !pretrained ? "none" : spec.pretrain.method == "lafs" ? "LAFS" : "DINO";
  if (!pretrained) return;
  facts["pretraining_set"] = setOf(spec, StageKind::Pretrain);
  facts["alpha"] = fieldText(spec, "pretrain.perturbation_alpha");
  facts["shuffle"] = spec.pretrain.shuffle;
  facts["teacher_views"] = spec.pretrain.teacherViews;
}

void addFinetuning(const ExperimentSpec& spec, bool landmarks, Facts& facts) {
  facts["loss"] = spec.finetune.train.loss;
  if (spec.finetune.train.loss == "none") return;
  facts["finetune_set"] = setOf(spec, StageKind::Finetune);
  facts["fraction"] = fieldText(spec, "finetune.subset.identity_fraction");
  facts["shots"] = fieldText(spec, "finetune.subset.shots");
  facts["augmented"] = spec.finetune.train.augment.enabled ? "true" : "false";
  if (!landmarks) return;
  facts["landmark_source"] = spec.finetune.landmarkSource;
  facts["landmark_mode"] = spec.finetune.landmarkMode;
  if (spec.finetune.landmarkMode == "supervised") {
    facts["beta"] = fieldText(spec, "finetune.landmark_beta");
  }
}

}  // namespace

const std::vector<std::string>& factNames() {
  static const std::vector<std::string> names = {
      "backbone", "size",          "pretraining",   "pretraining_set", "alpha",
      "shuffle",  "teacher_views", "loss",          "finetune_set",    "fraction",
      "shots",    "augmented",     "landmark_mode", "landmark_source", "beta"};
  return names;
}

StandsFor::StandsFor(const Json& section, const std::string& file) {
  if (section.is_null()) return;
  const auto& names = factNames();
  const std::string remedy = "e.g. {fraction: {0.5: 0.01}}";
  if (!section.is_object()) {
    throw UserError(file, "report.stands_for: expected facts and their values", remedy);
  }
  for (const auto& [fact, values] : section.items()) {
    if (std::find(names.begin(), names.end(), fact) == names.end()) {
      const std::string near = nearestName(fact, names);
      throw UserError(
          file, "report.stands_for: '" + fact + "' is no fact",
          near.empty() ? "facts are " + join(names, ", ") : "did you mean " + near + "?");
    }
    if (!values.is_object()) {
      throw UserError(file, "report.stands_for: " + fact + " needs values and what they stand for",
                      remedy);
    }
    for (const auto& [value, meaning] : values.items()) {
      values_[fact][value] = meaning.is_string()         ? meaning.get<std::string>()
                             : meaning.is_number_float() ? formatNumber(meaning.get<double>())
                                                         : meaning.dump();
    }
  }
}

std::string StandsFor::read(const std::string& fact, const std::string& value) const {
  const auto known = values_.find(fact);
  if (known == values_.end()) return value;
  for (const auto& [from, to] : known->second) {
    if (sameFactValue(from, value)) return to;
  }
  return value;
}

Facts cellFacts(const ExperimentSpec& spec, const StandsFor& standsFor) {
  const ModelShape shape = resolveModel(spec.model);
  Facts facts;
  facts["backbone"] = backboneName(shape.family);
  facts["size"] = sizeName(shape);
  addPretraining(spec, facts);
  addFinetuning(spec, shape.hasLandmarkCnn(), facts);
  for (auto& [name, value] : facts) value = standsFor.read(name, value);
  return facts;
}

bool sameFactValue(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const auto x = parseNumber(a);
  const auto y = parseNumber(b);
  return x && y && *x == *y;
}

bool hasFacts(const Facts& facts, const Facts& wanted) {
  return std::all_of(wanted.begin(), wanted.end(), [&](const auto& want) {
    const auto found = facts.find(want.first);
    return found != facts.end() && sameFactValue(found->second, want.second);
  });
}

bool isPaperScale(const ExperimentSpec& spec) {
  const bool pretrained = spec.pretrain.method != "none" && spec.finetune.start != "scratch";
  const bool synthetic = (pretrained && dataOf(spec, StageKind::Pretrain).source == "synthetic") ||
                         (spec.finetune.train.loss != "none" &&
                          dataOf(spec, StageKind::Finetune).source == "synthetic") ||
                         dataOf(spec, StageKind::Evaluate).source == "synthetic";
  return !synthetic && sizeName(resolveModel(spec.model)) != "other";
}

}  // namespace lafs
