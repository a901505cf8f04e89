// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/first_run.h"

#include <QCoreApplication>

#include "app/desktop/desktop_context.h"
#include "widgets/panels/empty_state.h"

namespace lafs {

namespace {

QString tr(const char* text) {
  return QCoreApplication::translate("FirstRun", text);
}

}  // namespace

void addFirstRunActions(EmptyState& empty, DesktopContext& desktop) {
  empty.addAction("demo", tr("Run the demonstration"));
  empty.addAction("new", tr("New run"));
  empty.setActionVisible("demo", false);
  empty.setActionVisible("new", false);
  QObject::connect(&empty, &EmptyState::chosen, &desktop, [&desktop, &empty](const QString& id) {
    if (id == "new") {
      desktop.showScreen("new");
      return;
    }
    desktop.actions().action("run.demo")->trigger();
    empty.setTexts(tr("The demonstration is starting"),
                   tr("Its first stage appears here in a moment. You may close the window at any "
                      "time: the runs go on."));
    empty.setActionVisible("demo", false);
    empty.setActionVisible("new", false);
  });
}

void showFirstRun(EmptyState& empty, DesktopContext& desktop) {
  for (const PlanView& plan : desktop.scanner().runs()->plans) {
    if (plan.live) return;  // something has just been started
  }
  empty.setTexts(
      tr("No runs here yet"),
      tr("%1 is empty. The demonstration trains and measures the whole method on synthetic faces "
         "in about two minutes, so that every screen has something to show. No account, no "
         "server, no network: runs are plain folders.")
          .arg(desktop.workspace().runsFolder()));
  empty.setActionVisible("demo", true);
  empty.setActionVisible("new", true);
}

void addDemoAction(DesktopContext& desktop) {
  ActionEntry entry =
      actionEntry("run.demo", tr("Run the demonstration"), tr("Run"), Icon::Play, {},
                  tr("The whole method in about two minutes on synthetic faces"));
  entry.command = [&desktop] {
    return QStringList{"run", desktop.workspace().experimentsFolder() + "/demo.yaml"};
  };
  desktop.actions().add(entry);
}

}  // namespace lafs
