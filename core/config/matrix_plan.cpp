// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/matrix_plan.h"

#include <algorithm>
#include <set>

#include "core/base/text.h"
#include "core/config/field_table.h"
#include "core/config/matrix_axes.h"

namespace lafs {

namespace {

constexpr std::size_t kMostPoints = 20000;  ///< a slip of the pen, not an experiment

std::string nameOf(const MatrixPoint& point, const std::set<std::string>& fieldAxes) {
  std::vector<std::string> parts;
  for (const auto& [axis, value] : point.coordinates) {
    parts.push_back(fieldAxes.count(axis) ? axis + "=" + value : value);
  }
  return join(parts, " ");
}

class MatrixPlanner {
 public:
  MatrixPlanner(const MatrixAxes& axes, std::vector<Problem>& problems)
      : axes_(axes), problems_(problems) {
    for (const AxisGroup& group : axes.groups()) {
      for (const MatrixAxis& axis : group) {
        plan_.axes.push_back(axis.name);
        if (!axis.path.empty()) fieldAxes_.insert(axis.name);
      }
    }
  }

  MatrixPlan plan(const ConfigNode& matrix) {
    expand();
    exclude(matrix);
    include(matrix);
    return finish();
  }

 private:
  void refuse(const std::string& where, const std::string& message, const std::string& remedy) {
    problems_.push_back({where, "matrix: " + message, remedy});
  }

  void expand() {
    plan_.points = {MatrixPoint{}};
    for (const AxisGroup& group : axes_.groups()) {
      std::size_t values = group.front().points.size();
      for (const MatrixAxis& axis : group) values = std::min(values, axis.points.size());
      if (plan_.points.size() * values > kMostPoints) {
        refuse(group.front().where, "more than " + std::to_string(kMostPoints) + " combinations",
               "drop an axis");
        return;
      }
      std::vector<MatrixPoint> longer;
      for (const MatrixPoint& point : plan_.points) {
        for (std::size_t value = 0; value < values; ++value) {
          longer.push_back(point);
          for (const MatrixAxis& axis : group) append(longer.back(), axis, axis.points[value]);
        }
      }
      plan_.points = std::move(longer);
    }
  }

  static void append(MatrixPoint& point, const MatrixAxis& axis, const AxisPoint& value) {
    point.coordinates.emplace_back(axis.name, value.label);
    point.settings.insert(point.settings.end(), value.settings.begin(), value.settings.end());
  }

  /// Printed value of `node` on `axis`.
  std::string labelOn(const MatrixAxis& axis, const ConfigNode& node) {
    return axis.path.empty() ? node.scalar : readPoint(axis.path, node, problems_).label;
  }

  using Condition = std::pair<std::string, std::set<std::string>>;

  void exclude(const ConfigNode& matrix) {
    const ConfigNode* list = matrixPart(matrix, "exclude", ConfigNode::Kind::List, problems_);
    if (!list) return;
    for (const ConfigNode& rule : list->items) {
      std::vector<Condition> conditions;
      if (!rule.isMap() || rule.entries.empty()) {
        refuse(rule.where, "exclude: found " + rule.describe() + ", expected axes and their values",
               "e.g. [{shots: 1, alpha: [2, 5]}]");
        continue;
      }
      bool good = true;
      for (const ConfigNode::Entry& entry : rule.entries) {
        good = readCondition(entry, conditions) && good;
      }
      if (good) drop(conditions);
    }
  }

  bool readCondition(const ConfigNode::Entry& entry, std::vector<Condition>& conditions) {
    const MatrixAxis* axis = axes_.named(entry.key);
    if (!axis) {
      const std::string near = nearestName(entry.key, plan_.axes);
      refuse(entry.where, "exclude: '" + entry.key + "' is no axis of this matrix",
             near.empty() ? "axes are " + join(plan_.axes, ", ") : "did you mean " + near + "?");
      return false;
    }
    std::vector<ConfigNode> values = {entry.value};
    if (entry.value.kind == ConfigNode::Kind::List) values = entry.value.items;
    Condition condition{axis->name, {}};
    for (const ConfigNode& value : values) {
      const std::string label = labelOn(*axis, value);
      if (!axes_.holds(*axis, label)) {
        std::vector<std::string> labels;
        for (const AxisPoint& point : axis->points) labels.push_back(point.label);
        refuse(value.where, "exclude: " + axis->name + " has no value '" + label + "'",
               "it has " + join(labels, ", "));
        return false;
      }
      condition.second.insert(label);
    }
    conditions.push_back(std::move(condition));
    return true;
  }

