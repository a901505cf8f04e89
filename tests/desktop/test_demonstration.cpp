// SPDX-License-Identifier: GPL-3.0-or-later
// The two minutes that a new user sees, with nothing in place of anything: the real program on an X
// server of its own (Xvfb), an empty home, the real worker. From the first click on the
// demonstration to its finished evaluation, closed and opened again on the way; then every screen
// on the results, used through its sliders, lists, filters and exports as a person uses it. A
// picture of each screen, light and dark, at 1280 x 800 and 2560 x 1440, goes to the folder that
// LAFS_SCREENSHOTS names, else to `screenshots` in the build tree.
#include <QDir>
#include <QFile>
#include <QGuiApplication>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "core/run/run_reader.h"
#include "tests/support/remote_window.h"
#include "tests/support/virtual_screen.h"

using namespace lafs;

namespace {

constexpr int kFirstWindowMs = 60000;
constexpr int kDemonstrationMs = 600000;  // a busy machine; it takes two minutes
constexpr int kScreenMs = 120000;         // of a busy machine; nobody waits longer than need be

const QJsonObject kRuns{{"accessible", "Runs"}, {"in", "runs"}};
const QJsonObject kFilter{{"accessible", "Filter"}, {"in", "runs"}};
const QJsonObject kTars{{"accessible", "TAR at FAR"}};

QJsonObject labelsIn(const QString& screen) {
  return {{"class", "QLabel"}, {"in", screen}};
}
QString pictureFile(const QString& name) {
  const QString folder = qEnvironmentVariable("LAFS_SCREENSHOTS", LAFS_SCREENSHOT_FOLDER);
  return folder + "/" + name + ".png";
}
QJsonObject tabsIn(const QString& screen) {
  return {{"class", "QTabBar"}, {"in", screen}};
}

}  // namespace

class TestDemonstration : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void aWindowComesUpInAnEmptyHome();
  void theDemonstrationStartsAtAClick();
  void theWindowClosesAndComesBackDuringARun();
  void theDemonstrationEndsWithItsEvaluations();
  void runsAreFiltered();
  void aRunShowsItsTraining();
  void aNewRunIsPlanned();
  void theAblationShowsWhatWasMeasured();
  void runsAreCompared();
  void theEvaluationFollowsItsThreshold();
  void landmarksFollowTheirSliders();
  void theDataIsBrowsed();
  void cleanupTestCase();

 private:
  int runsIn(RunState state) const;
  std::int64_t stepsDone() const;  ///< of all runs, as their directories say
  bool labelSays(const QString& screen, const QString& words);
  bool chooseRuns(const QString& filter);
  bool saveAs(const QString& file);
  void pictures(const QString& name);

  QTemporaryDir home_;
  QString runs_ = home_.filePath("runs");
  test::RemoteWindow window_{LAFS_WORKBENCH_PROGRAM, LAFS_ROBOT_PLUGINS, home_.path()};
};

int TestDemonstration::runsIn(RunState state) const {
  int count = 0;
  for (const std::string& run : listRuns(runs_.toStdString())) {
    count += RunReader(run).snapshot().state == state ? 1 : 0;
  }
  return count;
}

std::int64_t TestDemonstration::stepsDone() const {
  std::int64_t steps = 0;
  for (const std::string& run : listRuns(runs_.toStdString())) {
    steps += RunReader(run).snapshot().status.progress.step;
  }
  return steps;
}

bool TestDemonstration::labelSays(const QString& screen, const QString& words) {
  return !window_.texts(labelsIn(screen)).filter(words).isEmpty();
}

/// Puts the runs that pass a filter into the selection, and with that on the plots.
bool TestDemonstration::chooseRuns(const QString& filter) {
  if (!window_.screen("Runs") || !window_.type(kFilter, filter)) return false;
  if (!window_.press(kFilter, "Return")) return false;
  return window_.press(kRuns, "Ctrl+A");
}

/// Gives a file dialog the name that it waits for.
bool TestDemonstration::saveAs(const QString& file) {
  const QJsonObject line{{"name", "fileNameEdit"}};
  return QTest::qWaitFor([&] { return window_.isThere(line); }, kScreenMs) &&
         window_.type(line, file) && window_.click({{"text", "Save"}, {"in", "QFileDialog"}}) &&
         QTest::qWaitFor([&] { return QFile(file).size() > 0; }, kScreenMs);
}

void TestDemonstration::pictures(const QString& name) {
  for (const QString& look : {QString("dark"), QString("light")}) {
    QVERIFY2(window_.trigger("appearance." + look), qPrintable(window_.error()));
    for (const QSize size : {QSize(2560, 1440), QSize(1280, 800)}) {
      const QString file = pictureFile(QString("%1_%2_%3").arg(name, look).arg(size.width()));
      QFile::remove(file);
      QVERIFY2(window_.grab(file, size.width(), size.height()), qPrintable(window_.error()));
      QCOMPARE(QImage(file).size(), size);
    }
  }
}

