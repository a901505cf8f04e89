// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"

namespace lafs {

/// Every field of `spec` as nested objects, in the order of the field tables.
Json toJson(const ExperimentSpec& spec);

/// `spec` complete as YAML; reads back to the same spec. For run directories and for people.
std::string toYaml(const ExperimentSpec& spec);

/// One spec from JSON or YAML text without `extends` or `matrix`; what is not named keeps its
/// default. Checked like an experiment: UserError with every problem. `where` names the source.
ExperimentSpec specFromJson(const Json& json, const std::string& where);
ExperimentSpec specFromYaml(const std::string& text, const std::string& where);

/// The fields of one section that can change numbers, for content keys and for saying what
/// differs: `section` is "data", "model", "landmark", "pretrain", "finetune" or "evaluate". Data
/// that a stage inherits is written out; fields that the chosen source, optimizer ... does not
/// look at are left out; the model appears as its resolved sizes, whatever preset they came from.
/// Folders, devices and cadences never appear.
Json numbersOf(const ExperimentSpec& spec, const std::string& section);
Json numbersOf(const ExperimentSpec& spec, StageKind stage);

}  // namespace lafs
