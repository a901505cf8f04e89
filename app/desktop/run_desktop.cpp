// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/run_desktop.h"

#include <QApplication>
#include <QIcon>
#include <QSettings>
#include <cstdio>
#include <cstdlib>

#include "app/desktop/desktop_context.h"
#include "app/desktop/main_window.h"
#include "core/base/error.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

/// The folder that `--runs` names, else that of last time, else ./runs.
QString runsFolder(const QStringList& arguments) {
  for (int i = 1; i < arguments.size(); ++i) {
    if (arguments[i].startsWith("--runs=")) return arguments[i].mid(7);
    if (arguments[i] == "--runs" && i + 1 < arguments.size()) return arguments[i + 1];
  }
  const QString last = QSettings().value("workspace/runs").toString();
  return last.isEmpty() ? QString("runs") : last;
}

/// Without a display Qt ends the program by itself; this says first what to do about it.
bool hasDisplay() {
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) {
    const char* value = std::getenv(name);
    if (value && *value) return true;
  }
  return false;
}

}  // namespace

int runDesktop(int argc, char** argv, const std::string& program) {
  if (!hasDisplay()) {
    throw UserError("", "there is no display to open a window on",
                    "use lafs-workbench --batch VERB; --help lists the verbs");
  }
  QCoreApplication::setOrganizationName("lafs-workbench");
  QCoreApplication::setApplicationName("lafs-workbench");
  QApplication::setApplicationDisplayName("LAFS Workbench");
  QApplication::setDesktopFileName("lafs-workbench");
  QApplication app(argc, argv);
  QApplication::setWindowIcon(QIcon(":/lafs-workbench.svg"));
  const QSettings settings;
  Theme::apply(app, appearanceFromName(settings.value("appearance").toString()));
  DesktopContext desktop(runsFolder(QCoreApplication::arguments()),
                         QString::fromStdString(program));
  QSettings().setValue("workspace/runs", desktop.workspace().runsFolder());
  MainWindow window(desktop);
  window.show();
  desktop.scanner().start();
  return QApplication::exec();
}

}  // namespace lafs
