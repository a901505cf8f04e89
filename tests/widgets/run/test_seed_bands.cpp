// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>

#include "widgets/run/seed_bands.h"

using lafs::CurveData;
using lafs::MeanBand;
using lafs::RunCurves;

namespace {

std::shared_ptr<CurveData> curveOf(std::vector<double> x, std::vector<double> y) {
  return std::make_shared<CurveData>(std::move(x), std::move(y));
}

RunCurves runWithLoss(const std::string& name, double loss) {
  auto metrics = std::make_shared<lafs::MetricsHistory>();
  for (int step = 0; step < 4; ++step) {
    metrics->step.push_back(step);
    metrics->epoch.push_back(0);
    metrics->segment.push_back(0);
    metrics->time.push_back(step);
    metrics->values["loss"].push_back(loss + step);
  }
  RunCurves run;
  run.run = name;
  run.label = name;
  run.metrics = metrics;
  return run;
}

}  // namespace

class TestSeedBands : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void bandsOneSampleDeviationAroundTheMean() {
    const MeanBand band = lafs::meanBand(
        {curveOf({0, 1, 2}, {1, 2, 3}), curveOf({0, 1, 2}, {3, 2, 6}), curveOf({0, 2}, {5, 9})});
    // Step 1 is missing in one of them.
    QCOMPARE(band.mean->x(), (std::vector<double>{0, 2}));
    QCOMPARE(band.mean->y(), (std::vector<double>{3, 6}));
    QCOMPARE(band.lower->y()[0], 3 - 2.0);  // sample deviation of 1, 3, 5
    QCOMPARE(band.upper->y()[1], 6 + 3.0);  // of 3, 6, 9
  }

  void leavesOneRunAsItIs() {
    const MeanBand band = lafs::meanBand({curveOf({0, 1}, {4, 5})});
    QCOMPARE(band.mean->y(), (std::vector<double>{4, 5}));
    QVERIFY(band.lower == nullptr);
  }

  void saysHowManyRunsAreBehindACurve() {
    const std::vector<lafs::SeedCurves> groups = {
        {"alpha 2", 0, {runWithLoss("a", 1), runWithLoss("b", 3)}},
        {"alpha 5", 1, {runWithLoss("c", 7)}}};
    const lafs::Chart chart =
        seedBandChart(lafs::runChartKinds().front(), groups, lafs::TrainingAxis::Step);
    QCOMPARE(chart.curves.size(), std::size_t{2});
    QVERIFY(chart.curves[0].name.find("n = 2") != std::string::npos);
    QVERIFY(chart.curves[0].bandUpper != nullptr);
    QCOMPARE(chart.curves[0].data->y()[0], 2.0);
    QVERIFY(chart.curves[1].name.find("n = 1") != std::string::npos);
    QVERIFY(chart.curves[1].bandUpper == nullptr);
    QCOMPARE(chart.source.runs, (std::vector<std::string>{"a", "b", "c"}));
  }
};

QTEST_GUILESS_MAIN(TestSeedBands)
#include "test_seed_bands.moc"
