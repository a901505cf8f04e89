// SPDX-License-Identifier: GPL-3.0-or-later
// What the table of an ablation says cell by cell, and how a cell is drawn: best, verdict, state.
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

#include "widgets/ablation/pivot_model.h"
#include "widgets/theme/theme.h"

using namespace lafs;

namespace {

constexpr QSize kCell(160, 48);

ReportCell measuredCell(double value, Verdict verdict) {
  ReportCell cell;
  cell.measured = value;
  cell.seedsDone = cell.seedsPlanned = 3;
  cell.state = CellState::Done;
  cell.asked = true;
  cell.verdict = verdict;
  return cell;
}

/// A table that is as it stands one cell wide, and its model.
struct OneCell {
  explicit OneCell(const ReportCell& cell) {
    table.columns = {{"LFW", "lfw", {}}};
    ReportRow row;
    row.title = "LAFS";
    row.cells = {cell};
    table.rows = {row};
    model.show(pivotOf(table, "", 0));
  }
  ReportTable table;
  PivotModel model;
};

/// How the delegate draws the first cell of a model.
QImage drawn(const PivotModel& model, QStyle::State state = QStyle::State_Enabled) {
  QImage picture(kCell, QImage::Format_RGB32);
  picture.fill(Theme::current().surface);
  QPainter painter(&picture);
  QStyleOptionViewItem option;
  option.rect = QRect(QPoint(), kCell);
  option.state = state;
  PivotDelegate().paint(&painter, option, model.index(0, 0));
  return picture;
}

QImage drawn(const ReportCell& cell, QStyle::State state = QStyle::State_Enabled) {
  return drawn(OneCell(cell).model, state);
}

const QRect kMark(125, 0, 34, 24);  // where verdict or state stand
const QRect kValue(0, 0, 125, 24);

/// Pixels of a part whose colour lies close to one.
int countOf(const QImage& picture, const QRect& part, const QColor& colour) {
  int count = 0;
  for (int y = part.top(); y <= part.bottom(); ++y) {
    for (int x = part.left(); x <= part.right(); ++x) {
      const QColor shown = picture.pixelColor(x, y);
      const bool close = std::abs(shown.red() - colour.red()) < 40 &&
                         std::abs(shown.green() - colour.green()) < 40 &&
                         std::abs(shown.blue() - colour.blue()) < 40;
      count += close ? 1 : 0;
    }
  }
  return count;
}

}  // namespace

