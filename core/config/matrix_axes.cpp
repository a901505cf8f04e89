// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/matrix_axes.h"

#include <algorithm>
#include <set>

#include "core/base/text.h"
#include "core/config/field_table.h"

namespace lafs {

namespace {

void checkKeys(const ConfigNode& matrix, std::vector<Problem>& problems) {
  const std::vector<std::string> known = {"axes", "zip", "include", "exclude", "seeds"};
  for (const ConfigNode::Entry& entry : matrix.entries) {
    if (std::find(known.begin(), known.end(), entry.key) != known.end()) continue;
    const std::string near = nearestName(entry.key, known);
    problems.push_back(
        {entry.where, "matrix: unknown key '" + entry.key + "'",
         near.empty() ? "it has " + join(known, ", ") : "did you mean " + near + "?"});
  }
}

}  // namespace

MatrixAxes::MatrixAxes(const ConfigNode& matrix, const std::vector<Override>& overrides,
                       std::vector<Problem>& problems)
    : problems_(problems) {
  checkKeys(matrix, problems);
  readAxes(matrix);
  readZip(matrix);
  readSeeds(matrix);
  settle(overrides);
}

void MatrixAxes::refuse(const std::string& where, const std::string& message,
                        const std::string& remedy) {
  problems_.push_back({where, "matrix: " + message, remedy});
}

void MatrixAxes::readAxes(const ConfigNode& matrix) {
  const ConfigNode* axes = matrixPart(matrix, "axes", ConfigNode::Kind::Map, problems_);
  if (!axes) return;
  for (const ConfigNode::Entry& entry : axes->entries) {
    groups_.push_back({readAxis(entry, problems_)});
  }
}

void MatrixAxes::readZip(const ConfigNode& matrix) {
  const ConfigNode* zip = matrixPart(matrix, "zip", ConfigNode::Kind::List, problems_);
  if (!zip) return;
  for (const ConfigNode& map : zip->items) {
    AxisGroup group;
    for (const ConfigNode::Entry& entry : map.entries) {
      group.push_back(readAxis(entry, problems_));
      if (group.back().points.size() != group.front().points.size()) {
        refuse(entry.where,
               "zip: " + group.back().name + " has " + std::to_string(group.back().points.size()) +
                   " values, " + group.front().name + " has " +
                   std::to_string(group.front().points.size()),
               "fields that vary together need equally many values");
      }
    }
    if (group.empty()) {
      refuse(map.where, "zip: found " + map.describe() + ", expected fields and their values",
             "e.g. [{shots: [1, 2], finetune.train.epochs: [80, 40]}]");
    } else {
      groups_.push_back(std::move(group));
    }
  }
}

void MatrixAxes::readSeeds(const ConfigNode& matrix) {
  const ConfigNode::Entry* entry = matrix.find("seeds");
  if (!entry || entry->value.kind == ConfigNode::Kind::Null) return;
  ConfigNode::Entry axis{"seed", entry->where, entry->value};
  if (entry->value.kind == ConfigNode::Kind::Scalar) {
    const auto count = parseInteger(entry->value.scalar);
    if (!count || *count < 1 || *count > 10000) {
      refuse(entry->value.where,
             "seeds: found " + entry->value.describe() + ", expected how many, or a list", "");
      return;
    }
    axis.value.kind = ConfigNode::Kind::List;
    for (std::int64_t seed = 0; seed < *count; ++seed) {
      axis.value.items.push_back(ConfigNode::text(std::to_string(seed), entry->value.where));
    }
  }
  groups_.push_back({readAxis(axis, problems_)});
}

void MatrixAxes::settle(const std::vector<Override>& overrides) {
  std::set<std::string> names;
  for (AxisGroup& group : groups_) {
    for (const MatrixAxis& axis : group) {
      if (!names.insert(axis.name).second) {
        refuse(axis.where, "'" + axis.name + "' is an axis twice", "keep one of them");
      }
    }
    for (const Override& item : overrides) fix(group, item);
  }
}

void MatrixAxes::fix(AxisGroup& group, const Override& item) {
  for (MatrixAxis& axis : group) {
    if (axis.path != item.path) continue;
    if (group.size() > 1) {
      refuse(item.where, axis.name + " varies together with other fields in zip",
             "change the file instead");
      return;
    }
    std::vector<Problem> reportedElsewhere;
    before_[axis.name] = axis.points;  // exclude may still speak of the values that are gone
    axis.points = {readPoint(axis.path, item.value, reportedElsewhere)};
  }
}

const MatrixAxis* MatrixAxes::named(const std::string& key) const {
  const SpecField* field = findSpecField(key);
  for (const AxisGroup& group : groups_) {
    for (const MatrixAxis& axis : group) {
      if (axis.name == key || (field && axis.path == field->path())) return &axis;
    }
  }
  return nullptr;
}

bool MatrixAxes::holds(const MatrixAxis& axis, const std::string& label) const {
  const auto gone = before_.find(axis.name);
  if (axis.find(label)) return true;
  if (gone == before_.end()) return false;
  return std::any_of(gone->second.begin(), gone->second.end(),
                     [&](const AxisPoint& point) { return point.label == label; });
}

const ConfigNode* matrixPart(const ConfigNode& matrix, const char* key, ConfigNode::Kind kind,
                             std::vector<Problem>& problems) {
  const ConfigNode::Entry* entry = matrix.find(key);
  if (!entry || entry->value.kind == ConfigNode::Kind::Null) return nullptr;
  if (entry->value.kind == kind) return &entry->value;
  const char* wanted = kind == ConfigNode::Kind::Map ? "axes and their values" : "a list";
  problems.push_back({entry->value.where,
                      "matrix: " + std::string(key) + ": found " + entry->value.describe() +
                          ", expected " + wanted,
                      ""});
  return nullptr;
}

}  // namespace lafs
