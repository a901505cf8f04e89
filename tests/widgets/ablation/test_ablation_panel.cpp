// SPDX-License-Identifier: GPL-3.0-or-later
// The pivot against a plain search for the row with the same coordinates; what a cell says; what
// the panel shows and asks for.
#include <QApplication>
#include <QComboBox>
#include <QHeaderView>
#include <QImage>
#include <QSignalSpy>
#include <QTableView>
#include <QTest>

#include "widgets/ablation/ablation_panel.h"
#include "widgets/ablation/pivot.h"
#include "widgets/ablation/sharing_view.h"
#include "widgets/theme/theme.h"

using namespace lafs;

namespace {

/// Value that tells row and column of a cell.
double valueOf(int shots, int alpha, int measure) {
  return 0.001 * shots + 0.01 * alpha + 0.1 * measure;
}

ReportCell doneCell(double value, const std::string& name) {
  ReportCell cell;
  cell.measured = value;
  cell.interval = ReportInterval{value - 0.02, value + 0.02, 0.95, "t over 3 seeds"};
  cell.state = CellState::Done;
  cell.seedsDone = cell.seedsPlanned = 3;
  cell.asked = true;
  cell.runs = {"evaluate-" + name};
  cell.cells = {name};
  return cell;
}

/// shots × alpha without (4, 5), two measures, an axis of one value.
ReportTable table() {
  ReportTable table;
  table.title = "Table 2";
  table.columns = {{"IJB-B", "ijbb", 1e-4}, {"LFW", "lfw", {}}};
  for (const int shots : {1, 4}) {
    for (const int alpha : {0, 2, 5}) {
      if (shots == 4 && alpha == 5) continue;
      ReportRow row;
      row.title = "s" + std::to_string(shots) + "a" + std::to_string(alpha);
      row.coordinates = {
          {"shots", std::to_string(shots)}, {"alpha", std::to_string(alpha)}, {"dim", "96"}};
      for (int measure = 0; measure < 2; ++measure) {
        row.cells.push_back(doneCell(valueOf(shots, alpha, measure), row.title));
      }
      table.rows.push_back(row);
    }
  }
  return table;
}

PlanSummary plan() {
  PlanSummary plan;
  plan.cells = 5;
  plan.stages = {{"landmark", 5, 1, 1}, {"pretrain", 5, 3, 1}, {"finetune", 5, 5, 0}};
  return plan;
}

}  // namespace

