// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/config/matrix_plan.h"

namespace lafs {

/// A value on an axis: its printed name and what it sets.
struct AxisPoint {
  std::string label;
  std::vector<Setting> settings;
};

/// One axis of a matrix, read from YAML.
struct MatrixAxis {
  std::string name;  ///< short name of the field, or the axis' own name
  std::string path;  ///< of the field; empty for an axis of named points
  std::string where;
  std::vector<AxisPoint> points;
  const AxisPoint* find(const std::string& label) const;
};

/// Axis `key` with the values below it. What is wrong with either goes to `problems`.
MatrixAxis readAxis(const ConfigNode::Entry& entry, std::vector<Problem>& problems);

/// One value of the field at `path` (a leaf): checked, and printed the way the field prints it.
AxisPoint readPoint(const std::string& path, const ConfigNode& value,
                    std::vector<Problem>& problems);

/// Settings of a named point: a map whose keys are fields, nested or with dots.
void readSettings(const ConfigNode& map, const std::string& prefix, std::vector<Setting>& settings,
                  std::vector<Problem>& problems);

}  // namespace lafs
