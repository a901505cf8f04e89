// SPDX-License-Identifier: GPL-3.0-or-later
// The whole window in an empty home, on a virtual screen (offscreen without Xvfb), with real
// commands and a worker that only counts: first run, demonstration to its end, every screen on its
// results, docks, palette, export, both appearances, closed and opened again during a run; every
// action has its verb; the window's thread touches no file of the runs folder. Pictures of each
// screen are left in LAFS_SCREENSHOTS when that is set.
#include <unistd.h>
#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QDockWidget>
#include <QFile>
#include <QMenu>
#include <QMenuBar>
#include <QPushButton>
#include <QSettings>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTableView>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include "app/desktop/desktop_context.h"
#include "app/desktop/main_window.h"
#include "app/desktop/report_saver.h"
#include "app/workbench/arguments.h"
#include "app/workbench/verb.h"
#include "tests/support/many_runs.h"
#include "tests/support/virtual_screen.h"
#include "widgets/panels/queue_tree.h"
#include "widgets/runs/run_table_view.h"
#include "widgets/runs/runs_panel.h"
#include "widgets/theme/theme.h"

using namespace lafs;

namespace {

QTemporaryDir& home() {
  static QTemporaryDir folder;
  return folder;
}

/// Lines that the preloaded counter wrote.
QStringList blockingCalls() {
  QFile file(qEnvironmentVariable("LAFS_BLOCKING_REPORT"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
}

void picture(MainWindow& window, const QString& name) {
  const QString folder = qEnvironmentVariable("LAFS_SCREENSHOTS");
  if (folder.isEmpty()) return;
  QDir().mkpath(folder);
  for (const auto look : {Appearance::Light, Appearance::Dark}) {
    window.setAppearance(look);
    for (const QSize size : {QSize(1280, 800), QSize(2560, 1440)}) {
      window.resize(size);
      QTest::qWait(60);
      window.grab().save(
          QString("%1/%2_%3_%4.png").arg(folder, name, appearanceName(look)).arg(size.width()));
    }
  }
  window.resize(1280, 800);
  window.setAppearance(Appearance::Light);
}

bool allDone(DesktopContext& desktop) {
  const RunList& list = *desktop.scanner().runs();
  if (list.rows.empty()) return false;
  for (const PlanView& plan : list.plans) {
    if (plan.live) return false;
  }
  for (const RunRowPtr& row : list.rows) {
    if (row->state != RunState::Done) return false;
  }
  return true;
}

}  // namespace

class TestDesktopWindow : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    QCoreApplication::setOrganizationName("lafs-workbench");
    QCoreApplication::setApplicationName("lafs-workbench");
    Theme::apply(*qApp, Appearance::Light);
    QDir().mkpath(home().filePath("work"));
    QDir::setCurrent(home().filePath("work"));
  }

  void theDemonstrationGoesFromFirstClickToResults() {
    DesktopContext desktop(home().filePath("runs"), LAFS_WORKBENCH_PROGRAM);
    MainWindow window(desktop);
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    desktop.scanner().start();
    window.showScreen("runs");
    auto* demo = window.screen("runs")->findChild<QPushButton*>("demo");
    QVERIFY(demo);
    QTRY_VERIFY_WITH_TIMEOUT(demo->isVisible(), 5000);
    picture(window, "first_run");
    QTest::mouseClick(demo, Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!desktop.scanner().runs()->rows.empty(), 30000);
    QTRY_VERIFY_WITH_TIMEOUT(allDone(desktop), 90000);
    QVERIFY(desktop.problems().cards().isEmpty());
    auto* table = window.screen("runs")->findChild<RunTableView*>();
    QVERIFY(table);
    QTRY_VERIFY(table->model()->rowCount() >= 6);
    table->selectRow(0);
    QVERIFY(!desktop.selection().current().isEmpty());
    desktop.actions().action("run.copy_command")->trigger();
    picture(window, "runs_demo");
    window.showScreen("new");
    QTest::qWait(800);
    picture(window, "new_run");
    // Every other screen opens on the results, whatever there is to show.
    for (const ScreenEntry& entry : screens()) {
      if (entry.id == "runs" || entry.id == "new") continue;
      desktop.selection().select({desktop.scanner().runs()->rows.front()->directory.c_str()},
                                 desktop.scanner().runs()->rows.front()->directory.c_str());
      window.showScreen(entry.id);
      QTest::qWait(1000);
      picture(window, entry.id);
    }
    QCOMPARE(blockingCalls(), QStringList());
  }

