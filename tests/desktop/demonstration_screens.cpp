// SPDX-License-Identifier: GPL-3.0-or-later
// The second half of the story: every screen on the finished demonstration.
#include <QFile>
#include <QFileInfo>
#include <QImage>
#include <QProcess>
#include <QRegularExpression>

#include "tests/desktop/test_demonstration.h"

using namespace lafs;
using namespace lafs::test;

namespace {

const QJsonObject kTars{{"accessible", "TAR at FAR"}};

QByteArray contentsOf(const QString& file) {
  QFile opened(file);
  return opened.open(QIODevice::ReadOnly) ? opened.readAll() : QByteArray();
}

}  // namespace

void TestDemonstration::aNewRunIsPlanned() {
  DONE(window_.screen("New run"));
  const QJsonObject presets{{"accessible", "Preset to start from"}};
  COMES(window_.choose(presets, "demo"));
  const QJsonObject plan{{"class", "QTreeWidget"}, {"in", "new"}};
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(plan), 10, kScreenMs);
  COMES(labelSays("new", "10 reused"));
  DONE(pictures("new_run"));
  const QJsonObject shots{{"accessible", "finetune.subset.shots"}};
  DONE(window_.type(shots, "4"));
  DONE(window_.press(shots, "Return"));
  COMES(labelSays("new", "4 reused"));  // landmark CNN and pretraining, and what measures them
  DONE(window_.choose({{"accessible", "Preset or run to compare with"}}, "demo"));
  COMES(window_.rows(plan) == 1);  // the difference is in front now
  DONE(glance("new_run_difference"));
  DONE(window_.tab(tabsIn("new"), "Plan"));
  DONE(glance("new_run_plan"));
  const QJsonObject text{{"accessible", "Experiment as YAML"}};
  DONE(window_.type(text, "name: mine\nextends: nowhere.yaml\n"));
  COMES(labelSays("new", "has problems"));
  DONE(window_.tab(tabsIn("new"), "Problems"));
  DONE(glance("new_run_problems"));
  DONE(window_.choose(presets, "quickstart"));
}

void TestDemonstration::theAblationShowsWhatWasMeasured() {
  DONE(window_.screen("Ablation"));
  const QJsonObject table{{"accessible", "Measured beside published"}};
  QTRY_COMPARE_WITH_TIMEOUT(window_.get({{"accessible", "Experiment"}}, "currentText").toString(),
                            QString("demo"), kScreenMs);
  COMES(window_.rows(table) == 3);
  COMES(window_.cellText(table, 0, 0).contains('.'));
  DONE(pictures("ablation"));
  DONE(window_.choose({{"accessible", "Axis of the columns"}}, "method"));
  COMES(window_.rows(table) == 1);
  DONE(glance("ablation_pivot"));
  DONE(window_.trigger("ablation.export"));
  DONE(saveAs(home_.filePath("report.md")));
  QVERIFY(contentsOf(home_.filePath("report.md")).contains("scratch"));
  DONE(window_.cell(table, 0, 0));
  DONE(window_.press(table, "Return"));
  COMES(window_.get(kFilter, "text").toString().startsWith("name=="));
}

void TestDemonstration::runsAreCompared() {
  DONE(chooseRuns("stage==finetune"));
  DONE(window_.screen("Compare"));
  COMES(window_.rows({{"accessible", "Differences of the configurations"}}) > 0);
  DONE(pictures("compare"));
}

void TestDemonstration::theEvaluationFollowsItsThreshold() {
  DONE(chooseRuns("stage:evaluate && finetune"));
  DONE(window_.screen("Evaluate"));
  QTRY_COMPARE_WITH_TIMEOUT(window_.rows(kTars), 3, kScreenMs);
  DONE(window_.choose({{"accessible", "Protocol"}}, "profile"));
  const QJsonObject far{{"accessible", "False accept rate"}};
  const QString before = window_.get(far, "text").toString();
  DONE(window_.press({{"accessible", "False accept rate of the threshold"}}, "PgDown", 5));
  COMES(window_.get(far, "text").toString() != before);
  const QJsonObject pairs{{"name", "hardest"}};
  // Every face that is shown comes with its landmarks, from the model that was measured.
  static const QRegularExpression all("^(\\d+) pairs, \\1 with landmarks");
  COMES(window_.get(pairs, "accessibleDescription").toString().contains(all));
  COMES(window_.cellText(kTars, 0, 0).contains('['));
  COMES(window_.cellText(kTars, 0, 2).contains('['));
  DONE(pictures("evaluate"));
  DONE(window_.tab(tabsIn("evaluate"), "B against A"));
  COMES(labelSays("evaluate", "McNemar"));
  const QJsonObject flips{{"name", "flips"}};
  COMES(window_.get(flips, "accessibleDescription").toString().contains(all));
  DONE(glance("evaluate_flips"));
  DONE(window_.tab(tabsIn("evaluate"), "Protocol"));
  DONE(glance("evaluate_protocol"));
  DONE(window_.tab(tabsIn("evaluate"), "Hardest pairs"));
}

