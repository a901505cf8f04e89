// SPDX-License-Identifier: GPL-3.0-or-later
// The two minutes that a new user sees, with nothing in place of anything: the real program on an X
// server of its own (Xvfb), an empty home, the real worker. From the first click on the
// demonstration to its finished evaluation, closed and opened again on the way; then every screen
// on the results, used through its sliders, lists, filters, keys and exports as a person uses it. A
// picture of each, light and dark, goes to the folder that LAFS_SCREENSHOTS names, else to
// `screenshots` in the build tree.
#include "tests/desktop/test_demonstration.h"

#include <QGuiApplication>
#include <QProcess>
#include <QRegularExpression>

#include "tests/support/virtual_screen.h"

using namespace lafs;
using namespace lafs::test;

namespace {

const QJsonObject kScrubber{{"accessible", "Step shown by plots and pictures"}};

}  // namespace

void TestDemonstration::initTestCase() {
  if (QGuiApplication::platformName() != "xcb")
    QSKIP("no Xvfb here: the real window is not tested");
}

void TestDemonstration::aWindowComesUpInAnEmptyHome() {
  DONE(window_.start());
  QTRY_VERIFY_WITH_TIMEOUT(window_.isThere({{"name", "demo"}}), kFirstWindowMs);
  QVERIFY(labelSays("runs", "two minutes"));
  DONE(pictures("first_run"));
}

void TestDemonstration::theDemonstrationStartsAtAClick() {
  DONE(window_.click({{"name", "demo"}}));
  COMES(window_.rows(kRuns) > 0);
  COMES(stepsDone() > 0);
}

void TestDemonstration::theWindowClosesAndComesBackDuringARun() {
  DONE(window_.close());
  const std::int64_t before = stepsDone();
  COMES(stepsDone() > before);  // nobody watches
  DONE(window_.start());
  QTRY_VERIFY_WITH_TIMEOUT(window_.rows(kRuns) > 0, kFirstWindowMs);
  QVERIFY(runsIn(RunState::Running) > 0);
}

void TestDemonstration::theDemonstrationEndsWithItsEvaluations() {
  // The window is left on what people look at meanwhile: the pretraining and its previews.
  DONE(window_.type(kFilter, "stage==pretrain && state:running"));
  QTRY_VERIFY_WITH_TIMEOUT(
      window_.rows(kRuns) == 1 && window_.cellText(kRuns, 0, 0).contains("pretrain"),
      kDemonstrationMs);
  DONE(window_.cell(kRuns, 0));
  DONE(window_.trigger("run.open"));
  COMES(labelSays("run", "running"));
  COMES(window_.texts(labelsIn("run")).filter("tep ").size() > 1);
  DONE(pictures("run_live"));
  // Three fine-tunings, each measured, as are the landmark CNN and the pretraining.
  QTRY_COMPARE_WITH_TIMEOUT(runsIn(RunState::Done), 10, kDemonstrationMs);
}

void TestDemonstration::runsAreFiltered() {
  DONE(window_.screen("Runs"));
  DONE(key("Ctrl+F"));
  DONE(window_.type(kFilter, "stage:evaluate"));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kRuns), 5, kScreenMs);
  DONE(window_.type(kFilter, "stage:evaluate && shotz<3"));
  COMES(labelSays("runs", "shotz"));
  DONE(glance("runs_mistake"));
  DONE(window_.type(kFilter, "stage:evaluate && result>1"));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kRuns), 5, kScreenMs);
  DONE(window_.type(kFilter, ""));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kRuns), 10, kScreenMs);
  DONE(window_.cell(kRuns, 3));
  DONE(window_.trigger("run.note"));
  COMES(window_.type({{"accessible", "Note"}}, "the one to show"));
  DONE(window_.type({{"accessible", "Tags"}}, "first"));
  DONE(glance("note"));
  DONE(window_.click({{"text", "Save"}, {"in", "note"}}));
  DONE(window_.type(kFilter, "tags:first"));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kRuns), 1, kScreenMs);
  DONE(window_.type(kFilter, ""));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kRuns), 10, kScreenMs);
  DONE(window_.click({{"text", "Columns"}, {"in", "runs"}}));
  COMES(window_.isThere({{"accessible", "Columns of the runs table"}}));
  DONE(glance("columns"));
  DONE(window_.click({{"text", "Cancel"}, {"class", "QPushButton"}}));
  DONE(pictures("runs"));
}

