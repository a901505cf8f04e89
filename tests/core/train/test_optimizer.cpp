// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/optimizer.h"

#include <ATen/ATen.h>

#include <QTest>
#include <cmath>
#include <limits>

#include "core/base/error.h"
#include "core/base/random_stream.h"

using namespace lafs;

namespace {

at::Tensor randomTensor(std::vector<std::int64_t> shape, std::uint64_t seed) {
  RandomStream random({seed});
  at::Tensor tensor = at::empty(shape, at::kFloat);
  for (std::int64_t i = 0; i < tensor.numel(); ++i) {
    tensor.data_ptr<float>()[i] = static_cast<float>(random.normal());
  }
  return tensor;
}

at::Tensor parameter(std::vector<std::int64_t> shape, std::uint64_t seed) {
  return randomTensor(std::move(shape), seed).requires_grad_();
}

double largestDifference(const at::Tensor& a, const at::Tensor& b) {
  return (a.detach().to(at::kDouble) - b.detach().to(at::kDouble)).abs().max().item<double>();
}

/// First AdamW step from zero moments, element by element: the moments cancel, so that
/// p · (1 - rate · decay) - rate · g / (|g| + eps).
at::Tensor firstAdamWStep(const at::Tensor& p, const at::Tensor& g, double rate, double decay) {
  const at::Tensor wide = g.to(at::kDouble);
  return p.detach().to(at::kDouble) * (1 - rate * decay) - rate * wide / (wide.abs() + 1e-8);
}

}  // namespace

