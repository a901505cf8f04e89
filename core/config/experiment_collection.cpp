// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/experiment_collection.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/config/config_node.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// An experiment that is several files.
class CollectionLoader {
 public:
  CollectionLoader(std::string path, const std::vector<std::string>& overrides)
      : file_(std::move(path)), overrides_(overrides) {}

  Experiment load() {
    root_ = parseConfig(readWholeFile(file_), file_, problems_);
    readHead();
    for (const ConfigNode& item : files_) addPart(item);
    if (!problems_.empty()) throw UserError(problems_);
    return std::move(experiment_);
  }

 private:
  void refuse(const std::string& where, const std::string& message, const std::string& remedy) {
    problems_.push_back({where, message, remedy});
  }

  void readHead() {
    experiment_.name = fs::path(file_).stem().string();
    experiment_.file = file_;
    for (const ConfigNode::Entry& entry : root_.entries) {
      if (entry.key == "name") {
        experiment_.name = entry.value.scalar;
      } else if (entry.key == "report" && entry.value.isMap()) {
        experiment_.report = jsonOf(entry.value);
      } else if (entry.key == "experiments" && entry.value.kind == ConfigNode::Kind::List &&
                 !entry.value.items.empty()) {
        files_ = entry.value.items;
      } else {
        refuse(entry.where,
               "'" + entry.key + "': found " + entry.value.describe() +
                   " in a file that lists experiments",
               "such a file has name, experiments (a list of files) and report");
      }
    }
  }

  void addPart(const ConfigNode& item) {
    if (item.kind != ConfigNode::Kind::Scalar) {
      refuse(item.where, "experiments: found " + item.describe() + ", expected a file", "");
      return;
    }
    const std::string path =
        (fs::path(file_).parent_path() / item.scalar).lexically_normal().string();
    try {
      if (isExperimentCollection(path)) {
        refuse(item.where, "experiments: '" + item.scalar + "' lists experiments itself",
               "name the files that it lists");
        return;
      }
      append(loadExperiment(path, overrides_), item);
    } catch (const UserError& error) {
      for (const Problem& problem : error.problems()) {
        const bool known =
            std::any_of(problems_.begin(), problems_.end(),
                        [&](const Problem& other) { return other.text() == problem.text(); });
        if (!known) problems_.push_back(problem);
      }
    }
  }

  void append(Experiment part, const ConfigNode& item) {
    if (!names_.insert(part.name).second) {
      refuse(item.where, "experiments: two parts are called '" + part.name + "'",
             "give one another name");
      return;
    }
    if (experiment_.axes.empty()) experiment_.axes.push_back("table");
    for (const std::string& axis : part.axes) {
      auto& axes = experiment_.axes;
      if (std::find(axes.begin(), axes.end(), axis) == axes.end()) axes.push_back(axis);
    }
    for (ExperimentPart& inner : part.parts) {
      inner.firstCell += experiment_.cells.size();
      experiment_.parts.push_back(std::move(inner));
    }
    for (Cell& cell : part.cells) {
      cell.name = part.name + ": " + cell.name;
      cell.coordinates.emplace("table", part.name);
      experiment_.cells.push_back(std::move(cell));
    }
  }

  std::string file_;
  const std::vector<std::string>& overrides_;
  ConfigNode root_;
  std::vector<ConfigNode> files_;
  Experiment experiment_;
  std::set<std::string> names_;
  std::vector<Problem> problems_;
};

}  // namespace

bool isExperimentCollection(const std::string& path) {
  std::vector<Problem> syntax;  // a file that cannot be parsed is reported by the ordinary loader
  const ConfigNode root = parseConfig(readWholeFile(path), path, syntax);
  return syntax.empty() && root.find("experiments");
}

Experiment loadExperimentCollection(const std::string& path,
                                    const std::vector<std::string>& overrides) {
  return CollectionLoader(path, overrides).load();
}

}  // namespace lafs
