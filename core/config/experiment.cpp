// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/experiment.h"

#include <algorithm>
#include <filesystem>
#include <set>

#include "core/config/config_node.h"
#include "core/config/data_roots.h"
#include "core/config/experiment_collection.h"
#include "core/config/experiment_layers.h"
#include "core/config/field_table.h"
#include "core/config/matrix_plan.h"
#include "core/config/preset.h"
#include "core/config/problem_list.h"
#include "core/config/source_text.h"
#include "core/config/spec_reader.h"
#include "core/config/spec_rules.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// Place of the field at `path`, or of the innermost section around it that someone wrote.
std::string placeOf(const ConfigNode& root, std::string path, const std::string& file) {
  for (;;) {
    if (const ConfigNode* node = nodeAt(root, path)) return node->where;
    const std::size_t dot = path.rfind('.');
    if (dot == std::string::npos) return file;
    path.resize(dot);
  }
}

/// A name without a place stays as it is: whoever wants to read the data says so.
void makeAbsolute(std::string& folder) {
  if (!folder.empty() && dataSetNamed(folder).empty())
    folder = fs::absolute(folder).lexically_normal().string();
}

/// What kind of source a path that somebody gave by hand is.
std::string sourceOfRoot(const std::string& path) {
  std::error_code ignored;
  const bool record = fs::path(path).extension() == ".rec" ||
                      fs::is_regular_file(fs::path(path) / "train.rec", ignored);
  return record ? "recordio" : "folder";
}

bool isSet(const std::vector<Override>& overrides, const std::string& path) {
  return std::any_of(overrides.begin(), overrides.end(),
                     [&](const Override& item) { return item.path == path; });
}

/// The experiment's own root is also that of every stage which would make faces of its own.
void addRootsOfStages(const ConfigNode& tree, std::vector<Override>& overrides) {
  const std::vector<Override> given = overrides;
  for (const Override& item : given) {
    if (item.path != "data.root" || item.value.scalar.empty()) continue;
    for (const char* stage : {"landmark", "pretrain", "finetune", "evaluate"}) {
      const std::string data = std::string(stage) + ".data";
      const ConfigNode* source = nodeAt(tree, data + ".source");
      if (!source || source->scalar != "synthetic" || isSet(overrides, data + ".source") ||
          isSet(overrides, data + ".root")) {
        continue;
      }
      overrides.push_back({data + ".root", item.value, item.where});
    }
  }
}

/// Overrides that name a root also say what kind of source it is, unless the file's source has a
/// root of its own meaning.
void addSourcesOfRoots(const ConfigNode& tree, std::vector<Override>& overrides) {
  addRootsOfStages(tree, overrides);
  const std::vector<Override> given = overrides;
  for (const Override& item : given) {
    const std::string ending = "data.root";
    const std::size_t start = item.path.size() - std::min(item.path.size(), ending.size());
    if (item.path.substr(start) != ending) continue;
    const std::string source = item.path.substr(0, item.path.size() - 4) + "source";
    const ConfigNode* written = nodeAt(tree, source);
    if (isSet(overrides, source) ||
        (written && (written->scalar == "list" || written->scalar == "recordio"))) {
      continue;
    }
    const std::string kind = sourceOfRoot(item.value.scalar);
    overrides.push_back({source, ConfigNode::text(kind, item.where), item.where});
  }
}

class ExperimentLoader {
 public:
  ExperimentLoader(std::string path, const std::vector<std::string>& overrides)
      : file_(std::move(path)), roots_(DataRoots::find(file_)) {
    std::vector<Problem> problems;
    overrides_ = parseOverrides(overrides, problems);
    root_ = loadLayers(file_, problems);
    addSourcesOfRoots(root_, overrides_);
    applyToTree();
    const ConfigNode* matrix = nodeAt(root_, "matrix");
    plan_ = planMatrix(matrix, overrides_, problems);
    for (const Problem& problem : problems) problems_.add(problem, "");
  }

  Experiment load() {
    Experiment experiment;
    experiment.file = file_;
    experiment.axes = plan_.axes;
    std::set<std::string> names;
    for (const MatrixPoint& point : plan_.points) {
      Cell cell = makeCell(point);
      if (!names.insert(cell.name).second) {
        problems_.add(
            {placeOf(root_, "matrix", file_), "matrix: two cells are called '" + cell.name + "'",
             "exclude one, or give it a name"},
            "");
      }
      experiment.cells.push_back(std::move(cell));
    }
    if (const ConfigNode* report = nodeAt(root_, "report")) readReport(*report, experiment);
    const std::vector<Problem> problems = problems_.take(plan_.points.size());
    if (!problems.empty()) throw UserError(problems);
    experiment.name = experiment.cells.front().spec.name;
    experiment.parts = {
        {experiment.name, file_, 0, experiment.cells.size(), experiment.axes, experiment.report}};
    return experiment;
  }

