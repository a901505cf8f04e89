// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <fstream>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/config/experiment.h"

namespace lafs::test {

/// Experiment files in a temporary folder. Places come back as "name:line:col".
class ExperimentFolder {
 public:
  std::string write(const std::string& name, const std::string& text) {
    const std::string path = folder_.filePath(QString::fromStdString(name)).toStdString();
    std::ofstream(path) << text;
    return path;
  }

  Experiment load(const std::string& text, const std::vector<std::string>& overrides = {}) {
    return loadExperiment(write("e.yaml", text), overrides);
  }

  /// "place: message (remedy)" of every problem, the folder's path taken out.
  std::vector<std::string> problems(const std::string& text,
                                    const std::vector<std::string>& overrides = {}) {
    std::vector<std::string> lines;
    try {
      load(text, overrides);
    } catch (const UserError& error) {
      for (const Problem& problem : error.problems()) lines.push_back(shortened(problem.text()));
    }
    return lines;
  }

  std::string shortened(std::string line) const {
    const std::string folder = folder_.path().toStdString() + "/";
    for (std::size_t at = line.find(folder); at != std::string::npos; at = line.find(folder)) {
      line.erase(at, folder.size());
    }
    return line;
  }

 private:
  QTemporaryDir folder_;
};

}  // namespace lafs::test