  void drop(const std::vector<Condition>& conditions) {
    const auto matches = [&](const MatrixPoint& point) {
      return std::all_of(conditions.begin(), conditions.end(), [&](const Condition& condition) {
        return std::any_of(point.coordinates.begin(), point.coordinates.end(),
                           [&](const auto& coordinate) {
                             return coordinate.first == condition.first &&
                                    condition.second.count(coordinate.second) > 0;
                           });
      });
    };
    auto& points = plan_.points;
    points.erase(std::remove_if(points.begin(), points.end(), matches), points.end());
  }

  void include(const ConfigNode& matrix) {
    const ConfigNode* list = matrixPart(matrix, "include", ConfigNode::Kind::List, problems_);
    if (!list) return;
    for (const ConfigNode& entry : list->items) {
      if (!entry.isMap() || entry.entries.empty()) {
        refuse(entry.where, "include: found " + entry.describe() + ", expected fields and values",
               "e.g. [{alpha: 10}]");
        continue;
      }
      addIncluded(entry);
    }
  }

  void addIncluded(const ConfigNode& map) {
    MatrixPoint point;
    ConfigNode others = ConfigNode::map(map.where);
    std::vector<const ConfigNode::Entry*> freeLabels;
    for (const ConfigNode::Entry& entry : map.entries) {
      const MatrixAxis* axis = axes_.named(entry.key);
      if (entry.key == "name" && !axis) {
        point.name = entry.value.scalar;
      } else if (!axis) {
        others.entries.push_back(entry);
      } else if (!axis->path.empty()) {
        append(point, *axis, readPoint(axis->path, entry.value, problems_));
      } else if (const AxisPoint* known = axis->find(entry.value.scalar)) {
        append(point, *axis, *known);
      } else {
        freeLabels.push_back(&entry);
        point.coordinates.emplace_back(axis->name, entry.value.scalar);
      }
    }
    std::vector<Setting> settings;
    readSettings(others, "", settings, problems_);
    for (const ConfigNode::Entry* label : freeLabels) {
      if (settings.empty()) {
        refuse(label->value.where,
               "include: " + label->key + " has no point " + label->value.describe(),
               "name an existing one, or say beside it which fields it sets");
      }
    }
    addCoordinates(settings, point);
    point.settings.insert(point.settings.end(), settings.begin(), settings.end());
    addForEverySeed(point);
  }

  /// Fields that only `include` sets get a column of their own.
  void addCoordinates(const std::vector<Setting>& settings, MatrixPoint& point) {
    for (const auto& [path, value] : settings) {
      const SpecField* field = findSpecField(path);
      std::vector<Problem> reportedBefore;
      point.coordinates.emplace_back(field->shortName(),
                                     readPoint(path, value, reportedBefore).label);
      fieldAxes_.insert(field->shortName());
      auto& axes = plan_.axes;
      if (std::find(axes.begin(), axes.end(), field->shortName()) == axes.end()) {
        axes.push_back(field->shortName());
      }
    }
  }

  void addForEverySeed(const MatrixPoint& point) {
    const MatrixAxis* seeds = axes_.named("seed");
    const bool hasSeed = std::any_of(point.coordinates.begin(), point.coordinates.end(),
                                     [](const auto& at) { return at.first == "seed"; });
    if (!seeds || hasSeed) {
      plan_.points.push_back(point);
      return;
    }
    for (const AxisPoint& seed : seeds->points) {
      MatrixPoint copy = point;
      append(copy, *seeds, seed);
      if (!copy.name.empty()) copy.name += " seed=" + seed.label;
      plan_.points.push_back(std::move(copy));
    }
  }

  MatrixPlan finish() {
    for (MatrixPoint& point : plan_.points) {
      if (point.name.empty()) point.name = nameOf(point, fieldAxes_);
    }
    return std::move(plan_);
  }

  const MatrixAxes& axes_;
  std::vector<Problem>& problems_;
  std::set<std::string> fieldAxes_;  ///< axes that print as "axis=value"
  MatrixPlan plan_;
};

}  // namespace

MatrixPlan planMatrix(const ConfigNode* matrix, const std::vector<Override>& overrides,
                      std::vector<Problem>& problems) {
  MatrixPlan single;
  single.points = {MatrixPoint{}};
  if (!matrix || matrix->kind == ConfigNode::Kind::Null) return single;
  if (!matrix->isMap()) {
    problems.push_back(
        {matrix->where,
         "matrix: found " + matrix->describe() + ", expected axes, zip, include, exclude or seeds",
         ""});
    return single;
  }
  const MatrixAxes axes(*matrix, overrides, problems);
  MatrixPlan plan = MatrixPlanner(axes, problems).plan(*matrix);
  if (plan.points.empty() && problems.empty()) {
    problems.push_back({matrix->where, "matrix: exclude leaves no cell", ""});
  }
  return plan;
}

}  // namespace lafs