 private:
  /// Field overrides go onto every cell; these here change the file's own parts.
  void applyToTree() {
    for (const Override& item : overrides_) {
      const std::string axes = "matrix.axes.";
      if (item.path.rfind(axes, 0) == 0) {
        setAxis(item.path.substr(axes.size()), item);
      } else if (!findSpecField(item.path)) {
        setPath(root_, item.path, item.value, item.where);
      }
    }
  }

  /// The name of an axis may itself have dots.
  void setAxis(const std::string& name, const Override& item) {
    ConfigNode axes = ConfigNode::map(item.where);
    if (const ConfigNode* existing = nodeAt(root_, "matrix.axes")) axes = *existing;
    if (ConfigNode::Entry* entry = axes.find(name)) {
      entry->value = item.value;
    } else {
      axes.entries.push_back({name, item.where, item.value});
    }
    setPath(root_, "matrix.axes", axes, item.where);
  }

  Cell makeCell(const MatrixPoint& point) {
    ConfigNode tree = root_;
    for (const auto& [path, value] : point.settings) setPath(tree, path, value, value.where);
    for (const Override& item : overrides_) {
      if (findSpecField(item.path)) setPath(tree, item.path, item.value, item.where);
    }
    std::vector<Problem> problems;
    Cell cell;
    cell.spec.name = fs::path(file_).stem().string();
    ExperimentSpec header;
    std::vector<Problem> reportedByReadSpec;
    if (const ConfigNode* preset = nodeAt(tree, "preset")) {
      readField(*findSpecField("preset"), *preset, header, reportedByReadSpec);
    }
    applyPreset(header.preset, cell.spec);
    readSpec(tree, cell.spec, problems);
    const IsGiven given = [&tree](const std::string& path) {
      return nodeAt(tree, path) != nullptr;
    };
    settleDefaults(cell.spec, given);
    cell.name = point.name.empty() ? cell.spec.name : point.name;
    for (const Problem& problem : problems) problems_.add(problem, point.name);
    // Rules on top of values that were not taken would only confuse.
    if (problems.empty()) {
      for (const Problem& problem : checkRules(cell.spec, given)) {
        problems_.add({placeOf(tree, problem.where, file_), problem.message, problem.remedy},
                      point.name);
      }
    }
    cell.coordinates.insert(point.coordinates.begin(), point.coordinates.end());
    for (DataSpec* data : {&cell.spec.data, &cell.spec.landmark.data, &cell.spec.pretrain.data,
                           &cell.spec.finetune.data, &cell.spec.evaluate.data}) {
      if (data->set.empty()) data->set = dataSetNamed(data->root);
      data->root = roots_.resolve(data->root);
      makeAbsolute(data->root);
      data->list = roots_.resolve(data->list);
      makeAbsolute(data->list);
      for (std::string& part : data->parts) part = withAbsolutePath(roots_.resolve(part));
    }
    for (SubsetSpec* subset :
         {&cell.spec.landmark.subset, &cell.spec.pretrain.subset, &cell.spec.finetune.subset}) {
      subset->index = roots_.resolve(subset->index);
      makeAbsolute(subset->index);
    }
    EvaluateSpec& evaluate = cell.spec.evaluate;
    evaluate.root = roots_.resolve(evaluate.root);
    makeAbsolute(evaluate.root);
    makeAbsolute(cell.spec.landmark.checkpoint);
    makeAbsolute(cell.spec.pretrain.checkpoint);
    for (std::string& protocol : evaluate.protocols) protocol = roots_.resolve(protocol);
    return cell;
  }

  void readReport(const ConfigNode& report, Experiment& experiment) {
    if (report.isMap()) {
      experiment.report = jsonOf(report);
    } else if (report.kind != ConfigNode::Kind::Null) {
      problems_.add({report.where, "report: found " + report.describe() + ", expected options", ""},
                    "");
    }
  }

  std::string file_;
  DataRoots roots_;
  std::vector<Override> overrides_;
  ConfigNode root_;
  MatrixPlan plan_;
  ProblemList problems_;
};

}  // namespace

Experiment loadExperiment(const std::string& path, const std::vector<std::string>& overrides) {
  if (isExperimentCollection(path)) return loadExperimentCollection(path, overrides);
  return ExperimentLoader(path, overrides).load();
}

}  // namespace lafs