void TestDemonstration::docksTellTheirStory() {
  const QJsonObject log{{"accessible", "Log"}, {"in", "log"}};
  DONE(window_.trigger("dock.log"));
  COMES(!window_.get(log, "plainText").toString().isEmpty());
  DONE(glance("dock_log"));
  DONE(window_.trigger("dock.problems"));
  COMES(labelSays("problems", "No problems"));
  DONE(glance("dock_problems"));
  // Nothing is at work any more: the other screens get the docks' room.
  for (const QString& dock : {QString("problems"), QString("log"), QString("queue")}) {
    while (window_.isThere({{"class", "QDockWidget"}, {"name", dock}})) {
      DONE(window_.trigger("dock." + dock));
    }
  }
}

void TestDemonstration::aRunShowsItsTraining() {
  DONE(chooseRuns("stage==pretrain"));
  DONE(window_.trigger("run.open"));
  COMES(labelSays("run", "done"));
  COMES(labelSays("run", "tep "));
  DONE(pictures("run"));
  const auto shownStep = [this] {
    const QStringList words = window_.texts(labelsIn("run")).filter(QRegularExpression("^Step "));
    return words.value(0).section(' ', 1, 1).remove(',').toInt();
  };
  const int newest = shownStep();
  DONE(key("["));
  COMES(shownStep() < newest);  // the pictures, by the key
  const int before = shownStep();
  DONE(key("["));
  COMES(shownStep() < before);
  DONE(glance("run_scrubbed"));
  DONE(key("]"));
  COMES(shownStep() == before);
  DONE(window_.press(kScrubber, "Home"));
  COMES(shownStep() == 0);
  DONE(window_.trigger("step.follow"));
  COMES(shownStep() == newest);
  DONE(window_.tab(tabsIn("run"), "Log"));
  const QJsonObject log{{"accessible", "Log"}, {"in", "run"}};
  COMES(!window_.get(log, "plainText").toString().isEmpty());
  DONE(glance("run_log"));
  for (const QString& tab : {QString("Configuration"), QString("Provenance")}) {
    DONE(window_.tab(tabsIn("run"), tab));
    COMES(window_.rows({{"class", "QAbstractItemView"}, {"in", "run"}}) > 0);
    DONE(glance("run_" + tab.toLower()));
  }
  DONE(window_.tab(tabsIn("run"), "Preview"));
  DONE(window_.choose({{"accessible", "x axis of the charts"}, {"in", "run"}}, "along epoch"));
  DONE(window_.choose({{"accessible", "x axis of the charts"}, {"in", "run"}}, "along step"));
}

void TestDemonstration::nothingWentWrong() {
  DONE(window_.trigger("dock.problems"));
  COMES(labelSays("problems", "No problems"));
  DONE(window_.close());
}

/// What a failed test leaves running ends with it.
void TestDemonstration::cleanupTestCase() {
  window_.close();
  QProcess::execute(LAFS_WORKBENCH_PROGRAM, {"--batch", "stop", "--runs", runs_});
  QTRY_COMPARE_WITH_TIMEOUT(runsIn(RunState::Running), 0, kScreenMs);
}

int main(int argc, char** argv) {
  qputenv("QTEST_FUNCTION_TIMEOUT", QByteArray::number(2 * kDemonstrationMs));
  const test::VirtualScreen screen;
  QGuiApplication app(argc, argv);
  TestDemonstration test;
  return QTest::qExec(&test, argc, argv);
}
