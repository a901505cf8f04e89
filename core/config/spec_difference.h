// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "core/config/field_table.h"

namespace lafs {

/// A field of the spec and its value in each of several specs, as YAML would hold it.
struct SpecFieldDifference {
  const SpecField* field = nullptr;  ///< lives as long as the program
  std::vector<std::string> values;   ///< one a spec, in their order
};

/// Fields in which any of `specs` differs from another one, in the order of the field tables. With
/// `numbersOnly` fields that cannot change a result (folders, devices, cadences) are left out.
/// Fewer than two specs differ in nothing.
std::vector<SpecFieldDifference> specDifferences(const std::vector<ExperimentSpec>& specs,
                                                 bool numbersOnly = false);

/// The same for `count` specs of which only the texts of their fields are at hand.
std::vector<SpecFieldDifference> specDifferences(
    std::size_t count,
    const std::function<std::string(const SpecField& field, std::size_t spec)>& valueOf,
    bool numbersOnly = false);

/// The same for two specs in a few words: "alpha 2 → 5, shots 2 → 4"; empty when they are equal.
std::string differenceText(const ExperimentSpec& from, const ExperimentSpec& to);

/// Whether two specs differ in nothing but their seed and what cannot change a result: runs of them
/// form one group of seeds.
bool sameButSeed(const ExperimentSpec& a, const ExperimentSpec& b);

/// Short names that tell runs apart by what differs in their specs: "alpha 5, seed 2"; a field that
/// says no more than those before it is left out. Fields that
/// change no number count only where nothing else differs. Where specs are equal, or too much of
/// them differs to be said, the run's own name stands. As many as there are specs.
std::vector<std::string> distinguishingLabels(const std::vector<ExperimentSpec>& specs,
                                              const std::vector<std::string>& names);

}  // namespace lafs
