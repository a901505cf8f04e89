// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/Parallel.h>
#include <torch/optim.h>

#include <QTest>
#include <cmath>

#include "core/train/kernels/optimizer_kernels.h"

namespace {

/// Parameters of odd sizes, one of them larger than a thread's piece of work.
std::vector<at::Tensor> makeParameters() {
  at::manual_seed(31);
  return {at::randn({7, 13}), at::randn({1}), at::randn({331, 257}), at::randn({64})};
}

at::Tensor gradientOf(const at::Tensor& parameter, int step) {
  return (parameter * (step + 1)).sin() + 0.1 * parameter;
}

double worst(const std::vector<at::Tensor>& found, const std::vector<at::Tensor>& expected) {
  double off = 0;
  for (std::size_t i = 0; i < found.size(); ++i) {
    off = std::max(off, (found[i] - expected[i]).abs().max().item<double>());
  }
  return off;
}

/// Steps both our kernel and LibTorch's optimizer; returns the largest difference.
double adamwAgainstLibTorch(double weightDecay, double scale) {
  std::vector<at::Tensor> reference = makeParameters();
  for (at::Tensor& parameter : reference) parameter.requires_grad_(true);
  torch::optim::AdamW optimizer(
      reference,
      torch::optim::AdamWOptions(3e-3).betas({0.9, 0.999}).eps(1e-8).weight_decay(weightDecay));
  std::vector<lafs::AdamWTensor> ours;
  for (const at::Tensor& parameter : makeParameters()) {
    lafs::AdamWTensor entry;
    entry.parameter = parameter;
    entry.m = at::zeros_like(parameter);
    entry.v = at::zeros_like(parameter);
    entry.learningRate = 3e-3;
    entry.weightDecay = weightDecay;
    entry.gradientScale = scale;
    ours.push_back(entry);
  }
  for (int step = 0; step < 6; ++step) {
    std::vector<at::Tensor> found, expected;
    for (std::size_t i = 0; i < ours.size(); ++i) {
      reference[i].mutable_grad() = gradientOf(reference[i].detach(), step) * scale;
      ours[i].gradient = gradientOf(ours[i].parameter, step);
      ours[i].step = step + 1;
    }
    optimizer.step();
    lafs::adamwStep(ours, {});
  }
  std::vector<at::Tensor> found, expected;
  for (std::size_t i = 0; i < ours.size(); ++i) {
    found.push_back(ours[i].parameter);
    expected.push_back(reference[i].detach());
  }
  return worst(found, expected);
}

}  // namespace

class TestOptimizerKernels : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void adamwEqualsLibTorchs_data();
  void adamwEqualsLibTorchs();
  void sgdEqualsLibTorchs_data();
  void sgdEqualsLibTorchs();
  void teacherFollowsTheNewParameter();
  void leavesAParameterWithoutGradientAlone();
  void emaFollowsAllEntries();
  void normsAreEuclidean();
  void normsShowNaN();
  void doesNotDependOnThreads();
  void refusesAMomentOfAnotherSize();
};

void TestOptimizerKernels::adamwEqualsLibTorchs_data() {
  QTest::addColumn<double>("weightDecay");
  QTest::addColumn<double>("scale");
  QTest::newRow("plain") << 0.0 << 1.0;
  QTest::newRow("decay") << 0.4 << 1.0;
  QTest::newRow("decay and clipping") << 0.1 << 0.37;
}

void TestOptimizerKernels::adamwEqualsLibTorchs() {
  QFETCH(double, weightDecay);
  QFETCH(double, scale);
  const double off = adamwAgainstLibTorch(weightDecay, scale);
  QVERIFY2(off < 3e-6, qPrintable(QString::number(off)));
}

void TestOptimizerKernels::sgdEqualsLibTorchs_data() {
  QTest::addColumn<double>("momentum");
  QTest::addColumn<bool>("nesterov");
  QTest::newRow("no momentum") << 0.0 << false;
  QTest::newRow("momentum") << 0.9 << false;
  QTest::newRow("nesterov") << 0.9 << true;
}