  void theAblationShowsWhatTheDemonstrationMeasured() {
    DesktopContext desktop(home().filePath("runs"), LAFS_WORKBENCH_PROGRAM);
    MainWindow window(desktop);
    window.show();
    desktop.scanner().start();
    QTRY_VERIFY(desktop.scanner().runs()->complete);
    window.showScreen("ablation");  // on the experiment of the runs that are there
    auto* view = window.screen("ablation")->findChild<QTableView*>();
    QVERIFY(view);
    QTRY_VERIFY_WITH_TIMEOUT(view->model()->rowCount() > 0, 10000);
    const QString text = view->model()->index(0, 0).data().toString();
    QVERIFY2(text.contains("75.00") || text.contains("50.00"), qPrintable(text));
    view->setCurrentIndex(view->model()->index(0, 0));
    const QStringList words = desktop.actions().entry("ablation.fill_cell")->command();
    QVERIFY2(words.contains("--cell"), qPrintable(words.join(' ')));
    picture(window, "ablation_demo");
    const QString target = home().filePath("demo.csv");
    QSignalSpy notices(&desktop, &DesktopContext::noticed);
    writeReport(desktop, desktop.workspace().experimentsFolder() + "/demo.yaml", target);
    QTRY_VERIFY_WITH_TIMEOUT(
        !notices.isEmpty() && notices.last().first().toString() == "Saved " + target, 10000);
    QVERIFY(QFile::exists(target));
    view->setFocus();
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(window.currentScreen(), QString("runs"));
    auto* panel = window.screen("runs")->findChild<RunsPanel*>();
    QVERIFY(panel->filterText().startsWith("name==evaluate-"));
    QCOMPARE(desktop.selection().selected().size(), panel->model().rowCount());
    // An experiment of which nothing has run: all of it is missing, and can be filled.
    window.showScreen("ablation", desktop.workspace().experimentsFolder() + "/mini/table2.yaml");
    QTRY_VERIFY_WITH_TIMEOUT(
        desktop.actions().entry("ablation.fill")->command().value(1).endsWith("table2.yaml"), 5000);
    QTest::qWait(800);
    picture(window, "ablation_mini");
    QCOMPARE(blockingCalls(), QStringList());
  }

  void theWindowClosesAndComesBackDuringARun() {
    const QString folder = home().filePath("long");
    qputenv("FAKE_STEP_MS", "60");
    const auto running = [](DesktopContext& desktop) {
      const auto& rows = desktop.scanner().runs()->rows;
      return std::any_of(rows.begin(), rows.end(),
                         [](const RunRowPtr& row) { return row->state == RunState::Running; });
    };
    {
      DesktopContext desktop(folder, LAFS_WORKBENCH_PROGRAM);
      MainWindow window(desktop);
      window.show();
      desktop.scanner().start();
      desktop.actions().action("run.demo")->trigger();
      QTRY_VERIFY_WITH_TIMEOUT(running(desktop), 20000);
      window.close();
    }
    qunsetenv("FAKE_STEP_MS");
    DesktopContext desktop(folder, LAFS_WORKBENCH_PROGRAM);
    MainWindow window(desktop);
    window.show();
    desktop.scanner().start();
    QTRY_VERIFY(running(desktop));
    desktop.actions().action("queue.stop")->trigger();
    const auto quiet = [&desktop] {
      const RunList& list = *desktop.scanner().runs();
      return std::none_of(list.plans.begin(), list.plans.end(),
                          [](const PlanView& plan) { return plan.live; }) &&
             std::none_of(list.rows.begin(), list.rows.end(),
                          [](const RunRowPtr& row) { return isLive(row->state); });
    };
    QTRY_VERIFY_WITH_TIMEOUT(quiet(), 20000);
    // Stopped and saved: it can go on.
    QVERIFY(std::any_of(desktop.scanner().runs()->rows.begin(),
                        desktop.scanner().runs()->rows.end(),
                        [](const RunRowPtr& row) { return row->state == RunState::Stopped; }));
    QVERIFY(desktop.problems().cards().isEmpty());
  }

