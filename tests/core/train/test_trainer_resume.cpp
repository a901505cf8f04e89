// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <QTest>
#include <set>

#include "tests/core/train/trainer_test.h"

using namespace lafs;
using namespace lafs::test;

/// Trainings that end early and go on, and the checkpoints that they go on from.
class TestTrainerResume : public TrainerTest {
  Q_OBJECT

 private Q_SLOTS:
  void init() { clearStopRequest(); }

  void stoppedAndResumedGivesTheSameBits_data() {
    QTest::addColumn<int>("step");
    QTest::addColumn<int>("accumulation");
    QTest::newRow("in the middle of an epoch") << 4 << 1;
    QTest::newRow("at the end of an epoch") << 10 << 1;
    QTest::newRow("accumulating") << 3 << 3;
  }

  void stoppedAndResumedGivesTheSameBits() {
    QFETCH(int, step);
    QFETCH(int, accumulation);
    TinyTraining whole = training(), parts = training();
    whole.accumulation = parts.accumulation = accumulation;
    const std::int64_t steps = whole.run().summary.steps;
    parts.beforeLoss = [step](std::int64_t now) {
      if (now == step) requestStop();
    };
    QVERIFY_EXCEPTION_THROWN(parts.run(), Stopped);
    QVERIFY(checkpointsOf(parts.directory).back() == stepName(step + 1));
    clearStopRequest();
    parts.beforeLoss = nullptr;
    QVERIFY(parts.run().summary.resumed);
    compareFinal(whole, parts, steps);
  }

  void diedAndResumedGivesTheSameBits() {
    TinyTraining whole = training(), parts = training();
    whole.run();
    parts.runtime.checkpointSteps = 3;
    for (const int step : {1, 5, 17, 30}) {
      parts.beforeLoss = [step](std::int64_t now) {
        if (now == step) throw std::runtime_error("died");
      };
      QVERIFY_EXCEPTION_THROWN(parts.run(), std::runtime_error);
    }
    parts.beforeLoss = nullptr;
    parts.run();
    compareFinal(whole, parts, 33);
  }

  void resumeTakesTheRecordedThreads() {
    const int before = at::get_num_threads();
    TinyTraining t = training();
    at::set_num_threads(1);
    t.beforeLoss = [](std::int64_t now) {
      if (now == 4) requestStop();
    };
    QVERIFY_EXCEPTION_THROWN(t.run(), Stopped);
    clearStopRequest();
    t.beforeLoss = nullptr;
    at::set_num_threads(2);
    t.run();
    QCOMPARE(at::get_num_threads(), 1);
    const std::string log = readWholeFile(RunPaths(t.directory).log());
    QVERIFY(log.find("goes on with 1") != std::string::npos);
    at::set_num_threads(before);
  }

  void damagedCheckpointsArePassedOver() {
    TinyTraining whole = training(), parts = training();
    whole.run();
    parts.beforeLoss = [](std::int64_t now) {
      if (now == 25) throw std::runtime_error("died");
    };
    QVERIFY_EXCEPTION_THROWN(parts.run(), std::runtime_error);
    const std::string newest = RunPaths(parts.directory).checkpoint(22) + "/state.safetensors";
    std::string bytes = readWholeFile(newest);
    bytes[bytes.size() - 5] ^= 1;
    writeFileAtomically(newest, bytes);
    std::int64_t first = -1;
    parts.beforeLoss = [&first](std::int64_t now) { first = first < 0 ? now : first; };
    parts.run();
    QCOMPARE(first, std::int64_t(11));
    compareFinal(whole, parts, 33);
    const std::string log = readWholeFile(RunPaths(parts.directory).log());
    QVERIFY(log.find("WARNING checkpoint step-00000022 is passed over") != std::string::npos);
  }

  void newestAndBestAreKept() {
    TinyTraining t = training();
    t.epochs = 6;
    t.runtime.keepCheckpoints = 2;
    t.objective = {0, 0};
    // From the fourth epoch on the steps are far too long: the third one stays the best.
    t.schedule.learningRate = [](std::int64_t step) { return step < 33 ? 0.01 : 10.0; };
    t.run();
    const auto lines = metricLines(t.directory);
    double best = std::numeric_limits<double>::infinity();
    std::int64_t bestStep = 0;
    for (std::int64_t epoch = 0; epoch < 6; ++epoch) {
      double sum = 0;
      for (std::int64_t i = 0; i < 11; ++i) sum += lines[epoch * 11 + i]["loss"].get<double>();
      if (sum < best) {
        best = sum;
        bestStep = (epoch + 1) * 11;
      }
    }
    QCOMPARE(bestStep, std::int64_t(33));
    const std::set<std::string> expected = {stepName(55), stepName(66), stepName(bestStep)};
    const auto found = checkpointsOf(t.directory);
    QVERIFY(std::set<std::string>(found.begin(), found.end()) == expected);
    const Json state = Json::parse(finalState(t.directory, 66, "state.json"));
    QCOMPARE(state["best_step"].get<std::int64_t>(), bestStep);
    QVERIFY(std::abs(state["best_loss"].get<double>() - best / 11) < 1e-9);
  }

  void stopsWhenAWatcherAsks() {
    TinyTraining t = training();
    t.epochs = 1000;
    const RunPaths paths(t.directory);
    std::int64_t asked = -1;
    t.beforeLoss = [&](std::int64_t step) {
      if (step == 3) writeFileAtomically(paths.request(format::kStopRequest), "test\n");
      if (step == 3) asked = step;
      QTest::qSleep(20);
    };
    QVERIFY_EXCEPTION_THROWN(t.run(), Stopped);
    QCOMPARE(asked, std::int64_t(3));
    // Requests are looked at a few times a second: soon after, and long before the end.
    const auto newest = parseStepName(checkpointsOf(t.directory).back());
    QVERIFY(newest.has_value() && *newest > 3 && *newest < 1000);
  }
};

QTEST_GUILESS_MAIN(TestTrainerResume)
#include "test_trainer_resume.moc"
