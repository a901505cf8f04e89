// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/autograd.h>

#include <QTest>
#include <cmath>
#include <vector>

#include "core/loss/dino/dino_loss.h"

namespace {

using Row = std::vector<double>;

/// log softmax of (x - shift) / temperature, plain loops in double.
Row logSoftmax(const at::Tensor& x, const at::Tensor& shift, double temperature) {
  const at::Tensor values = x.to(at::kDouble).contiguous(), moved = shift.to(at::kDouble);
  Row logits;
  double top = -1e300, sum = 0;
  for (std::int64_t i = 0; i < values.numel(); ++i) {
    logits.push_back((values[i].item<double>() - moved[i].item<double>()) / temperature);
    top = std::max(top, logits.back());
  }
  for (const double logit : logits) sum += std::exp(logit - top);
  for (double& logit : logits) logit -= top + std::log(sum);
  return logits;
}

struct Case {
  at::Tensor student, teacher, centre;
  std::int64_t views, teacherViews, batch, width;
};

Case makeCase(std::int64_t views, std::int64_t teacherViews, std::int64_t batch,
              std::int64_t width) {
  at::manual_seed(21);
  return {at::randn({views * batch, width}),
          at::randn({teacherViews * batch, width}).mul(0.5),
          at::randn({1, width}).mul(0.1),
          views,
          teacherViews,
          batch,
          width};
}

constexpr double kStudent = 0.1, kTeacher = 0.06;

struct Reference {
  double loss = 0, teacherEntropy = 0, studentEntropy = 0, kl = 0;
};

Reference byLoops(const Case& c) {
  const at::Tensor none = at::zeros({c.width});
  std::vector<Row> teacher, student;
  for (std::int64_t r = 0; r < c.teacher.size(0); ++r) {
    teacher.push_back(logSoftmax(c.teacher[r], c.centre[0], kTeacher));
  }
  for (std::int64_t r = 0; r < c.student.size(0); ++r) {
    student.push_back(logSoftmax(c.student[r], none, kStudent));
  }
  Reference result;
  int pairs = 0;
  for (std::int64_t q = 0; q < c.teacherViews; ++q) {
    for (std::int64_t v = 0; v < c.views; ++v) {
      if (q == v) continue;
      ++pairs;
      for (std::int64_t b = 0; b < c.batch; ++b) {
        const Row& target = teacher[static_cast<std::size_t>(q * c.batch + b)];
        const Row& row = student[static_cast<std::size_t>(v * c.batch + b)];
        for (std::size_t o = 0; o < row.size(); ++o) {
          result.loss -= std::exp(target[o]) * row[o];
          result.kl += std::exp(target[o]) * (target[o] - row[o]);
        }
      }
    }
  }
  const double terms = static_cast<double>(pairs * c.batch);
  result.loss /= terms;
  result.kl /= terms;
  const auto entropy = [](const std::vector<Row>& rows) {
    double sum = 0;
    for (const Row& row : rows) {
      for (const double logit : row) sum -= std::exp(logit) * logit;
    }
    return sum / static_cast<double>(rows.size());
  };
  result.teacherEntropy = entropy(teacher);
  result.studentEntropy = entropy(student);
  return result;
}

bool close(double found, double expected, double tolerance) {
  return std::abs(found - expected) <= tolerance * (1 + std::abs(expected));
}

}  // namespace

class TestDinoLoss : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalsPlainLoops_data();
  void equalsPlainLoops();
  void gradientEqualsThePlainExpressions_data();
  void gradientEqualsThePlainExpressions();
  void scalesItsGradient();
  void doesNotDependOnThreads();
  void showsNaN();
  void meansTheTeachersColumns();
  void refusesSizesThatDoNotFit();

 private:
  void sizes();
};

void TestDinoLoss::sizes() {
  QTest::addColumn<int>("views");
  QTest::addColumn<int>("teacherViews");
  QTest::addColumn<int>("batch");
  QTest::addColumn<int>("width");
  QTest::newRow("ten views") << 10 << 2 << 3 << 67;
  QTest::newRow("two views") << 2 << 2 << 2 << 5;
  QTest::newRow("wide") << 3 << 2 << 1 << 5000;
  QTest::newRow("three teacher views") << 5 << 3 << 2 << 33;
  QTest::newRow("one teacher view") << 3 << 1 << 2 << 33;
}

void TestDinoLoss::equalsPlainLoops_data() {
  sizes();
}

