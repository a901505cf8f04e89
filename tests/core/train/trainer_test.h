// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/run/run_paths.h"
#include "tests/core/train/tiny_training.h"

namespace lafs::test {

inline double largestDifference(const at::Tensor& a, const at::Tensor& b) {
  return (a - b).abs().max().item<double>();
}

inline std::vector<Json> metricLines(const std::string& directory) {
  std::vector<Json> lines;
  const QByteArray text = QByteArray::fromStdString(readWholeFile(RunPaths(directory).metrics()));
  for (const QByteArray& line : text.split('\n')) {
    if (line.contains("\"loss\"")) lines.push_back(Json::parse(line.toStdString()));
  }
  return lines;
}

inline std::string finalState(const std::string& directory, std::int64_t step, const char* file) {
  return readWholeFile(RunPaths(directory).checkpoint(step) + "/" + file);
}

inline std::vector<std::string> checkpointsOf(const std::string& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(RunPaths(directory).checkpoints())) {
    names.push_back(entry.path().filename().string());
  }
  std::sort(names.begin(), names.end());
  return names;
}

/// What tests of the trainer share: tiny trainings, each in a directory of its own.
class TrainerTest : public QObject {
 protected:
  QTemporaryDir folder_;
  int count_ = 0;

  TinyTraining training() {
    TinyTraining t;
    t.directory = folder_.filePath("run-" + QString::number(count_++)).toStdString();
    QDir().mkpath(QString::fromStdString(t.directory));
    return t;
  }

  /// The two checkpoints' tensors and counters must agree byte for byte.
  static void compareFinal(const TinyTraining& a, const TinyTraining& b, std::int64_t step) {
    QCOMPARE(finalState(a.directory, step, "state.safetensors"),
             finalState(b.directory, step, "state.safetensors"));
    QCOMPARE(finalState(a.directory, step, "state.json"),
             finalState(b.directory, step, "state.json"));
  }
};

}  // namespace lafs::test
