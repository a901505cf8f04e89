// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QSignalSpy>
#include <QTest>

#include "widgets/data/findings_list.h"
#include "widgets/data/nesting_chart.h"
#include "widgets/data/shots_histogram.h"
#include "widgets/theme/theme.h"

using lafs::DataFinding;

class TestDataWidgets : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { lafs::Theme::apply(*qApp, lafs::Appearance::Light); }

  void histogramFillsGaps() {
    lafs::ShotsHistogram histogram;
    histogram.setEntries({{8, 100}, {5, 3}});
    QCOMPARE(histogram.bars().size(), 8);
    QCOMPARE(histogram.bars()[0].from, 1);
    QCOMPARE(histogram.bars()[0].identities, 0);
    QCOMPARE(histogram.bars()[4].identities, 3);
    QCOMPARE(histogram.bars()[5].identities, 0);
    QCOMPARE(histogram.bars()[7].identities, 100);
  }

  void histogramOfWideRangesKeepsEveryIdentity() {
    lafs::ShotsHistogram histogram;
    QVector<lafs::ShotsHistogram::Entry> entries;
    qint64 all = 0;
    for (int k = 1; k <= 900; k += 3) {
      entries.append({k, k});
      all += k;
    }
    histogram.setEntries(entries);
    QVERIFY(histogram.bars().size() <= 51);
    qint64 sum = 0, next = 1;
    for (const auto& bar : histogram.bars()) {
      QCOMPARE(bar.from, next);
      next = bar.to + 1;
      sum += bar.identities;
    }
    QCOMPARE(sum, all);
  }

  void histogramPaintsTallBarsForManyIdentities() {
    lafs::ShotsHistogram histogram;
    histogram.resize(300, 200);
    histogram.setEntries({{1, 10}, {2, 100}});
    const QImage picture = histogram.grab().toImage();
    const QColor accent = lafs::Theme::current().accent;
    const auto height = [&](int x) {
      int count = 0;
      for (int y = 0; y < picture.height(); ++y) count += picture.pixelColor(x, y) == accent;
      return count;
    };
    QVERIFY(height(48) > 0);
    QVERIFY(std::abs(height(152) - 10 * height(48)) < 15);
  }

  void nestingChoosesAndJudges() {
    lafs::NestingChart chart;
    chart.resize(chart.sizeHint());
    chart.setSubsets({{1, 10, 10, true}, {2, 20, 10, true}, {4, 40, 10, true}});
    chart.resize(chart.sizeHint());
    QVERIFY(chart.nested());
    QSignalSpy chosen(&chart, &lafs::NestingChart::chosen);
    QTest::mouseClick(&chart, Qt::LeftButton, {}, chart.row(1).center());
    QCOMPARE(chosen.last().first().toInt(), 1);
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(chart.current(), 2);
    QTest::keyClick(&chart, Qt::Key_Down);
    QCOMPARE(chosen.size(), 2);
    chart.setSubsets({{1, 10, 10, true}, {2, 20, 10, false}});
    QVERIFY(!chart.nested());
    QVERIFY(chart.accessibleDescription().contains("20 images"));
  }

  void findingsComeWorstFirst() {
    lafs::FindingsList list;
    list.setFindings({{DataFinding::Weight::Good, "colours are RGB", {}, {}},
                      {DataFinding::Weight::Bad, "2 damaged files", "mend them",
                       QStringList() << "a.jpg"
                                     << "b.jpg"},
                      {DataFinding::Weight::Warning, "near duplicates", {}, {}}});
    QCOMPARE(list.topLevelItem(0)->text(0), QString("2 damaged files"));
    QCOMPARE(list.topLevelItem(0)->childCount(), 2);
    QCOMPARE(list.topLevelItem(0)->child(1)->text(0), QString("b.jpg"));
    QCOMPARE(list.topLevelItem(2)->text(0), QString("colours are RGB"));
  }

  void longListsAreCutAndSaySo() {
    lafs::FindingsList list;
    QStringList files;
    for (int k = 0; k < 2000; ++k) files << QString::number(k);
    list.setFindings({{DataFinding::Weight::Bad, "many", {}, files}});
    const QTreeWidgetItem* top = list.topLevelItem(0);
    QCOMPARE(top->childCount(), 501);
    QVERIFY(top->child(500)->text(0).contains(QLocale().toString(1500)));
  }
};

QTEST_MAIN(TestDataWidgets)
#include "test_data_widgets.moc"