/// From the chart's key to the file; the command that the dialog shows for it, when asked for.
void TestDemonstration::saveFigure(const QString& format, const QString& file, QString* command) {
  DONE(window_.press({{"class", "lafs::ChartView"}, {"in", "evaluate"}}, "E"));
  COMES(window_.isThere({{"class", "lafs::FigureDialog"}}));
  DONE(window_.choose({{"accessible", "Format"}, {"in", "figure"}}, format));
  const QJsonObject words{{"accessible", "Command that makes this figure"}};
  COMES(window_.get(words, "text").toString().endsWith("roc." + format.toLower()));
  if (command) *command = window_.get(words, "text").toString();
  if (format == "PNG") DONE(glance("figure"));
  DONE(window_.click({{"text", "Save"}, {"in", "figure"}}));
  QVERIFY2(saveAs(file), qPrintable(file + ": " + window_.error()));
  COMES(!window_.isThere({{"class", "lafs::FigureDialog"}}));
}

void TestDemonstration::aFigureIsSavedInEveryFormat() {
  saveFigure("PDF", home_.filePath("figure.pdf"));
  QVERIFY(contentsOf(home_.filePath("figure.pdf")).startsWith("%PDF"));
  saveFigure("PNG", home_.filePath("figure.png"));
  QVERIFY(QImage(home_.filePath("figure.png")).width() > 600);  // 120 mm at 300 dots per inch
  for (const QString& format : {QString("svg"), QString("csv")}) {
    const QString file = home_.filePath("figure." + format);
    QString command;
    saveFigure(format.toUpper(), file, &command);
    // The command that the dialog shows writes the same bytes.
    QProcess batch;
    batch.setWorkingDirectory(home_.path());
    const QString program = QFileInfo(LAFS_WORKBENCH_PROGRAM).path();
    batch.start("sh", {"-c", "PATH=" + program + ":$PATH; " + command});
    QVERIFY(batch.waitForFinished(kScreenMs));
    QVERIFY2(batch.exitCode() == 0, batch.readAllStandardError().constData());
    QVERIFY(!contentsOf(file).isEmpty());
    QCOMPARE(contentsOf(home_.filePath("roc." + format)), contentsOf(file));
  }
}

void TestDemonstration::landmarksFollowTheirSliders() {
  DONE(chooseRuns("stage==finetune"));
  DONE(window_.screen("Landmarks"));
  COMES(labelSays("landmarks", " ms"));
  const auto words = [this] { return window_.texts(labelsIn("landmarks")).join('\n'); };
  QString before = words();
  DONE(window_.press({{"accessible", "Perturbation \u03b1"}}, "Right", 20));
  COMES(words() != before);
  before = words();
  DONE(window_.press({{"accessible", "Landmarks of a subset"}}, "Left", 2));
  COMES(words() != before);
  DONE(window_.choose({{"accessible", "Shuffle"}}, "off"));
  DONE(window_.click({{"text", "Flip"}, {"in", "landmarks"}}));
  DONE(window_.click({{"accessible", "Next picture"}}));
  COMES(labelSays("landmarks", "studio-1"));
  DONE(pictures("landmarks"));
  DONE(window_.click({{"text", "Numbers"}, {"in", "landmarks"}}));
  DONE(window_.click({{"text", "Colour by number"}, {"in", "landmarks"}}));
  DONE(window_.click({{"text", "Patches"}, {"in", "landmarks"}}));
  DONE(glance("landmarks_marks"));
  for (const char* box : {"Numbers", "Colour by number", "Patches"}) {
    DONE(window_.click({{"text", box}, {"in", "landmarks"}}));
  }
  DONE(window_.tab(tabsIn("landmarks"), "Landmarks over checkpoints"));
  COMES(window_.rows({{"accessible", "Checkpoints"}}) > 1);
  DONE(window_.click({{"text", "Heat map"}}));
  DONE(pictures("drift"));
}

void TestDemonstration::theDataIsInspected() {
  DONE(window_.screen("Data"));
  COMES(labelSays("data", "pictures of"));
  QTest::qWait(3000);  // thumbnails come a dozen at a time
  DONE(pictures("data"));
  DONE(window_.tab(tabsIn("data"), "Subsets"));
  COMES(labelSays("data", "each subset holds"));
  DONE(pictures("data_subsets"));
  DONE(window_.click({{"text", "Inspect"}, {"in", "data"}}));
  COMES(window_.rows({{"accessible", "Findings about the data"}}) > 0);
  DONE(pictures("data_findings"));
}

void TestDemonstration::thePaletteFindsAScreen() {
  DONE(key("Ctrl+K"));
  const QJsonObject line{{"accessible", "Search commands"}};
  COMES(window_.isThere(line));
  DONE(window_.type(line, "ablat"));
  DONE(glance("palette"));
  DONE(window_.press(line, "Return"));
  COMES(window_.isThere({{"name", "ablation"}}));
  DONE(key("Ctrl+/"));
  COMES(window_.isThere({{"accessible", "Actions and their keys"}}));
  DONE(glance("shortcuts"));
  DONE(window_.click({{"text", "Close"}}));
}

void TestDemonstration::helpExplainsScreenAndField() {
  DONE(key("F1"));
  COMES(labelSays("help", "paper's value"));
  DONE(glance("help"));
  DONE(window_.click({{"text", "Close"}, {"in", "help"}}));
  DONE(window_.screen("New run"));
  DONE(window_.press({{"accessible", "pretrain.perturbation_alpha"}}, "F1"));
  COMES(labelSays("help", "Paper:"));
  DONE(glance("help_field"));
  DONE(window_.click({{"text", "Close"}, {"in", "help"}}));
}