class TestPivotModel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { Theme::apply(*qApp, Appearance::Light); }

  void hasTheCellsOfItsTable() {
    ReportTable table;
    table.columns = {{"LFW", "lfw", {}}, {"IJB-B", "ijbb", 1e-4}};
    for (const char* title : {"fViT", "LAFS"}) {
      ReportRow row;
      row.title = title;
      row.group = title == std::string("LAFS") ? "Part fViT" : "";
      row.cells = {measuredCell(0.5, Verdict::NotInPaper), ReportCell()};
      table.rows.push_back(row);
    }
    table.rows[1].cells[0].measured = 0.75;
    PivotModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.show(pivotOf(table, "", 0));
    QCOMPARE(reset.count(), 1);
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.columnCount(), 2);
    QCOMPARE(model.headerData(1, Qt::Horizontal, Qt::DisplayRole).toString(), QString("IJB-B"));
    QCOMPARE(model.headerData(0, Qt::Vertical, Qt::DisplayRole).toString(), QString("fViT"));
    QCOMPARE(model.headerData(1, Qt::Vertical, Qt::DisplayRole).toString(),
             QString::fromUtf8("Part fViT  ·  LAFS"));
    QCOMPARE(model.index(0, 0).data().toString(), QString("50.00 (n = 3)"));
    QCOMPARE(model.index(1, 0).data().toString(), QString("75.00 (n = 3)"));
    QCOMPARE(model.index(1, 1).data().toString(), QString::fromUtf8("—"));
    QCOMPARE(model.cell(model.index(1, 0)), &table.rows[1].cells[0]);
    QVERIFY(!model.cell(QModelIndex()));
    model.show({});
    QCOMPARE(model.rowCount(), 0);
  }

  void tellsEverythingOfACellInItsTipAndToScreenReaders() {
    ReportCell cell = measuredCell(0.394, Verdict::Contradicts);
    cell.paper = 0.5;
    cell.state = CellState::Partly;
    cell.seedsDone = 2;
    const OneCell one(cell);
    const QModelIndex index = one.model.index(0, 0);
    const QString tip = index.data(Qt::ToolTipRole).toString();
    for (const char* words : {"39.40 (n = 2)", "paper 50.00", "2 of 3 seeds"}) {
      QVERIFY2(tip.contains(words), qPrintable(tip));
    }
    QVERIFY(tip.contains(verdictText(Verdict::Contradicts)));
    QVERIFY(tip.contains(cellStateName(CellState::Partly)));
    QCOMPARE(index.data(Qt::AccessibleTextRole).toString(), tip);
    QVERIFY(!index.data(Qt::DecorationRole).isValid());
  }

  void aPlaceWithoutACellSaysThatNobodyAskedForIt() {
    PivotModel model;
    model.show({{"alpha = 5"}, {""}, {"shots = 4"}, {{nullptr}}});
    const QModelIndex index = model.index(0, 0);
    QVERIFY(!model.cell(index));
    QVERIFY(!index.data().isValid());
    QCOMPARE(index.data(Qt::ToolTipRole).toString(), QString("not asked for"));
    QCOMPARE(index.data(Qt::AccessibleTextRole).toString(), QString("not asked for"));
    const QImage picture = drawn(model);
    QCOMPARE(picture.pixelColor(kValue.center()), Theme::current().window);
  }

  void knowsWhetherItsRowsHaveTitles() {
    PivotModel model;
    model.show({{"", ""}, {"", ""}, {"a"}, {{nullptr}, {nullptr}}});
    QVERIFY(!model.hasRowTitles());
    model.show({{"", ""}, {"", "group"}, {"a"}, {{nullptr}, {nullptr}}});
    QVERIFY(model.hasRowTitles());
    model.show({{"", "title"}, {"", ""}, {"a"}, {{nullptr}, {nullptr}}});
    QVERIFY(model.hasRowTitles());
  }

  void theBestOfAColumnIsBold() {
    ReportCell cell = measuredCell(0.888, Verdict::NotInPaper);
    const int plain = countOf(drawn(cell), kValue, Theme::current().text);
    cell.best = true;
    const int best = countOf(drawn(cell), kValue, Theme::current().text);
    QVERIFY2(best > 1.15 * plain, qPrintable(QString("%1 %2").arg(best).arg(plain)));
  }

  void aVerdictHasItsColourAndItsSymbol_data() {
    QTest::addColumn<int>("verdict");
    QTest::addColumn<QColor>("colour");
    const Theme theme = Theme::light();
    QTest::newRow("reproduced") << static_cast<int>(Verdict::Reproduced) << theme.good;
    QTest::newRow("compatible") << static_cast<int>(Verdict::Compatible) << theme.accent;
    QTest::newRow("contradicts") << static_cast<int>(Verdict::Contradicts) << theme.bad;
    QTest::newRow("other scale") << static_cast<int>(Verdict::OtherScale) << theme.warning;
  }
  void aVerdictHasItsColourAndItsSymbol() {
    QFETCH(int, verdict);
    QFETCH(QColor, colour);
    const QImage picture = drawn(measuredCell(0.5, static_cast<Verdict>(verdict)));
    QVERIFY(countOf(picture, kMark, colour) > 3);
    // Not by its colour alone: the shapes of two verdicts differ.
    const auto other = static_cast<Verdict>(verdict) == Verdict::Reproduced ? Verdict::Contradicts
                                                                            : Verdict::Reproduced;
    const auto shape = [](const QImage& image) {
      return image.copy(kMark).convertToFormat(QImage::Format_Mono, Qt::ThresholdDither);
    };
    QVERIFY(shape(picture) != shape(drawn(measuredCell(0.5, other))));
    QVERIFY(picture.copy(kValue) == drawn(measuredCell(0.5, other)).copy(kValue));
  }

  void whileRunsAreMissingTheStateStandsThere() {
    ReportCell cell = measuredCell(0.5, Verdict::Contradicts);
    cell.state = CellState::Running;
    const QImage running = drawn(cell);
    QVERIFY(countOf(running, kMark, Theme::current().accent) > 3);
    QCOMPARE(countOf(running, kMark, Theme::current().bad), 0);  // no verdict yet
    cell.state = CellState::Failed;
    QVERIFY(countOf(drawn(cell), kMark, Theme::current().bad) > 3);
    cell.state = CellState::Missing;
    const QImage missing = drawn(cell).copy(kMark);
    cell.state = CellState::Partly;
    QVERIFY(missing != drawn(cell).copy(kMark));
    cell.asked = false;
    cell.measured.reset();
    const QImage nobody = drawn(cell);
    QCOMPARE(nobody.pixelColor(kMark.center()), Theme::current().window);
  }

  void aChosenCellIsSetOff() {
    const ReportCell cell = measuredCell(0.5, Verdict::Compatible);
    const QPoint free(80, 40);
    QCOMPARE(drawn(cell).pixelColor(free), Theme::current().surface);
    const QImage chosen = drawn(cell, QStyle::State_Enabled | QStyle::State_Selected);
    QCOMPARE(chosen.pixelColor(free), Theme::current().accentSoft);
    const QImage focused = drawn(cell, QStyle::State_Enabled | QStyle::State_HasFocus);
    QCOMPARE(focused.pixelColor(0, 20), Theme::current().accent);
  }

  void isWideEnoughForItsWords() {
    const OneCell shortOne(measuredCell(0.5, Verdict::Compatible));
    ReportCell cell = measuredCell(0.5, Verdict::Compatible);
    cell.interval = ReportInterval{0.4, 0.6, 0.95, "t over 3 seeds"};
    const OneCell longOne(cell);
    QStyleOptionViewItem option;
    option.fontMetrics = QFontMetrics(Theme::font(TextRole::Body));
    const QSize wide = PivotDelegate().sizeHint(option, longOne.model.index(0, 0));
    QVERIFY(wide.width() > option.fontMetrics.horizontalAdvance("50.00 ± 10.00 (n = 3)") + 28);
    QVERIFY(wide.width() > PivotDelegate().sizeHint(option, shortOne.model.index(0, 0)).width());
    QVERIFY(wide.height() >= 2 * option.fontMetrics.height());
  }
};

QTEST_MAIN(TestPivotModel)
#include "test_pivot_model.moc"
