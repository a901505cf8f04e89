// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/spec_difference.h"

#include <algorithm>
#include <set>
#include <utility>

#include "core/base/text.h"

namespace lafs {

namespace {

constexpr std::size_t kMostInLabel = 4;  // differing fields that a legend can hold

bool isLabel(const SpecField& field) {
  return field.path() == "name";  // what a person calls it changes no number
}

/// How many specs these fields tell apart.
std::size_t kinds(const std::vector<SpecFieldDifference>& differences) {
  std::set<std::vector<std::string>> found;
  for (std::size_t i = 0; i < differences.front().values.size(); ++i) {
    std::vector<std::string> values;
    for (const SpecFieldDifference& difference : differences)
      values.push_back(difference.values[i]);
    found.insert(std::move(values));
  }
  return found.size();
}

/// Fields that say no more than those before them are left out: where the start of a fine-tuning
/// decides what its landmarks are, the start is enough.
std::vector<SpecFieldDifference> fewest(const std::vector<SpecFieldDifference>& differences) {
  std::vector<SpecFieldDifference> kept;
  std::size_t told = 1;
  for (const SpecFieldDifference& difference : differences) {
    kept.push_back(difference);
    const std::size_t now = kinds(kept);
    if (now == told) kept.pop_back();
    told = now;
  }
  return kept;
}

}  // namespace

std::vector<SpecFieldDifference> specDifferences(
    std::size_t count, const std::function<std::string(const SpecField&, std::size_t)>& valueOf,
    bool numbersOnly) {
  std::vector<SpecFieldDifference> differences;
  for (const SpecField& field : specFields()) {
    if (numbersOnly && (!field.field().changesNumbers || isLabel(field))) continue;
    SpecFieldDifference difference{&field, {}};
    for (std::size_t i = 0; i < count; ++i) difference.values.push_back(valueOf(field, i));
    const bool same =
        std::all_of(difference.values.begin(), difference.values.end(),
                    [&](const std::string& value) { return value == difference.values.front(); });
    if (!same) differences.push_back(std::move(difference));
  }
  return differences;
}

std::vector<SpecFieldDifference> specDifferences(const std::vector<ExperimentSpec>& specs,
                                                 bool numbersOnly) {
  return specDifferences(
      specs.size(), [&](const SpecField& field, std::size_t i) { return field.text(specs[i]); },
      numbersOnly);
}

std::string differenceText(const ExperimentSpec& from, const ExperimentSpec& to) {
  std::vector<std::string> parts;
  for (const SpecFieldDifference& difference : specDifferences({from, to})) {
    parts.push_back(difference.field->shortName() + ' ' + difference.values[0] + " \u2192 " +
                    difference.values[1]);
  }
  return join(parts, ", ");
}

bool sameButSeed(const ExperimentSpec& a, const ExperimentSpec& b) {
  const auto differences = specDifferences({a, b}, /*numbersOnly=*/true);
  return std::all_of(
      differences.begin(), differences.end(),
      [](const SpecFieldDifference& difference) { return difference.field->path() == "seed"; });
}

std::vector<std::string> distinguishingLabels(const std::vector<ExperimentSpec>& specs,
                                              const std::vector<std::string>& names) {
  const auto differences = fewest(specDifferences(specs, /*numbersOnly=*/true));
  if (differences.empty() || differences.size() > kMostInLabel) return names;
  std::vector<std::string> labels;
  for (std::size_t i = 0; i < specs.size(); ++i) {
    std::vector<std::string> parts;
    for (const SpecFieldDifference& difference : differences) {
      const std::string& name = difference.field->shortName();
      parts.push_back(name.substr(name.find_last_of('.') + 1) + ' ' + difference.values[i]);
    }
    labels.push_back(join(parts, ", "));
  }
  // Runs with the same label (one spec twice, another stage) are told apart by their names.
  std::vector<std::string> unique = labels;
  for (std::size_t i = 0; i < labels.size(); ++i) {
    if (std::count(labels.begin(), labels.end(), labels[i]) > 1) unique[i] += " (" + names[i] + ')';
  }
  return unique;
}

}  // namespace lafs
