// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_row.h"

#include <string>
#include <unordered_map>

#include "core/config/field_table.h"

namespace lafs {

namespace {

/// What every field says in a spec that says nothing. Filled once: making the text of a field goes
/// by way of JSON, and a table of 10,000 runs asks for the same few again and again.
const std::string& defaultText(const SpecField& field) {
  static const std::unordered_map<std::string, std::string> texts = [] {
    std::unordered_map<std::string, std::string> all;
    const ExperimentSpec defaults;
    for (const SpecField& each : specFields()) all.emplace(each.path(), each.text(defaults));
    return all;
  }();
  return texts.at(field.path());
}

}  // namespace

std::string RunRow::specText(const std::string& pathOrAlias) const {
  const SpecField* field = findSpecField(pathOrAlias);
  if (!field) return {};
  if (spec) {
    const auto found = spec->find(field->path());
    if (found != spec->end()) return found->second;
  }
  return defaultText(*field);
}

}  // namespace lafs