  void aWaitingStageTakesAnotherTurn() {
    qputenv("FAKE_STEP_MS", "60");
    DesktopContext desktop(home().filePath("turns"), LAFS_WORKBENCH_PROGRAM);
    MainWindow window(desktop);
    window.show();
    desktop.scanner().start();
    auto* tree = window.findChild<QDockWidget*>("queue")->findChild<QueueTree*>();
    const auto waiting = [tree] {
      QStringList runs;
      for (int i = 0; tree->topLevelItemCount() > 0 && i < tree->topLevelItem(0)->childCount();
           ++i) {
        const QTreeWidgetItem* item = tree->topLevelItem(0)->child(i);
        if (item->data(0, QueueTree::WaitsRole).toBool()) {
          runs << item->data(0, QueueTree::RunRole).toString();
        }
      }
      return runs;
    };
    QAction* earlier = desktop.actions().action("queue.earlier");
    QVERIFY(!earlier->isEnabled());  // nothing is chosen
    desktop.actions().action("run.demo")->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(waiting().size() >= 3, 20000);
    qunsetenv("FAKE_STEP_MS");
    QTreeWidgetItem* stages = tree->topLevelItem(0);
    tree->setCurrentItem(stages->child(stages->childCount() - 1));
    const QString run = tree->currentRun(/*waiting=*/true);
    QVERIFY(!run.isEmpty());
    QVERIFY(earlier->isEnabled());
    const auto before = waiting().indexOf(run);
    earlier->trigger();
    QTRY_VERIFY_WITH_TIMEOUT(waiting().contains(run) && waiting().indexOf(run) < before, 10000);
    QCOMPARE(tree->currentRun(), run);  // chosen still
    picture(window, "queue");
    desktop.actions().action("queue.stop")->trigger();
    const auto ended = [&desktop] {
      const auto& plans = desktop.scanner().runs()->plans;
      return std::none_of(plans.begin(), plans.end(),
                          [](const PlanView& plan) { return plan.live; });
    };
    QTRY_VERIFY_WITH_TIMEOUT(ended(), 20000);
    QVERIFY(!earlier->isEnabled());
    QVERIFY(desktop.problems().cards().isEmpty());
  }

  void manyRunsWithEveryTrouble() {
    const QString folder = home().filePath("many");
    const auto runs = test::makeManyRuns(folder.toStdString(), 60);
    for (std::size_t i = 0; i < 4; ++i) test::makeLive(runs[i * 7], 40 + 70 * int(i));
    QFile::remove(QString::fromStdString(runs[5]) + "/spec.yaml");
    QDir(folder).mkpath("holiday pictures");
    DesktopContext desktop(folder, LAFS_WORKBENCH_PROGRAM);
    MainWindow window(desktop);
    window.show();
    desktop.scanner().start();
    window.showScreen("runs");
    QTRY_VERIFY(desktop.scanner().runs()->complete);
    auto* panel = window.screen("runs")->findChild<RunsPanel*>();
    QVERIFY(panel);
    QTRY_VERIFY(panel->model().rowCount() > 10);
    panel->table().selectRow(2);
    QTRY_VERIFY(!desktop.problems().cards().isEmpty());
    window.findChild<QDockWidget*>("problems")->raise();
    picture(window, "runs_many");
    panel->setFilterText("shots<=4 && !state:done");
    QVERIFY(panel->model().rowCount() > 0);
    for (int row = 0; row < panel->model().rowCount(); ++row) {
      const RunRowPtr run = panel->model().run(row);
      if (run) QVERIFY(run->state != RunState::Done || !run->problem.empty());
    }
    panel->setFilterText("shotz<3");
    picture(window, "runs_mistake");
    panel->setFilterText("");
    window.findChild<QDockWidget*>("log")->raise();
    desktop.actions().action("window.palette")->trigger();
    QTRY_VERIFY(QApplication::activeWindow() != &window || window.findChild<QDialog*>());
    if (auto* dialog = window.findChild<QDialog*>()) {
      const QString pictures = qEnvironmentVariable("LAFS_SCREENSHOTS");
      if (!pictures.isEmpty()) dialog->grab().save(pictures + "/palette_light.png");
      dialog->close();
    }
    QCOMPARE(blockingCalls(), QStringList());
  }