void TestOptimizerKernels::sgdEqualsLibTorchs() {
  QFETCH(double, momentum);
  QFETCH(bool, nesterov);
  std::vector<at::Tensor> reference = makeParameters();
  for (at::Tensor& parameter : reference) parameter.requires_grad_(true);
  torch::optim::SGD optimizer(
      reference,
      torch::optim::SGDOptions(0.05).momentum(momentum).nesterov(nesterov).weight_decay(5e-4));
  std::vector<lafs::SgdTensor> ours;
  for (const at::Tensor& parameter : makeParameters()) {
    lafs::SgdTensor entry;
    entry.parameter = parameter;
    if (momentum > 0) entry.momentum = at::zeros_like(parameter);
    entry.learningRate = 0.05;
    entry.weightDecay = 5e-4;
    ours.push_back(entry);
  }
  lafs::SgdOptions options;
  options.momentum = momentum;
  options.nesterov = nesterov;
  for (int step = 0; step < 5; ++step) {
    for (std::size_t i = 0; i < ours.size(); ++i) {
      reference[i].mutable_grad() = gradientOf(reference[i].detach(), step);
      ours[i].gradient = gradientOf(ours[i].parameter, step);
    }
    optimizer.step();
    lafs::sgdStep(ours, options);
  }
  for (std::size_t i = 0; i < ours.size(); ++i) {
    QVERIFY(at::allclose(ours[i].parameter, reference[i].detach(), 1e-5, 2e-6));
  }
}

void TestOptimizerKernels::teacherFollowsTheNewParameter() {
  lafs::AdamWTensor entry;
  entry.parameter = at::randn({1000});
  entry.gradient = at::randn({1000});
  entry.m = at::zeros({1000});
  entry.v = at::zeros({1000});
  entry.teacher = at::randn({1000});
  entry.learningRate = 0.01;
  const at::Tensor before = entry.teacher.clone();
  lafs::AdamWOptions options;
  options.teacherMomentum = 0.75;
  lafs::adamwStep({entry}, options);
  QVERIFY(at::allclose(entry.teacher, before * 0.75 + entry.parameter * 0.25, 1e-5, 1e-7));
}

void TestOptimizerKernels::leavesAParameterWithoutGradientAlone() {
  lafs::AdamWTensor entry;
  entry.parameter = at::randn({100});
  entry.teacher = at::zeros({100});
  entry.learningRate = 0.1;
  entry.weightDecay = 0.5;
  const at::Tensor before = entry.parameter.clone();
  lafs::AdamWOptions options;
  options.teacherMomentum = 0.5;
  lafs::adamwStep({entry}, options);
  QVERIFY(at::equal(entry.parameter, before));
  QVERIFY(at::allclose(entry.teacher, before * 0.5));
}

void TestOptimizerKernels::emaFollowsAllEntries() {
  const std::vector<at::Tensor> student = makeParameters();
  std::vector<at::Tensor> teacher, expected;
  for (const at::Tensor& parameter : student) {
    teacher.push_back(parameter * 2 + 1);
    expected.push_back(teacher.back() * 0.996 + parameter * 0.004);
  }
  lafs::emaUpdate(teacher, student, 0.996);
  QVERIFY(worst(teacher, expected) < 2e-6);
}

void TestOptimizerKernels::normsAreEuclidean() {
  const std::vector<at::Tensor> gradients = makeParameters();
  const std::vector<double> norms = lafs::gradientNorms(gradients);
  for (std::size_t i = 0; i < gradients.size(); ++i) {
    const double expected = gradients[i].to(at::kDouble).norm().item<double>();
    QVERIFY(std::abs(norms[i] - expected) < 1e-9 * (1 + expected));
    QCOMPARE(lafs::gradientNorm(gradients[i]), norms[i]);
  }
  QCOMPARE(lafs::gradientNorm(at::Tensor()), 0.0);
}

void TestOptimizerKernels::normsShowNaN() {
  const at::Tensor gradient = at::ones({100000});
  gradient[70000] = std::nan("");
  QVERIFY(std::isnan(lafs::gradientNorm(gradient)));
}

void TestOptimizerKernels::doesNotDependOnThreads() {
  const int before = at::get_num_threads();
  std::vector<at::Tensor> results;
  std::vector<double> norms;
  for (const int threads : {1, 3}) {
    at::set_num_threads(threads);
    at::manual_seed(1);
    lafs::AdamWTensor entry;
    entry.parameter = at::randn({200001});
    entry.gradient = at::randn({200001});
    entry.m = at::zeros({200001});
    entry.v = at::zeros({200001});
    entry.learningRate = 0.01;
    lafs::adamwStep({entry}, {});
    results.push_back(entry.parameter);
    norms.push_back(lafs::gradientNorm(entry.gradient));
  }
  at::set_num_threads(before);
  QVERIFY(at::equal(results[0], results[1]));
  QCOMPARE(norms[0], norms[1]);
}

void TestOptimizerKernels::refusesAMomentOfAnotherSize() {
  lafs::AdamWTensor entry;
  entry.parameter = at::randn({10});
  entry.gradient = at::randn({10});
  entry.m = at::zeros({9});
  entry.v = at::zeros({10});
  QVERIFY_EXCEPTION_THROWN(lafs::adamwStep({entry}, {}), c10::Error);
}

QTEST_GUILESS_MAIN(TestOptimizerKernels)
#include "test_optimizer_kernels.moc"
