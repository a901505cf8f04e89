// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"

namespace lafs {

/// What the paper's tables tell cells apart by, as name and printed value. Only what applies to a
/// cell is there (no alpha without pretraining):
///   backbone         ResNet | fViT | Part fViT
///   size             tiny | base (the paper's) | other
///   pretraining      none | DINO | LAFS
///   pretraining_set  name of the data set: data.set
///   alpha, shuffle, teacher_views          of the pretraining
///   loss             cosface | arcface | adaface | dino | none
///   finetune_set, fraction, shots, augmented           of the fine-tuning
///   landmark_mode, landmark_source, beta   of a Part fViT's fine-tuning
using Facts = std::map<std::string, std::string>;

/// Names of all facts, in that order.
const std::vector<std::string>& factNames();

/// `stands_for` of an experiment's `report:` section: values of facts that stand for the paper's,
/// {"fraction": {"0.5": "0.01"}}: half of a small pool is read as the 1 % of a large one.
class StandsFor {
 public:
  StandsFor() = default;
  /// UserError, naming `file`, when the section is not a map of facts to maps.
  StandsFor(const Json& section, const std::string& file);
  bool empty() const { return values_.empty(); }
  std::string read(const std::string& fact, const std::string& value) const;

 private:
  std::map<std::string, Facts> values_;
};

Facts cellFacts(const ExperimentSpec& spec, const StandsFor& standsFor = {});

/// Whether `facts` has every one of `wanted` with an equal value; numbers compare as numbers.
bool hasFacts(const Facts& facts, const Facts& wanted);
bool sameFactValue(const std::string& a, const std::string& b);

/// Whether the cell has the paper's size of model and none of its stages reads synthetic faces.
bool isPaperScale(const ExperimentSpec& spec);

}  // namespace lafs