void TestDinoLoss::equalsPlainLoops() {
  QFETCH(int, views);
  QFETCH(int, teacherViews);
  QFETCH(int, batch);
  QFETCH(int, width);
  const Case c = makeCase(views, teacherViews, batch, width);
  const Reference expected = byLoops(c);
  for (const auto& function : {lafs::dinoLoss, lafs::dinoLossPlain}) {
    const lafs::DinoLossResult found =
        function(c.student, c.teacher, c.centre, views, batch, kStudent, kTeacher);
    QVERIFY(close(found.loss.item<double>(), expected.loss, 2e-6));
    QVERIFY(close(found.teacherEntropy, expected.teacherEntropy, 1e-5));
    QVERIFY(close(found.studentEntropy, expected.studentEntropy, 1e-5));
    QVERIFY(close(found.kl, expected.kl, 1e-5));
  }
}

void TestDinoLoss::gradientEqualsThePlainExpressions_data() {
  sizes();
}

void TestDinoLoss::gradientEqualsThePlainExpressions() {
  QFETCH(int, views);
  QFETCH(int, teacherViews);
  QFETCH(int, batch);
  QFETCH(int, width);
  const Case c = makeCase(views, teacherViews, batch, width);
  std::vector<at::Tensor> gradients;
  for (const auto& function : {lafs::dinoLoss, lafs::dinoLossPlain}) {
    const at::Tensor student = c.student.clone().requires_grad_(true);
    const at::Tensor loss =
        function(student, c.teacher, c.centre, views, batch, kStudent, kTeacher).loss;
    gradients.push_back(torch::autograd::grad({loss}, {student}).front());
  }
  const double off = (gradients[0] - gradients[1]).abs().max().item<double>() /
                     gradients[1].abs().max().item<double>();
  QVERIFY2(off < 1e-5, qPrintable(QString::number(off)));
}

void TestDinoLoss::scalesItsGradient() {
  const Case c = makeCase(4, 2, 2, 19);
  const at::Tensor student = c.student.clone().requires_grad_(true);
  const auto loss = [&] {
    return lafs::dinoLoss(student, c.teacher, c.centre, 4, 2, kStudent, kTeacher).loss;
  };
  const at::Tensor whole = torch::autograd::grad({loss()}, {student}).front();
  const at::Tensor part = torch::autograd::grad({loss() / 4}, {student}).front();
  QVERIFY(at::allclose(whole, part * 4, 1e-5, 1e-9));
}

void TestDinoLoss::doesNotDependOnThreads() {
  const Case c = makeCase(10, 2, 5, 301);
  const int before = at::get_num_threads();
  std::vector<at::Tensor> results;
  for (const int threads : {1, 3}) {
    at::set_num_threads(threads);
    const at::Tensor student = c.student.clone().requires_grad_(true);
    const at::Tensor loss =
        lafs::dinoLoss(student, c.teacher, c.centre, 10, 5, kStudent, kTeacher).loss;
    results.push_back(loss.detach());
    results.push_back(torch::autograd::grad({loss}, {student}).front());
  }
  at::set_num_threads(before);
  QVERIFY(at::equal(results[0], results[2]));
  QVERIFY(at::equal(results[1], results[3]));
}

void TestDinoLoss::showsNaN() {
  Case c = makeCase(4, 2, 2, 50);
  c.student[3][7] = std::nan("");
  QVERIFY(std::isnan(lafs::dinoLoss(c.student, c.teacher, c.centre, 4, 2, kStudent, kTeacher)
                         .loss.item<double>()));
  c = makeCase(4, 2, 2, 50);
  c.teacher[1][9] = std::nan("");
  QVERIFY(std::isnan(lafs::dinoLoss(c.student, c.teacher, c.centre, 4, 2, kStudent, kTeacher)
                         .loss.item<double>()));
}

void TestDinoLoss::meansTheTeachersColumns() {
  const Case c = makeCase(4, 2, 3, 12);
  const lafs::DinoLossResult result =
      lafs::dinoLoss(c.student, c.teacher, c.centre, 4, 3, kStudent, kTeacher);
  QCOMPARE(result.teacherColumnMean.dim(), std::int64_t(2));
  QVERIFY(at::allclose(result.teacherColumnMean[0], c.teacher.sum(0) / 6.0));
}

void TestDinoLoss::refusesSizesThatDoNotFit() {
  const Case c = makeCase(4, 2, 3, 12);
  QVERIFY_EXCEPTION_THROWN(lafs::dinoLoss(c.student, c.teacher, c.centre, 5, 3, kStudent, kTeacher),
                           c10::Error);
}

QTEST_GUILESS_MAIN(TestDinoLoss)
#include "test_dino_loss.moc"