class TestOptimizer : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void groupsHaveTheirOwnRateAndDecay() {
    at::Tensor a = parameter({4, 3}, 1), b = parameter({5}, 2);
    const at::Tensor a0 = a.detach().clone(), b0 = b.detach().clone();
    const at::Tensor ga = randomTensor({4, 3}, 3), gb = randomTensor({5}, 4);
    Optimizer optimizer({{{a}, {"a"}, 0.3, 1, true}, {{b}, {"b"}, 0.2, 0.25, false}}, {});
    a.mutable_grad() = ga;
    b.mutable_grad() = gb;
    optimizer.measure();
    optimizer.step(0.1, 0.7, {});
    QVERIFY(largestDifference(a, firstAdamWStep(a0, ga, 0.1, 0.7)) < 1e-6);
    QVERIFY(largestDifference(b, firstAdamWStep(b0, gb, 0.025, 0.2)) < 1e-6);
  }

  void clipsByRule_data() {
    QTest::addColumn<int>("rule");
    QTest::newRow("none") << int(ClipRule::None);
    QTest::newRow("per tensor") << int(ClipRule::PerTensor);
    QTest::newRow("global norm") << int(ClipRule::GlobalNorm);
  }
  /// SGD without momentum shows the gradient that was used.
  void clipsByRule() {
    QFETCH(int, rule);
    at::Tensor small = parameter({3}, 1), large = parameter({40}, 2);
    const at::Tensor gs = 0.1 * randomTensor({3}, 3), gl = randomTensor({40}, 4);
    const at::Tensor s0 = small.detach().clone(), l0 = large.detach().clone();
    OptimizerOptions options;
    options.name = "sgd";
    options.momentum = 0;
    Optimizer optimizer({{{small, large}, {"s", "l"}, 0, 1, false}}, options);
    const double scale = 0.5;  // gradients were made for twice the loss
    small.mutable_grad() = gs / scale;
    large.mutable_grad() = gl / scale;
    const double ns = gs.norm().item<double>(), nl = gl.norm().item<double>();
    const GradientReport report = optimizer.measure(scale);
    QVERIFY(std::abs(report.norm - std::hypot(ns, nl)) < 1e-5);
    QVERIFY(report.nonFinite.empty());
    optimizer.step(1, 0, {static_cast<ClipRule>(rule), 3.0}, scale);
    double fs = 1, fl = 1;
    if (rule == int(ClipRule::PerTensor)) {
      fs = std::min(1.0, 3.0 / (ns + 1e-6));
      fl = std::min(1.0, 3.0 / (nl + 1e-6));
      QVERIFY(fs == 1 && fl < 1);
    } else if (rule == int(ClipRule::GlobalNorm)) {
      fs = fl = std::min(1.0, 3.0 / (std::hypot(ns, nl) + 1e-6));
      QVERIFY(fs < 1);
    }
    QVERIFY(largestDifference(small, s0 - fs * gs) < 1e-6);
    QVERIFY(largestDifference(large, l0 - fl * gl) < 1e-6);
  }

  void namesTheFirstBadGradient() {
    at::Tensor a = parameter({3}, 1), b = parameter({3}, 2);
    Optimizer optimizer({{{a, b}, {"first", "second"}, 0, 1, false}}, {});
    a.mutable_grad() = randomTensor({3}, 3);
    b.mutable_grad() = randomTensor({3}, 4);
    b.mutable_grad()[1] = std::numeric_limits<float>::infinity();
    QCOMPARE(optimizer.measure().nonFinite, std::string("second"));
    b.mutable_grad()[1] = std::numeric_limits<float>::quiet_NaN();
    QCOMPARE(optimizer.measure().nonFinite, std::string("second"));
  }

  void withoutGradientNothingMoves() {
    at::Tensor a = parameter({3}, 1), b = parameter({3}, 2);
    const at::Tensor b0 = b.detach().clone(), g = randomTensor({3}, 4);
    Optimizer optimizer({{{a, b}, {"a", "b"}, 0.5, 1, false}}, {});
    for (int i = 0; i < 3; ++i) {
      a.mutable_grad() = randomTensor({3}, 10 + i);
      optimizer.measure();
      optimizer.step(0.1, 0, {});
      optimizer.clearGradients();
    }
    QVERIFY(at::equal(b.detach(), b0));
    const auto state = optimizer.state();
    QCOMPARE(state.at("optimizer.steps")[0].item<std::int64_t>(), std::int64_t(3));
    QCOMPARE(state.at("optimizer.steps")[1].item<std::int64_t>(), std::int64_t(0));
    QCOMPARE(state.at("optimizer.v.b").abs().max().item<double>(), 0.0);
    // Its first step is a first step: bias correction counts its own steps.
    b.mutable_grad() = g;
    optimizer.measure();
    optimizer.step(0.1, 0, {});
    QVERIFY(largestDifference(b, firstAdamWStep(b0, g, 0.1, 0.5)) < 1e-6);
  }

  void sparseGradientsMoveTheirRowsAlone_data() {
    QTest::addColumn<QString>("name");
    QTest::newRow("adamw") << "adamw";
    QTest::newRow("sgd") << "sgd";
  }
  /// Against a dense optimizer that holds just those rows as its parameter.
  void sparseGradientsMoveTheirRowsAlone() {
    QFETCH(QString, name);
    OptimizerOptions options;
    options.name = name.toStdString();
    at::Tensor whole = parameter({6, 4}, 1);
    const at::Tensor start = whole.detach().clone();
    const at::Tensor rows = at::tensor({1, 4}, at::kLong);
    at::Tensor part = start.index_select(0, rows).clone().requires_grad_();
    Optimizer sparse({{{whole}, {"w"}, 0.1, 1, false}}, options);
    Optimizer dense({{{part}, {"w"}, 0.1, 1, false}}, options);
    const Clip clip = {ClipRule::PerTensor, 1.0};
    for (int step = 0; step < 4; ++step) {
      const at::Tensor one = randomTensor({2, 4}, 20 + step),
                       more = randomTensor({1, 4}, 40 + step);
      // Row 4 occurs twice: its gradients add up.
      whole.mutable_grad() = at::sparse_coo_tensor(at::tensor({1, 4, 4}, at::kLong).reshape({1, 3}),
                                                   at::cat({one, more}), {6, 4});
      part.mutable_grad() = one + at::cat({at::zeros({1, 4}), more});
      QVERIFY(std::abs(sparse.measure().norm - dense.measure().norm) < 1e-6);
      sparse.step(0.05, 0, clip);
      dense.step(0.05, 0, clip);
    }
    QVERIFY(at::equal(whole.detach().index_select(0, rows), part.detach()));
    const at::Tensor others = at::tensor({0, 2, 3, 5}, at::kLong);
    QVERIFY(at::equal(whole.detach().index_select(0, others), start.index_select(0, others)));
    QVERIFY(!at::equal(part.detach(), start.index_select(0, rows)));
  }

  void stateFilledInPlaceGoesOnAlike() {
    at::Tensor a = parameter({8}, 1);
    Optimizer first({{{a}, {"a"}, 0.1, 1, false}}, {});
    const auto stepWith = [](Optimizer& optimizer, at::Tensor& p, std::uint64_t seed) {
      p.mutable_grad() = randomTensor({8}, seed);
      optimizer.measure();
      optimizer.step(0.1, 0, {});
    };
    for (int i = 0; i < 3; ++i) stepWith(first, a, i);
    at::Tensor b = a.detach().clone().requires_grad_();
    Optimizer second({{{b}, {"a"}, 0.1, 1, false}}, {});
    const auto saved = first.state();
    for (auto& [name, tensor] : second.state()) tensor.copy_(saved.at(name));
    for (int i = 3; i < 6; ++i) {
      stepWith(first, a, i);
      stepWith(second, b, i);
    }
    QVERIFY(at::equal(a.detach(), b.detach()));
  }

  void wrongNamesAreRefused() {
    at::Tensor a = parameter({2}, 1);
    OptimizerOptions options;
    options.name = "adam";
    QVERIFY_EXCEPTION_THROWN(Optimizer({{{a}, {"a"}, 0, 1, false}}, options), UserError);
    QVERIFY_EXCEPTION_THROWN(Optimizer({{{a, a}, {"a", "a"}, 0, 1, false}}, {}), std::logic_error);
  }
};

QTEST_GUILESS_MAIN(TestOptimizer)
#include "test_optimizer.moc"
