// SPDX-License-Identifier: GPL-3.0-or-later
// What stands at the ticks of a logarithmic axis: each label reads back as its tick, whatever part
// of the axis is in sight.
#include <QSet>
#include <QTest>
#include <cmath>

#include "widgets/plot/log_ticker.h"

class TestLogTicker : public QObject {
  Q_OBJECT

 private:
  QStringList labelsOf(double lower, double upper) {
    lafs::LogTicker ticker;
    ticks_.clear();
    QVector<QString> labels;
    ticker.generate(QCPRange(lower, upper), QLocale::c(), 'e', 0, ticks_, nullptr, &labels);
    return QStringList(labels.begin(), labels.end());
  }
  QVector<double> ticks_;

 private Q_SLOTS:
  void everyLabelReadsBackAsItsTick_data() {
    QTest::addColumn<double>("lower");
    QTest::addColumn<double>("upper");
    QTest::newRow("within a decade") << 70.0 << 85.0;
    QTest::newRow("around a power") << 80.0 << 130.0;
    QTest::newRow("a little over a decade") << 42.0 << 390.0;
    QTest::newRow("hundredths") << 0.011 << 0.045;
    QTest::newRow("very small, within a decade") << 1.2e-7 << 4.4e-7;
    QTest::newRow("very large, within a decade") << 1.2e9 << 4.4e9;
    QTest::newRow("many decades") << 1e-7 << 1.0;
  }

  void everyLabelReadsBackAsItsTick() {
    QFETCH(const double, lower);
    QFETCH(const double, upper);
    const QStringList labels = labelsOf(lower, upper);
    QVERIFY(labels.size() > 2);
    QCOMPARE(QSet<QString>(labels.begin(), labels.end()).size(), labels.size());
    for (int i = 0; i < labels.size(); ++i) {
      QVERIFY2(std::abs(labels[i].toDouble() / ticks_[i] - 1) < 0.01, qPrintable(labels[i]));
    }
  }

  void fewDecadesHavePlainNumbersAndManyHavePowers() {
    QVERIFY(labelsOf(70, 85).contains("75"));
    for (const QString& label : labelsOf(1e-4, 1))
      QVERIFY2(label.startsWith("1e"), qPrintable(label));
  }
};

QTEST_GUILESS_MAIN(TestLogTicker)
#include "test_log_ticker.moc"
