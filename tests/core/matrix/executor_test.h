// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QFile>
#include <QStringList>
#include <QTemporaryDir>
#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "core/matrix/executor.h"

namespace lafs::test {

/// What tests of the executor share: a folder of runs, a graph of stages, and a worker that counts
/// instead of training. FAKE_… in the environment tells that worker how.
class ExecutorTest : public QObject {
 protected:
  /// Before each test.
  void prepare() {
    folder_ = std::make_unique<QTemporaryDir>();
    for (const char* variable : {"FAKE_FAIL", "FAKE_CRASH", "FAKE_DIE", "FAKE_HANG"}) {
      qunsetenv(variable);
    }
    qputenv("FAKE_STEPS", "8");
    qputenv("FAKE_STEP_MS", "2");
    qputenv("FAKE_TRACE", folder_->filePath("trace.txt").toUtf8());
    options_ = ExecutorOptions{};
    options_.runsFolder = runs();
    options_.workerBinary = (QCoreApplication::applicationDirPath() + "/fake_worker").toStdString();
    options_.pollSeconds = 0.01;
    plan({0});
  }

  /// One cell a seed.
  void plan(const std::vector<std::int64_t>& seeds) {
    std::vector<Cell> cells;
    for (const std::int64_t seed : seeds) {
      ExperimentSpec spec;
      spec.model.preset = "mini";
      spec.seed = seed;
      cells.push_back({"seed " + std::to_string(seed), {}, spec});
    }
    planCells(std::move(cells));
  }

  void planCells(std::vector<Cell> cells) {
    experiment_ = Experiment{};
    experiment_.name = "test";
    experiment_.cells = std::move(cells);
    DataFingerprints fingerprints(runs() + "/.fingerprints.json");
    graph_ = buildStageGraph(experiment_, fingerprints);
  }

  ExecutorResult run(ExecutorEvents events = {}) {
    return runStages(experiment_, graph_, options_, events);
  }

  std::string runs() const { return folder_->path().toStdString(); }
  std::string directory(std::size_t node) const { return runs() + '/' + graph_.nodes[node].name; }

  /// Index of the first stage of that kind.
  std::size_t first(StageKind stage) const {
    const auto found = std::find_if(graph_.nodes.begin(), graph_.nodes.end(),
                                    [&](const StageNode& node) { return node.stage == stage; });
    return static_cast<std::size_t>(found - graph_.nodes.begin());
  }

  /// What workers noted when they began: "DIRECTORY STEP".
  QStringList starts() const {
    QFile file(folder_->filePath("trace.txt"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
  }

  std::unique_ptr<QTemporaryDir> folder_;
  Experiment experiment_;
  StageGraph graph_;
  ExecutorOptions options_;
};

}  // namespace lafs::test