void TestDemonstration::initTestCase() {
  if (QGuiApplication::platformName() != "xcb")
    QSKIP("no Xvfb here: the real window is not tested");
}

void TestDemonstration::aWindowComesUpInAnEmptyHome() {
  QVERIFY2(window_.start(), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(window_.isThere({{"name", "demo"}}), kFirstWindowMs);
  QVERIFY(labelSays("runs", "two minutes"));
  pictures("first_run");
}

void TestDemonstration::theDemonstrationStartsAtAClick() {
  QVERIFY2(window_.click({{"name", "demo"}}), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(window_.rows(kRuns) > 0, kScreenMs);
  QTRY_VERIFY_WITH_TIMEOUT(stepsDone() > 0, kScreenMs);
}

void TestDemonstration::theWindowClosesAndComesBackDuringARun() {
  QVERIFY2(window_.close(), qPrintable(window_.error()));
  const std::int64_t before = stepsDone();
  QTRY_VERIFY_WITH_TIMEOUT(stepsDone() > before, kScreenMs);  // nobody watches
  QVERIFY2(window_.start(), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(window_.rows(kRuns) > 0, kFirstWindowMs);
  QVERIFY(runsIn(RunState::Running) > 0);
}

void TestDemonstration::theDemonstrationEndsWithItsEvaluations() {
  // The window is left on what people look at meanwhile: the pretraining and its previews.
  QVERIFY2(window_.type(kFilter, "stage==pretrain && state:running"), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(
      window_.rows(kRuns) == 1 && window_.cellText(kRuns, 0, 0).contains("pretrain"),
      kDemonstrationMs);
  QVERIFY2(window_.cell(kRuns, 0), qPrintable(window_.error()));
  QVERIFY2(window_.trigger("run.open"), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(labelSays("run", "running"), kScreenMs);
  QTRY_VERIFY_WITH_TIMEOUT(
      window_.texts({{"class", "QLabel"}, {"in", "run"}}).filter("tep ").size() > 1, kScreenMs);
  pictures("run_live");
  // Three fine-tunings, each measured, as are the landmark CNN and the pretraining.
  QTRY_COMPARE_WITH_TIMEOUT(runsIn(RunState::Done), 10, kDemonstrationMs);
}

void TestDemonstration::runsAreFiltered() {
  QVERIFY2(window_.screen("Runs"), qPrintable(window_.error()));
  QVERIFY2(window_.type(kFilter, "stage:evaluate"), qPrintable(window_.error()));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kRuns), 5, kScreenMs);
  QVERIFY(window_.type(kFilter, "stage:evaluate && shotz<3"));
  QTRY_VERIFY_WITH_TIMEOUT(labelSays("runs", "shotz"), kScreenMs);
  QVERIFY(window_.type(kFilter, ""));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kRuns), 10, kScreenMs);
  QVERIFY(window_.cell(kRuns, 3));
  QVERIFY2(window_.trigger("run.note"), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(window_.type({{"accessible", "Note"}}, "the one to show"), kScreenMs);
  QVERIFY(window_.type({{"accessible", "Tags"}}, "first"));
  QVERIFY2(window_.click({{"text", "Save"}, {"in", "note"}}), qPrintable(window_.error()));
  QVERIFY(window_.type(kFilter, "tags:first"));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kRuns), 1, kScreenMs);
  QVERIFY(window_.type(kFilter, ""));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kRuns), 10, kScreenMs);
  pictures("runs");
  // Nothing is at work any more: the other screens get the docks' room.
  for (const char* dock : {"dock.queue", "dock.log", "dock.problems"}) {
    QVERIFY2(window_.trigger(dock), qPrintable(window_.error()));
  }
}

void TestDemonstration::aRunShowsItsTraining() {
  QVERIFY2(chooseRuns("stage==pretrain"), qPrintable(window_.error()));
  QVERIFY2(window_.trigger("run.open"), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(labelSays("run", "done"), kScreenMs);
  QTRY_VERIFY_WITH_TIMEOUT(labelSays("run", "tep "), kScreenMs);
  pictures("run");
}

void TestDemonstration::aNewRunIsPlanned() {
  QVERIFY2(window_.screen("New run"), qPrintable(window_.error()));
  const QJsonObject presets{{"accessible", "Preset to start from"}};
  QTRY_VERIFY_WITH_TIMEOUT(window_.choose(presets, "demo"), kScreenMs);
  const QJsonObject plan{{"class", "QTreeWidget"}, {"in", "new"}};
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(plan), 10, kScreenMs);
  QTRY_VERIFY_WITH_TIMEOUT(labelSays("new", "10 reused"), kScreenMs);
  pictures("new_run");
  const QJsonObject text{{"accessible", "Experiment as YAML"}};
  QVERIFY(window_.type(text, "name: mine\nextends: nowhere.yaml\n"));
  QTRY_VERIFY_WITH_TIMEOUT(labelSays("new", "has problems"), kScreenMs);
  QVERIFY(window_.choose(presets, "quickstart"));
}

