// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/config/config_node.h"
#include "core/config/field_table.h"

namespace lafs {

/// Keys beside the fields that an experiment file may have.
extern const std::vector<std::string> kFileKeys;  ///< extends, matrix, report

/// Puts every value of `root` into `spec`; what is absent stays as it is. Unknown keys, wrong
/// types, values out of range and choices that do not exist are added to `problems`, each with its
/// place, the value, what is allowed and the nearest name.
void readSpec(const ConfigNode& root, ExperimentSpec& spec, std::vector<Problem>& problems);

/// One value into one field; problems likewise. True when it was taken.
bool readField(const SpecField& field, const ConfigNode& value, ExperimentSpec& spec,
               std::vector<Problem>& problems);

/// "did you mean ...?" for a key that `section` ("" at the top) does not have.
std::string remedyForKey(const std::string& key, const std::string& section,
                         const std::vector<std::string>& known);

}  // namespace lafs