  void everyActionHasItsVerb() {
    const QString folder = home().filePath("many");
    DesktopContext desktop(folder, LAFS_WORKBENCH_PROGRAM);
    MainWindow window(desktop);
    desktop.scanner().start();
    QTRY_VERIFY(desktop.scanner().runs()->complete);
    for (const ScreenEntry& entry : screens()) window.screen(entry.id);
    QStringList all;
    for (const RunRowPtr& row : desktop.scanner().runs()->rows) {
      all << QString::fromStdString(row->directory);
    }
    desktop.selection().select(all, all.first());
    desktop.actions().refresh();
    int commands = 0;
    for (QAction* top : window.menuBar()->actions()) {
      QVERIFY(top->menu());
      for (QAction* action : top->menu()->actions()) {
        const ActionEntry* entry = desktop.actions().entry(action->objectName());
        QVERIFY2(entry, qPrintable("not in the registry: " + action->text()));
        QVERIFY2(!entry->hint.isEmpty() || entry->category != "Run", qPrintable(entry->id));
        if (!entry->command) {
          QVERIFY2(entry->handler != nullptr, qPrintable(entry->id + " does nothing"));
          continue;
        }
        ++commands;
        const QStringList words = entry->command();
        if (words.isEmpty()) continue;  // nothing here that it is for
        const Verb* verb = nullptr;
        for (const Verb& known : verbs()) {
          if (known.name == words.first().toStdString()) verb = &known;
        }
        QVERIFY2(verb, qPrintable(entry->id + ": no verb " + words.first()));
        std::vector<std::string> rest;
        for (const QString& word : words.mid(1)) rest.push_back(word.toStdString());
        Arguments(verb->options, rest);  // throws when the verb does not take them
      }
    }
    QVERIFY(commands >= 9);
  }

  void shortcutsAreUniqueAndCanBeChanged() {
    DesktopContext desktop(home().filePath("many"), LAFS_WORKBENCH_PROGRAM);
    MainWindow window(desktop);
    for (const ScreenEntry& entry : screens()) window.screen(entry.id);
    ActionRegistry& actions = desktop.actions();
    QHash<QString, QString> seen;
    for (const ActionEntry& entry : actions.entries()) {
      const QString keys = actions.action(entry.id)->shortcut().toString();
      if (keys.isEmpty()) continue;
      QVERIFY2(!seen.contains(keys), qPrintable(keys + ": " + entry.id + " and " + seen[keys]));
      seen[keys] = entry.id;
    }
    QCOMPARE(actions.setShortcut("run.stop", QKeySequence("F5")), QString("run.resume"));
    QCOMPARE(actions.setShortcut("run.stop", QKeySequence("Ctrl+Alt+S")), QString());
    DesktopContext again(home().filePath("many"), LAFS_WORKBENCH_PROGRAM);
    MainWindow other(again);
    QCOMPARE(again.actions().action("run.stop")->shortcut(), QKeySequence("Ctrl+Alt+S"));
    again.actions().resetShortcuts();
    QCOMPARE(again.actions().action("run.stop")->shortcut(), QKeySequence("Shift+F5"));
  }
};

int main(int argc, char** argv) {
  // An empty home, before Qt looks for its own; and the counter of blocking calls, which has to be
  // there from the program's first instruction.
  const QString counter = qEnvironmentVariable("LAFS_BLOCKING_CALLS");
  if (!counter.isEmpty() && !qEnvironmentVariableIsSet("LD_PRELOAD")) {
    qputenv("LD_PRELOAD", counter.toLocal8Bit());
    ::execv("/proc/self/exe", argv);
  }
  qunsetenv("LD_PRELOAD");
  const QString base = home().path();
  qputenv("HOME", base.toLocal8Bit());
  for (const char* name : {"XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"}) {
    qputenv(name, (base + "/" + QString(name).toLower()).toLocal8Bit());
  }
  qputenv("LAFS_WORKER", LAFS_FAKE_WORKER);
  qputenv("FAKE_STEPS", "40");
  qputenv("LAFS_BLOCKING_FOLDER", (base + "/runs").toLocal8Bit());
  qputenv("LAFS_BLOCKING_REPORT", (base + "/blocking.txt").toLocal8Bit());
  const test::VirtualScreen screen;
  QApplication app(argc, argv);
  TestDesktopWindow test;
  const int code = QTest::qExec(&test, argc, argv);
  // The counter would name the removal of the home in a file there, and so keep it from going.
  qunsetenv("LAFS_BLOCKING_FOLDER");
  qunsetenv("LAFS_BLOCKING_REPORT");
  return code;
}
#include "test_desktop_window.moc"
