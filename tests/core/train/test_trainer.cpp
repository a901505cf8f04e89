// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <QTest>
#include <set>

#include "tests/core/train/trainer_test.h"

using namespace lafs;
using namespace lafs::test;

class TestTrainer : public TrainerTest {
  Q_OBJECT

 private Q_SLOTS:
  void init() { clearStopRequest(); }

  void learnsAndReportsEveryStep() {
    TinyTraining t = training();
    t.epochs = 20;
    const auto result = t.run();
    QCOMPARE(result.summary.steps, 220);
    QCOMPARE(result.summary.images, 880);
    QVERIFY(!result.summary.resumed);
    const auto lines = metricLines(t.directory);
    QCOMPARE(lines.size(), std::size_t(220));
    const Schedules schedules = TinyTraining::schedules();
    for (std::int64_t i = 0; i < 220; ++i) {
      QCOMPARE(lines[i]["step"].get<std::int64_t>(), i);
      QCOMPARE(lines[i]["epoch"].get<std::int64_t>(), i / 11);
      QCOMPARE(lines[i]["learning_rate"].get<double>(), schedules.learningRate(i));
      QCOMPARE(lines[i]["weight_decay"].get<double>(), schedules.weightDecay(i));
      QVERIFY(lines[i]["gradient_norm"].get<double>() > 0);
      QCOMPARE(lines[i]["loss"].get<double>(), lines[i]["margin_term"].get<double>());
      QVERIFY(lines[i]["images_per_second"].get<double>() > 0);
      for (const char* phase : {"data", "forward", "backward", "optimizer"}) {
        QVERIFY(lines[i].contains(std::string("seconds_") + phase));
      }
    }
    QVERIFY(lines.back()["loss"].get<double>() < 0.5 * lines.front()["loss"].get<double>());
  }

