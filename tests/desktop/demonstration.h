// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QObject>
#include <QString>
#include <QTemporaryDir>
#include <cstdint>

#include "core/run/run_reader.h"
#include "tests/support/remote_window.h"

namespace lafs::test {

constexpr int kFirstWindowMs = 60000;
constexpr int kDemonstrationMs = 600000;  // a busy machine; it takes two minutes
constexpr int kScreenMs = 120000;         // of a busy machine; nobody waits longer than need be

/// The window as its user has it, on a demonstration of its own: what every step of the story
/// needs.
class Demonstration {
 protected:
  int runsIn(RunState state) const;
  std::int64_t stepsDone() const;  ///< of all runs, as their directories say
  static QJsonObject labelsIn(const QString& screen);
  static QJsonObject tabsIn(const QString& screen);
  bool labelSays(const QString& screen, const QString& words);
  /// Puts the runs that pass a filter into the selection, and with that on the plots.
  bool chooseRuns(const QString& filter);
  /// Gives a file dialog the name that it waits for; true once the file is there.
  bool saveAs(const QString& file);
  /// A key as typed on the main window, wherever the focus was.
  bool key(const QString& keys);
  /// Of the whole window, light and dark, at 1280 x 800 and at 2560 x 1440.
  bool pictures(const QString& name);
  /// Of the window or dialog in front as it is, light and dark.
  bool glance(const QString& name);

  QTemporaryDir home_;
  QString runs_ = home_.filePath("runs");
  RemoteWindow window_{LAFS_WORKBENCH_PROGRAM, LAFS_ROBOT_PLUGINS, home_.path()};

  const QJsonObject kRuns{{"accessible", "Runs"}, {"in", "runs"}};
  const QJsonObject kFilter{{"accessible", "Filter"}, {"in", "runs"}};

 private:
  bool look(const QString& appearance, const QString& name, int width, int height);
};

}  // namespace lafs::test
