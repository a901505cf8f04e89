// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <memory>
#include <string>

#include "core/base/json.h"

namespace lafs::test {

/// What tests of the verbs that start and watch workers share: the real program in a folder of its
/// own, with a worker without LibTorch.
class CliTest : public QObject {
 protected:
  struct Outcome {
    int code = -1;
    QString out;
    QString err;
    Json json() const { return Json::parse(out.toStdString()); }
  };

  /// Before each test: a folder with an experiment of four stages.
  void prepare() {
    folder_ = std::make_unique<QTemporaryDir>();
    QFile file(folder_->filePath("small.yaml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("name: small\nmodel: {preset: mini}\nevaluate: {stages: [pretrain, finetune]}\n");
  }

  std::unique_ptr<QProcess> start(const QStringList& words, const QStringList& environment = {}) {
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment variables = QProcessEnvironment::systemEnvironment();
    const QString here = QCoreApplication::applicationDirPath();
    variables.insert("LAFS_WORKER", here + "/fake_worker");
    variables.insert("FAKE_STEPS", "8");
    variables.insert("FAKE_STEP_MS", "2");
    for (const QString& entry : environment) {
      variables.insert(entry.section('=', 0, 0), entry.section('=', 1));
    }
    process->setProcessEnvironment(variables);
    process->setWorkingDirectory(folder_->path());
    process->start(here + "/../bin/lafs-workbench", QStringList{"--batch"} + words);
    return process;
  }

  static Outcome finished(QProcess& process) {
    Outcome outcome;
    if (!process.waitForFinished(30000)) return outcome;
    outcome.code = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -2;
    outcome.out = QString::fromUtf8(process.readAllStandardOutput());
    outcome.err = QString::fromUtf8(process.readAllStandardError());
    return outcome;
  }

  Outcome call(const QStringList& words, const QStringList& environment = {}) {
    const auto process = start(words, environment);
    return finished(*process);
  }

  Json status() { return call({"status", "--json"}).json(); }

  /// State of the first run of a stage; "absent" when there is none.
  QString stateOf(const std::string& stage) {
    const Json all = status();
    for (const Json& run : all.at("runs")) {
      if (run.at("stage") == stage)
        return QString::fromStdString(run.at("state").get<std::string>());
    }
    return "absent";
  }

  std::int64_t pidOf(const std::string& stage) {
    const Json all = status();
    for (const Json& run : all.at("runs")) {
      if (run.at("stage") == stage) return run.at("pid").get<std::int64_t>();
    }
    return 0;
  }

  std::unique_ptr<QTemporaryDir> folder_;
};

}  // namespace lafs::test
