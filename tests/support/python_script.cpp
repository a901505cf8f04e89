// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/python_script.h"

#include <QProcess>

#include "core/base/atomic_file.h"
#include "tests/support/test_paths.h"

namespace lafs::test {

namespace {

constexpr int kTimeoutMs = 60'000;

/// What a run printed when it failed; empty when it went well.
QString failureOf(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, arguments);
  if (!process.waitForFinished(kTimeoutMs)) return process.errorString() + " (no end)";
  const bool well = process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
  return well ? QString() : "failed: " + QString::fromLocal8Bit(process.readAll());
}

}  // namespace

PythonScript::PythonScript(const char* file, const QString& modules)
    : file_(QString::fromStdString(sourceDir() + "/" + file)) {
  for (const char* candidate : {"/usr/bin/python3", "python3"}) {
    if (!failureOf(candidate, {"-c", "import " + modules}).isEmpty()) continue;
    python_ = candidate;
    return;
  }
}

QString PythonScript::run(const char* word) const {
  return failureOf(python_, {file_, word, folder_.path()});
}

Json PythonScript::made() const {
  return Json::parse(readWholeFile(path("made.json")));
}

std::string PythonScript::path(const std::string& name) const {
  return folder_.filePath(QString::fromStdString(name)).toStdString();
}

}  // namespace lafs::test