void TestDemonstration::theAblationShowsWhatWasMeasured() {
  QVERIFY2(window_.screen("Ablation"), qPrintable(window_.error()));
  const QJsonObject table{{"accessible", "Measured beside published"}};
  QTRY_COMPARE_WITH_TIMEOUT(window_.get({{"accessible", "Experiment"}}, "currentText").toString(),
                            QString("demo"), kScreenMs);
  QTRY_VERIFY_WITH_TIMEOUT(window_.rows(table) == 3, kScreenMs);
  QTRY_VERIFY_WITH_TIMEOUT(window_.cellText(table, 0, 0).contains('.'), kScreenMs);
  QVERIFY(window_.choose({{"accessible", "Axis of the columns"}}, "method"));
  pictures("ablation");
  const QString report = home_.filePath("report.md");
  QVERIFY2(window_.trigger("ablation.export"), qPrintable(window_.error()));
  QVERIFY2(saveAs(report), qPrintable(window_.error()));
}

void TestDemonstration::runsAreCompared() {
  QVERIFY2(chooseRuns("stage==finetune"), qPrintable(window_.error()));
  QVERIFY2(window_.screen("Compare"), qPrintable(window_.error()));
  const QJsonObject differences{{"accessible", "Differences of the configurations"}};
  QTRY_VERIFY_WITH_TIMEOUT(window_.rows(differences) > 0, kScreenMs);
  pictures("compare");
}

void TestDemonstration::theEvaluationFollowsItsThreshold() {
  QVERIFY2(chooseRuns("stage:evaluate && finetune"), qPrintable(window_.error()));
  QVERIFY2(window_.screen("Evaluate"), qPrintable(window_.error()));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kTars), 3, kScreenMs);
  QVERIFY(window_.choose({{"accessible", "Protocol"}}, "profile"));
  const QJsonObject far{{"accessible", "False accept rate"}};
  const QJsonObject slider{{"accessible", "False accept rate of the threshold"}};
  const QString before = window_.get(far, "text").toString();
  QVERIFY2(window_.press(slider, "PgUp", 15), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(window_.get(far, "text").toString() != before, kScreenMs);
  const QJsonObject pairs{{"name", "hardest"}};
  // Every face that is shown comes with its landmarks, from the model that was measured.
  static const QRegularExpression all("^(\\d+) pairs, \\1 with landmarks");
  QTRY_VERIFY_WITH_TIMEOUT(window_.get(pairs, "accessibleDescription").toString().contains(all),
                           kScreenMs);
  QTRY_VERIFY_WITH_TIMEOUT(window_.cellText(kTars, 0, 0).contains('['), kScreenMs);
  QTRY_VERIFY_WITH_TIMEOUT(window_.cellText(kTars, 0, 2).contains('['), kScreenMs);
  pictures("evaluate");
  QVERIFY(window_.tab(tabsIn("evaluate"), "B against A"));
  QTRY_VERIFY_WITH_TIMEOUT(labelSays("evaluate", "McNemar"), kScreenMs);
  QVERIFY(window_.tab(tabsIn("evaluate"), "Protocol"));
  QVERIFY(window_.tab(tabsIn("evaluate"), "Hardest pairs"));
}

void TestDemonstration::landmarksFollowTheirSliders() {
  QVERIFY2(chooseRuns("stage==finetune"), qPrintable(window_.error()));
  QVERIFY2(window_.screen("Landmarks"), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(labelSays("landmarks", " ms"), kScreenMs);
  const QJsonObject alpha{{"accessible", "Perturbation \u03b1"}};
  const QString before = window_.texts(labelsIn("landmarks")).join('\n');
  QVERIFY2(window_.press(alpha, "Right", 20), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(window_.texts(labelsIn("landmarks")).join('\n') != before, kScreenMs);
  QVERIFY(window_.press({{"accessible", "Landmarks of a subset"}}, "Left", 2));
  QVERIFY(window_.choose({{"accessible", "Shuffle"}}, "off"));
  QVERIFY(window_.click({{"text", "Flip"}, {"in", "landmarks"}}));
  QVERIFY(window_.click({{"accessible", "Next picture"}}));
  QTest::qWait(500);
  pictures("landmarks");
  QVERIFY(window_.tab(tabsIn("landmarks"), "Landmarks over checkpoints"));
  QTRY_VERIFY_WITH_TIMEOUT(window_.rows({{"accessible", "Checkpoints"}}) > 1, kScreenMs);
  QVERIFY(window_.click({{"text", "Heat map"}}));
  pictures("drift");
}

void TestDemonstration::theDataIsBrowsed() {
  QVERIFY2(window_.screen("Data"), qPrintable(window_.error()));
  QTRY_VERIFY_WITH_TIMEOUT(labelSays("data", "pictures of"), kScreenMs);
  QTest::qWait(3000);  // thumbnails come a dozen at a time
  pictures("data");
  QVERIFY(window_.tab(tabsIn("data"), "Subsets"));
  QTRY_VERIFY_WITH_TIMEOUT(labelSays("data", "each subset holds"), kScreenMs);
  pictures("data_subsets");
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
#include "test_demonstration.moc"
