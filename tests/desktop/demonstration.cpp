// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/desktop/demonstration.h"

#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QTest>

namespace lafs::test {

namespace {

QString pictureFile(const QString& name) {
  const QString folder = qEnvironmentVariable("LAFS_SCREENSHOTS", LAFS_SCREENSHOT_FOLDER);
  return folder + "/" + name + ".png";
}

}  // namespace

int Demonstration::runsIn(RunState state) const {
  int count = 0;
  for (const std::string& run : listRuns(runs_.toStdString())) {
    count += RunReader(run).snapshot().state == state ? 1 : 0;
  }
  return count;
}

std::int64_t Demonstration::stepsDone() const {
  std::int64_t steps = 0;
  for (const std::string& run : listRuns(runs_.toStdString())) {
    steps += RunReader(run).snapshot().status.progress.step;
  }
  return steps;
}

QJsonObject Demonstration::labelsIn(const QString& screen) {
  return {{"class", "QLabel"}, {"in", screen}};
}

QJsonObject Demonstration::tabsIn(const QString& screen) {
  return {{"class", "QTabBar"}, {"in", screen}};
}

bool Demonstration::labelSays(const QString& screen, const QString& words) {
  return !window_.texts(labelsIn(screen)).filter(words).isEmpty();
}

bool Demonstration::chooseRuns(const QString& filter) {
  if (!window_.screen("Runs") || !window_.type(kFilter, filter)) return false;
  if (!window_.press(kFilter, "Return")) return false;
  return window_.press(kRuns, "Ctrl+A");
}

/// The dialog opens in the program's own folder: a name is enough. It takes none before it has
/// read that folder.
bool Demonstration::saveAs(const QString& file) {
  const QJsonObject line{{"name", "fileNameEdit"}};
  const QJsonObject save{{"text", "Save"}, {"in", "QFileDialog"}};
  const auto isNamed = [&] {
    return window_.isThere(line) && window_.type(line, QFileInfo(file).fileName()) &&
           window_.get(save, "enabled").toBool();
  };
  return QTest::qWaitFor(isNamed, kScreenMs) && window_.click(save) &&
         QTest::qWaitFor([&] { return QFile(file).size() > 0; }, kScreenMs);
}

bool Demonstration::key(const QString& keys) {
  return window_.press({{"name", "MainWindow"}}, keys);
}

bool Demonstration::look(const QString& appearance, const QString& name, int width, int height) {
  const QString file = pictureFile(name);
  QFile::remove(file);
  if (!window_.trigger("appearance." + appearance) || !window_.grab(file, width, height)) {
    return false;
  }
  const QSize size = QImage(file).size();
  return width > 0 ? size == QSize(width, height) : !size.isEmpty();
}

bool Demonstration::pictures(const QString& name) {
  for (const QString& appearance : {QString("dark"), QString("light")}) {
    for (const QSize size : {QSize(2560, 1440), QSize(1280, 800)}) {
      const QString one = QString("%1_%2_%3").arg(name, appearance).arg(size.width());
      if (!look(appearance, one, size.width(), size.height())) return false;
    }
  }
  return true;
}

bool Demonstration::glance(const QString& name) {
  for (const QString& appearance : {QString("dark"), QString("light")}) {
    if (!look(appearance, name + "_" + appearance, 0, 0)) return false;
  }
  return true;
}

}  // namespace lafs::test
