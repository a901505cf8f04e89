// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/config/matrix_axis.h"

namespace lafs {

/// Axes that vary together; an ordinary axis is alone in its group.
using AxisGroup = std::vector<MatrixAxis>;

/// The axes of a matrix as its keys `axes`, `zip` and `seeds` give them, each once, the slowest
/// first. An axis whose field an override sets is left with that one value.
class MatrixAxes {
 public:
  /// What is wrong with them, and unknown keys of the matrix, go to `problems`.
  MatrixAxes(const ConfigNode& matrix, const std::vector<Override>& overrides,
             std::vector<Problem>& problems);

  const std::vector<AxisGroup>& groups() const { return groups_; }
  /// The axis of that name, or of the field that has this path or short name; null when none is.
  const MatrixAxis* named(const std::string& key) const;
  /// Whether the axis has such a value, or had it before an override.
  bool holds(const MatrixAxis& axis, const std::string& label) const;

 private:
  void readAxes(const ConfigNode& matrix);
  void readZip(const ConfigNode& matrix);
  void readSeeds(const ConfigNode& matrix);
  /// Every axis once; and a field that an override sets stays at that value.
  void settle(const std::vector<Override>& overrides);
  void fix(AxisGroup& group, const Override& item);
  void refuse(const std::string& where, const std::string& message, const std::string& remedy);

  std::vector<Problem>& problems_;
  std::vector<AxisGroup> groups_;
  std::map<std::string, std::vector<AxisPoint>> before_;  ///< values that an override took away
};

/// What stands under a key of the matrix; null when nothing does, or something of another kind,
/// which goes to `problems`.
const ConfigNode* matrixPart(const ConfigNode& matrix, const char* key, ConfigNode::Kind kind,
                             std::vector<Problem>& problems);

}  // namespace lafs