class TestAblationPanel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { Theme::apply(*qApp, Appearance::Light); }

  void axesAreThoseThatVary() {
    QCOMPARE(pivotAxes(table()), (std::vector<std::string>{"alpha", "shots"}));
  }

  void standsAsItIsWithoutAnAxis() {
    const ReportTable source = table();
    const Pivot pivot = pivotOf(source, "", 0);
    QCOMPARE(pivot.rows.size(), source.rows.size());
    QCOMPARE(pivot.columns, (std::vector<std::string>{"IJB-B", "LFW"}));
    QCOMPARE(pivot.cells[3][1], &source.rows[3].cells[1]);
  }

  void putsEveryCellWhereItsCoordinatesSay() {
    const ReportTable source = table();
    const Pivot pivot = pivotOf(source, "shots", 1);
    QCOMPARE(pivot.columns, (std::vector<std::string>{"shots = 1", "shots = 4"}));
    QCOMPARE(pivot.rows, (std::vector<std::string>{"alpha = 0", "alpha = 2", "alpha = 5"}));
    int found = 0;
    const int shots[] = {1, 4};
    const int alphas[] = {0, 2, 5};
    for (std::size_t row = 0; row < 3; ++row) {
      for (std::size_t column = 0; column < 2; ++column) {
        const ReportCell* cell = pivot.cells[row][column];
        if (shots[column] == 4 && alphas[row] == 5) {
          QVERIFY(!cell);
          continue;
        }
        QVERIFY(cell);
        QCOMPARE(*cell->measured, valueOf(shots[column], alphas[row], 1));
        ++found;
      }
    }
    QCOMPARE(found, 5);
  }

  void saysMeanIntervalAndCount() {
    ReportCell cell = doneCell(0.394, "c");
    QCOMPARE(measuredText(cell), std::string("39.40 ± 2.00 (n = 3)"));
    cell.interval.reset();
    cell.seedsDone = 1;
    QCOMPARE(measuredText(cell), std::string("39.40 (n = 1)"));
    QCOMPARE(publishedText(cell), std::string());
    cell.paper = 0.3944;
    cell.verdict = Verdict::Compatible;
    QCOMPARE(publishedText(cell), std::string("39.44"));
    const QString details = QString::fromStdString(cellDetails(cell));
    QVERIFY(details.contains("39.44") && details.contains(verdictText(Verdict::Compatible)));
    QCOMPARE(measuredText(ReportCell()), std::string("—"));
  }

  void opensTheRunsOfACellAndNamesItsExperimentCells() {
    AblationPanel panel;
    panel.resize(900, 600);
    panel.show({table()}, plan());
    panel.QWidget::show();
    auto* view = panel.findChild<QTableView*>();
    QVERIFY(view);
    QCOMPARE(view->model()->rowCount(), 5);
    QComboBox* axis = nullptr;
    for (QComboBox* box : panel.findChildren<QComboBox*>()) {
      if (box->accessibleName() == "Axis of the columns") axis = box;
    }
    QVERIFY(axis);
    axis->setCurrentIndex(axis->findData("shots"));
    QCOMPARE(view->model()->rowCount(), 3);
    QVERIFY(view->verticalHeader()->isVisible());
    QSignalSpy chosen(&panel, &AblationPanel::cellChosen);
    QSignalSpy opened(&panel, &AblationPanel::cellOpened);
    view->setCurrentIndex(view->model()->index(1, 1));  // alpha 2, shots 4
    QVERIFY(chosen.count() > 0);
    QCOMPARE(panel.chosenCells(), QStringList{"s4a2"});
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].toStringList(), QStringList{"evaluate-s4a2"});
    // An empty place asks for nothing.
    view->setCurrentIndex(view->model()->index(2, 1));
    QTest::keyClick(view, Qt::Key_Return);
    QCOMPARE(opened.count(), 1);
    QVERIFY(panel.chosenCells().isEmpty());
  }

  void aTableOfOneAxisHasNoEmptyColumnOfTitles() {
    ReportTable one;
    one.columns = table().columns;
    for (ReportRow row : table().rows) {
      if (row.coordinates.at("shots") == "4") one.rows.push_back(row);
    }
    AblationPanel panel;
    panel.show({one}, plan());
    auto* view = panel.findChild<QTableView*>();
    QVERIFY(!view->verticalHeader()->isHidden());
    for (QComboBox* box : panel.findChildren<QComboBox*>()) {
      if (box->accessibleName() == "Axis of the columns") box->setCurrentIndex(box->count() - 1);
    }
    QCOMPARE(view->model()->rowCount(), 1);
    QVERIFY(view->verticalHeader()->isHidden());
  }

  void keepsAxisAndPlaceWhenTheSameTablesComeAnew() {
    AblationPanel panel;
    panel.show({table()}, plan());
    auto* view = panel.findChild<QTableView*>();
    for (QComboBox* box : panel.findChildren<QComboBox*>()) {
      if (box->accessibleName() == "Axis of the columns") {
        box->setCurrentIndex(box->findData("alpha"));
      }
    }
    view->setCurrentIndex(view->model()->index(1, 0));
    const QStringList before = panel.chosenCells();
    panel.show({table()}, plan());
    QCOMPARE(view->model()->columnCount(), 3);
    QCOMPARE(panel.chosenCells(), before);
  }

  void sharedStagesShowHowManyAreDone() {
    SharingView view;
    view.show(plan());
    view.resize(view.sizeHint());
    const QColor done = Theme::current().good;
    const auto greens = [&view, &done] {
      const QImage image = view.grab().toImage();
      int count = 0;
      for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) count += image.pixelColor(x, y) == done ? 1 : 0;
      }
      return count;
    };
    const int before = greens();
    PlanSummary more = plan();
    for (StageSharing& stage : more.stages) stage.done = stage.distinct;
    view.show(more);
    QVERIFY(before > 0);
    // Bars of lengths 1 + 1/3 + 0 against three whole ones.
    QVERIFY2(greens() > 2 * before, qPrintable(QString::number(greens())));
    QVERIFY(view.accessibleDescription().contains("3"));
  }
};

QTEST_MAIN(TestAblationPanel)
#include "test_ablation_panel.moc"