  /// The trainer against a loop written out here: batches from a loader of the same seed, AdamW by
  /// LibTorch's formulas in double.
  void equalsAPlainLoop() {
    TinyTraining t = training();
    t.objective = {0, 0};
    t.epochs = 2;
    t.clip = {ClipRule::PerTensor, 0.5};
    const auto result = t.run();

    TinyObjective reference({0, 0});
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < t.images; ++i) all.push_back(i);
    LoaderOptions load;
    load.batchSize = t.batchSize;
    load.seed = 5;
    Loader loader(std::make_shared<TinySource>(t.images), all, reference.transform(), load);
    const Schedules schedules = TinyTraining::schedules();
    at::Tensor parameters[] = {reference.weight.detach().to(at::kDouble),
                               reference.bias.detach().to(at::kDouble)};
    at::Tensor m[] = {at::zeros_like(parameters[0]), at::zeros_like(parameters[1])};
    at::Tensor v[] = {at::zeros_like(parameters[0]), at::zeros_like(parameters[1])};
    Batch batch;
    for (std::int64_t step = 0; step < 22; ++step) {
      if (step % 11 == 0) loader.startEpoch(step / 11);
      QVERIFY(loader.next(batch));
      at::Tensor w = parameters[0].clone().requires_grad_(),
                 b = parameters[1].clone().requires_grad_();
      at::nll_loss(at::log_softmax(at::linear(batch.views[0].flatten(1).to(at::kDouble), w, b), 1),
                   batch.labels)
          .backward();
      const at::Tensor gradients[] = {w.grad(), b.grad()};
      const double rate = schedules.learningRate(step);
      for (int p = 0; p < 2; ++p) {
        const double norm = gradients[p].norm().item<double>();
        const at::Tensor g = gradients[p] * std::min(1.0, 0.5 / (norm + 1e-6));
        const double decay = p == 0 ? schedules.weightDecay(step) : 0;
        parameters[p].mul_(1 - rate * decay);
        m[p] = 0.9 * m[p] + 0.1 * g;
        v[p] = 0.999 * v[p] + 0.001 * g * g;
        const double n = static_cast<double>(step + 1);
        const at::Tensor mean = m[p] / (1 - std::pow(0.9, n));
        const at::Tensor root = (v[p] / (1 - std::pow(0.999, n))).sqrt() + 1e-8;
        parameters[p].sub_(rate * mean / root);
      }
    }
    QVERIFY(largestDifference(result.weight, parameters[0]) < 2e-5);
    QVERIFY(largestDifference(result.bias, parameters[1]) < 2e-5);
  }

  void accumulationEqualsOneLargeBatch() {
    TinyTraining large = training(), small = training();
    large.objective = small.objective = {0, 0};
    large.batchSize = 8;
    small.batchSize = 2;
    small.accumulation = 4;
    large.images = small.images = 48;
    const auto a = large.run(), b = small.run();
    QCOMPARE(a.summary.steps, b.summary.steps);
    QVERIFY(largestDifference(a.weight, b.weight) < 1e-5);
    QVERIFY(largestDifference(a.weight, TinyObjective({0, 0}).weight.detach()) > 1e-3);
  }

  void stepsRunAcrossTheEndOfAnEpoch() {
    TinyTraining t = training();
    t.accumulation = 4;  // 11 batches an epoch, 33 in all
    const auto result = t.run();
    QCOMPARE(result.summary.steps, 8);
    QCOMPARE(result.summary.images, 8 * 4 * 4);
    const auto lines = metricLines(t.directory);
    QCOMPARE(lines[2]["epoch"].get<int>(), 0);  // batches 8 to 11: begins in epoch 0
    QCOMPARE(lines[3]["epoch"].get<int>(), 1);
  }

  void endsAtMaxSteps() {
    TinyTraining t = training();
    t.maxSteps = 5;
    QCOMPARE(t.run().summary.steps, 5);
    QVERIFY(checkpointsOf(t.directory) == std::vector<std::string>{"step-00000005"});
  }

  void runAgainDoesNothing() {
    TinyTraining t = training();
    const auto first = t.run(), second = t.run();
    QVERIFY(second.summary.resumed);
    QCOMPARE(second.summary.steps, first.summary.steps);
    QVERIFY(at::equal(first.weight, second.weight));
    QCOMPARE(metricLines(t.directory).size(), std::size_t(33));
  }
  void loaderThreadsChangeNothing() {
    TinyTraining one = training(), four = training();
    four.loaderThreads = 4;
    one.run();
    four.run();
    compareFinal(one, four, 33);
  }

  void nonFiniteLossStopsTheRun() {
    TinyTraining t = training();
    t.nanAtStep = 14;
    try {
      t.run();
      QFAIL("went on with a loss that is no number");
    } catch (const DivergedError& error) {
      const std::string text = error.what();
      QVERIFY(text.find("step 14") != std::string::npos);
      QVERIFY(text.find("loss, margin_term") != std::string::npos);
      QVERIFY(text.find("step-00000011") != std::string::npos);
      QCOMPARE(error.details()["step"].get<int>(), 14);
      QCOMPARE(error.details()["checkpoint"].get<std::string>(), std::string("step-00000011"));
    }
    QVERIFY(checkpointsOf(t.directory) == std::vector<std::string>{"step-00000011"});
  }

  void previewsComeOnceAnEpochOrAsAsked() {
    std::vector<std::int64_t> steps;
    TinyTraining t = training();
    t.preview = [&steps](const StepContext& step) { steps.push_back(step.step); };
    t.run();
    QCOMPARE(steps, (std::vector<std::int64_t>{0, 11, 22}));
    steps.clear();
    TinyTraining often = training();
    often.runtime.previewSteps = 10;
    often.preview = t.preview;
    often.run();
    QCOMPARE(steps, (std::vector<std::int64_t>{0, 10, 20, 30}));
  }

  void halfPrecisionNeedsAGpu() {
    TinyTraining t = training();
    t.precision = "float16";
    QVERIFY_EXCEPTION_THROWN(t.run(), UserError);
  }

  void tooFewImagesForABatchIsSaid() {
    TinyTraining t = training();
    t.images = 3;
    QVERIFY_EXCEPTION_THROWN(t.run(), UserError);
  }
};

QTEST_GUILESS_MAIN(TestTrainer)
#include "test_trainer.moc"
