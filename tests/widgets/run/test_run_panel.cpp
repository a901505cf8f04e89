// SPDX-License-Identifier: GPL-3.0-or-later
// The screen of a run with plain data: what stands where, what its axis does to the charts, and
// what it says when a chart is clicked.
#include <QApplication>
#include <QCheckBox>
#include <QComboBox>
#include <QLabel>
#include <QSignalSpy>
#include <QSplitter>
#include <QTabWidget>
#include <QTest>

#include "core/base/json.h"
#include "widgets/plot/chart_grid.h"
#include "widgets/plot/chart_plot.h"
#include "widgets/plot/chart_view.h"
#include "widgets/run/health_card.h"
#include "widgets/run/preview_strip.h"
#include "widgets/run/run_panel.h"

using namespace lafs;

namespace {

constexpr QSize kSize(1400, 900);

/// 101 steps of a fine-tuning, or of a pretraining, which measures its health too.
RunCurves curvesOf(StageKind stage) {
  auto metrics = std::make_shared<MetricsHistory>();
  metrics->addLine(Json{{"segment", 0}, {"restored_step", 0}, {"time", 1000.0}}.dump());
  for (int step = 0; step <= 100; ++step) {
    Json row = {{"step", step}, {"epoch", step / 50}, {"segment", 0}, {"time", 1000.0 + 36 * step}};
    row["loss"] = 7 - 0.01 * step;
    if (stage == StageKind::Pretrain) row["teacher_entropy"] = 6.0;
    metrics->addLine(row.dump());
  }
  RunCurves run;
  run.run = std::string(stageName(stage)) + "-0123456789abcdef";
  run.metrics = metrics;
  if (stage == StageKind::Pretrain) run.reference = {1024, 256};
  run.stepsPerEpoch = 50;
  return run;
}

PreviewFrame frame() {
  QImage picture(56, 56, QImage::Format_RGB32);
  picture.fill(QColor(60, 90, 140));
  PreviewView view{"student", picture, 56, {{28, 28}}, {{14, 14}}, {}};
  PreviewFrame made;
  made.step = 120;
  made.epoch = 2;
  made.faces.append({0, {view}});
  return made;
}

/// Everything written on the panel that can be seen.
QStringList words(const RunPanel& panel) {
  QStringList texts;
  for (const QLabel* label : panel.findChildren<QLabel*>()) {
    if (label->isVisibleTo(&panel)) texts << label->text();
  }
  return texts;
}

QStringList tabsOf(const RunPanel& panel) {
  const auto* tabs = panel.findChild<QTabWidget*>();
  QStringList titles;
  for (int i = 0; i < tabs->count(); ++i) titles << tabs->tabText(i);
  return titles;
}

QComboBox* axisBox(const RunPanel& panel) {
  for (QComboBox* box : panel.findChildren<QComboBox*>()) {
    if (box->accessibleName() == "x axis of the charts") return box;
  }
  return nullptr;
}

HealthCard* cardOf(const RunPanel& panel) {
  auto* card = panel.findChild<HealthCard*>();
  return card && card->isVisibleTo(&panel) ? card : nullptr;
}

/// A panel on the screen, its charts painted.
class Shown : public RunPanel {
 public:
  explicit Shown(StageKind stage) {
    setCurves({curvesOf(stage)});
    resize(kSize);
    show();
  }
  bool isReady() {
    const ChartView* loss = charts().view("loss/step");
    return QTest::qWaitForWindowExposed(this) &&
           QTest::qWaitFor([loss] { return loss->paints() > 0; });
  }
};

void clickAt(ChartView& chart, double x) {
  const QCustomPlot& plot = *chart.plot();
  const QPoint place(static_cast<int>(plot.xAxis->coordToPixel(x)),
                     plot.axisRect()->rect().center().y());
  QTest::mouseClick(chart.plot(), Qt::LeftButton, {}, place);
}

}  // namespace

class TestRunPanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { Theme::apply(*qApp, Appearance::Light); }

  void saysNameAndStateAboveEverything() {
    RunPanel panel;
    panel.setHeadline("finetune-0123", "running, 40 %", Theme::current().good);
    QVERIFY(words(panel).contains("finetune-0123"));
    for (QLabel* label : panel.findChildren<QLabel*>()) {
      if (label->text() != "running, 40 %") continue;
      label->ensurePolished();
      QCOMPARE(label->palette().color(QPalette::WindowText), Theme::current().good);
    }
    panel.setHeadline("finetune-4567", "done", Theme::current().text);
    QVERIFY(!words(panel).contains("running, 40 %"));
    QVERIFY(words(panel).contains("done"));
  }

  void saysThatThereIsNothingYet() {
    const RunPanel panel;
    QVERIFY(words(panel).contains("No preview yet"));
    QCOMPARE(tabsOf(panel), QStringList({"Preview", "Configuration", "Provenance"}));
  }

  void addedTabsStandAfterThePreview() {
    RunPanel panel;
    panel.addTab(new QLabel("lines"), "Log");
    QCOMPARE(tabsOf(panel), QStringList({"Preview", "Log", "Configuration", "Provenance"}));
  }

  void theAxisIsThatOfEveryChart() {
    RunPanel panel;
    panel.setCurves({curvesOf(StageKind::Pretrain)});
    ChartGrid& charts = panel.charts();
    QCOMPARE(panel.axis(), TrainingAxis::Step);
    QVERIFY(charts.view("loss/step") && charts.view("entropy/step"));
    QCOMPARE(charts.view("loss/step")->chart().curves.front().data->x().back(), 100.0);
    QTest::keyClick(axisBox(panel), Qt::Key_End);
    QCOMPARE(panel.axis(), TrainingAxis::Hours);
    QVERIFY(!charts.view("loss/step"));
    QVERIFY(charts.view("entropy/hours"));
    QCOMPARE(charts.view("loss/hours")->chart().curves.front().data->x().back(), 1.0);
    panel.setAxis(TrainingAxis::Epoch);
    QCOMPARE(axisBox(panel)->currentText(), QString("along epoch"));
    QCOMPARE(charts.view("loss/epoch")->chart().curves.front().data->x().back(), 101 / 50.0);
    panel.setCurves({curvesOf(StageKind::Finetune)});  // the axis stays for the next run
    QVERIFY(charts.view("loss/epoch"));
    QVERIFY(!charts.view("entropy/epoch"));
  }

  void theCursorStandsAtTheStep() {
    Shown panel(StageKind::Pretrain);
    QVERIFY(panel.isReady());
    panel.setCursorStep(42);
    QCOMPARE(panel.charts().view("loss/step")->plot()->cursorAt(), std::optional<double>(42));
    QCOMPARE(panel.charts().view("entropy/step")->plot()->cursorAt(), std::optional<double>(42));
    panel.setCursorStep({});
    QVERIFY(!panel.charts().view("loss/step")->plot()->cursorAt());
    panel.setAxis(TrainingAxis::Hours);  // where step 42 is no place
    QTRY_VERIFY(panel.charts().view("loss/hours")->inSight());
    panel.setCursorStep(42);
    QVERIFY(!panel.charts().view("loss/hours")->plot()->cursorAt());
  }

  void aClickInAChartPicksItsStep() {
    Shown panel(StageKind::Finetune);
    QVERIFY(panel.isReady());
    QSignalSpy picked(&panel, &RunPanel::stepPicked);
    clickAt(*panel.charts().view("loss/step"), 60);
    QCOMPARE(picked.count(), 1);
    QVERIFY(std::abs(picked[0][0].toLongLong() - 60) <= 1);
    panel.setAxis(TrainingAxis::Epoch);
    ChartView* epochs = panel.charts().view("loss/epoch");
    QTRY_VERIFY(epochs->paints() > 0);
    QSignalSpy anywhere(&panel.charts(), &ChartGrid::picked);
    clickAt(*epochs, 1.5);
    QCOMPARE(anywhere.count(), 1);
    QCOMPARE(picked.count(), 1);  // an epoch is no step
  }

  void asksForTheExportOfTheChartThatHasTheFocus() {
    Shown panel(StageKind::Pretrain);
    QVERIFY(panel.isReady());
    QStringList wanted;
    connect(&panel, &RunPanel::exportWanted, this,
            [&wanted](const Chart& chart) { wanted << QString::fromStdString(chart.id); });
    QTest::keyClick(panel.charts().view("entropy/step"), Qt::Key_E);
    QCOMPARE(wanted, QStringList({"entropy/step"}));
  }

  void theVerdictStandsOverAPretrainingOnly() {
    RunPanel panel;
    panel.setHealth(TrainingHealth{HealthVerdict::UniformCollapse, 40, "ln K.", "Turn this."});
    panel.setCurves({curvesOf(StageKind::Pretrain)});
    QVERIFY(cardOf(panel));
    QVERIFY(cardOf(panel)->accessibleName().contains("Uniform collapse since step 40"));
    panel.setHealth({});
    panel.setCurves({curvesOf(StageKind::Finetune)});
    QVERIFY(!cardOf(panel));
    // Nor does it say of one run what was found out about another.
    panel.setCurves({curvesOf(StageKind::Pretrain)});
    QVERIFY(!cardOf(panel));
    panel.setHealth(TrainingHealth{HealthVerdict::Healthy, 0, "All well.", ""});
    QVERIFY(cardOf(panel));
    QVERIFY(cardOf(panel)->accessibleName().contains("Healthy"));
  }

  void thePreviewSaysItsStepAndShowsWhatIsTicked() {
    RunPanel panel;
    panel.setPreview(frame());
    QVERIFY(words(panel).contains("Step 120, epoch 3"));  // people count epochs from 1
    auto* strip = panel.findChild<PreviewStrip*>();
    QVERIFY(strip->accessibleName().contains("step 120"));
    strip->resize(264, strip->heightForWidth(264));
    for (QCheckBox* box : panel.findChildren<QCheckBox*>()) {
      QVERIFY2(box->isChecked(), qPrintable(box->text()));
      const QImage before = strip->grab().toImage();
      box->click();
      QVERIFY2(strip->grab().toImage() != before, qPrintable(box->text()));
    }
    panel.setPreview({});
    QVERIFY(words(panel).contains("No preview yet"));
  }

  void configurationAndProvenanceStandInTheirTabs() {
    RunPanel panel;
    panel.setConfiguration({{"finetune", "train.epochs", "34", "34", false}});
    panel.setProvenance({{"", "host", "anna", {}, false}, {"", "seed", "3", {}, false}});
    const auto views = panel.findChildren<FactsView*>();
    QCOMPARE(views.size(), 2);
    QCOMPARE(views[0]->shownFacts() + views[1]->shownFacts(), 3);
    const auto* tabs = panel.findChild<QTabWidget*>();
    QCOMPARE(qobject_cast<FactsView*>(tabs->widget(2))->shownFacts(), 2);
  }

  void marksWhatIsNotTheDefaultInAConfiguration() {
    ExperimentSpec spec;
    spec.seed = 3;
    spec.finetune.train.warmupEpochs = 7;
    QStringList marked;
    for (const Fact& fact : configurationFacts(spec)) {
      if (fact.marked) marked << fact.section + '/' + fact.name + '=' + fact.value;
      if (fact.name == "train.warmup_epochs") QCOMPARE(fact.remark, QString("5"));
    }
    QCOMPARE(marked, QStringList({"/seed=3", "finetune/train.warmup_epochs=7 epochs"}));
  }

  void tellsWhereEachSegmentBegan() {
    MetricsHistory metrics;
    metrics.addLine(R"({"segment":0,"restored_step":0,"time":0})");
    metrics.addLine(R"({"segment":1,"restored_step":120,"time":86400})");
    const QVector<Fact> facts = segmentFacts(metrics);
    QCOMPARE(facts.size(), 2);
    QCOMPARE(facts[1].name, QString("segment 1"));
    QCOMPARE(facts[1].value, QString("from step 120, 1970-01-02 00:00:00 UTC"));
  }

  void keepsItsLayout() {
    Shown panel(StageKind::Finetune);
    QVERIFY(panel.isReady());
    auto* split = panel.findChild<QSplitter*>();
    const QList<int> usual = split->sizes();
    split->setSizes({600, 800});
    const QList<int> sizes = split->sizes();
    QVERIFY(sizes != usual);
    Shown other(StageKind::Finetune);
    QVERIFY(other.isReady());
    QCOMPARE(other.findChild<QSplitter*>()->sizes(), usual);
    other.restoreLayout(panel.saveLayout());
    QCOMPARE(other.findChild<QSplitter*>()->sizes(), sizes);
    other.restoreLayout("nonsense");
    QCOMPARE(other.findChild<QSplitter*>()->sizes(), sizes);
  }
};

QTEST_MAIN(TestRunPanel)
#include "test_run_panel.moc"
