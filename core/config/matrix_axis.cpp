// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/matrix_axis.h"

#include "core/base/text.h"
#include "core/config/field_table.h"
#include "core/config/spec_reader.h"

namespace lafs {

namespace {

bool isSection(const std::string& path) {
  for (const SpecField& field : specFields()) {
    if (field.path().rfind(path + ".", 0) == 0) return true;
  }
  return false;
}

void readNamedPoints(const ConfigNode::Entry& entry, MatrixAxis& axis,
                     std::vector<Problem>& problems) {
  for (const ConfigNode::Entry& point : entry.value.entries) {
    AxisPoint named;
    named.label = point.key;
    if (point.value.isMap()) {
      readSettings(point.value, "", named.settings, problems);
    } else if (point.value.kind != ConfigNode::Kind::Null) {
      problems.push_back({point.value.where,
                          "matrix: point " + point.key + ": found " + point.value.describe() +
                              ", expected fields and their values",
                          "e.g. {pretrain.method: lafs}"});
    }
    axis.points.push_back(std::move(named));
  }
}

void readValues(const ConfigNode::Entry& entry, const SpecField& field, MatrixAxis& axis,
                std::vector<Problem>& problems) {
  axis.path = field.path();
  axis.name = field.shortName();
  for (const ConfigNode& value : entry.value.items) {
    AxisPoint point = readPoint(axis.path, value, problems);
    if (axis.find(point.label)) {
      problems.push_back({value.where, "matrix: " + axis.name + " has " + point.label + " twice",
                          "once is enough"});
      continue;
    }
    axis.points.push_back(std::move(point));
  }
}

}  // namespace

const AxisPoint* MatrixAxis::find(const std::string& label) const {
  for (const AxisPoint& point : points) {
    if (point.label == label) return &point;
  }
  return nullptr;
}

AxisPoint readPoint(const std::string& path, const ConfigNode& value,
                    std::vector<Problem>& problems) {
  const SpecField* field = findSpecField(path);
  require(field != nullptr, "a point of an axis belongs to a field");
  ExperimentSpec scratch;
  AxisPoint point;
  const bool good = readField(*field, value, scratch, problems);
  point.label = good ? field->text(scratch) : value.scalar;
  point.settings.emplace_back(field->path(), value);
  return point;
}

void readSettings(const ConfigNode& map, const std::string& prefix, std::vector<Setting>& settings,
                  std::vector<Problem>& problems) {
  for (const ConfigNode::Entry& entry : map.entries) {
    const std::string path = prefix + entry.key;
    if (const SpecField* field = findSpecField(path)) {
      ExperimentSpec scratch;
      readField(*field, entry.value, scratch, problems);
      settings.emplace_back(field->path(), entry.value);
    } else if (entry.value.isMap() && isSection(path)) {
      readSettings(entry.value, path + ".", settings, problems);
    } else {
      problems.push_back({entry.where, "matrix: unknown key '" + path + "'",
                          remedyForKey(path, "", specFieldNames())});
    }
  }
}

MatrixAxis readAxis(const ConfigNode::Entry& entry, std::vector<Problem>& problems) {
  MatrixAxis axis;
  axis.name = entry.key;
  axis.where = entry.where;
  const SpecField* field = findSpecField(entry.key);
  if (entry.value.isMap() && field) {
    problems.push_back({entry.where,
                        "matrix: '" + entry.key + "' is a field, its values are a list",
                        "give an axis of named points a name of its own"});
  } else if (entry.value.isMap()) {
    readNamedPoints(entry, axis, problems);
  } else if (entry.value.kind == ConfigNode::Kind::List && field) {
    readValues(entry, *field, axis, problems);
  } else if (entry.value.kind == ConfigNode::Kind::List) {
    problems.push_back({entry.where, "matrix: unknown field '" + entry.key + "'",
                        remedyForKey(entry.key, "", specFieldNames())});
    return axis;
  } else {
    problems.push_back({entry.value.where,
                        "matrix: " + entry.key + ": found " + entry.value.describe() +
                            ", expected a list of values, or named points",
                        ""});
    return axis;
  }
  if (axis.points.empty()) {
    problems.push_back({entry.where, "matrix: axis " + axis.name + " has no values", ""});
  }
  return axis;
}

}  // namespace lafs
