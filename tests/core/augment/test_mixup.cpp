// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/mixup.h"

#include <ATen/ATen.h>

#include <QTest>
#include <cmath>

using lafs::Mixup;
using lafs::RandomStream;
using lafs::SupervisedAugmentSpec;

class TestMixup : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void mixesWithTheReversedBatch() {
    const at::Tensor images = at::arange(4 * 6, at::kFloat).view({4, 1, 2, 3});
    const at::Tensor mixed = lafs::mixImages(images, {0.7, true});
    for (int i = 0; i < 4; ++i) {
      const at::Tensor expected = 0.7 * images[i] + 0.3 * images[3 - i];
      QVERIFY(at::allclose(mixed[i], expected));
    }
    const auto labels = lafs::mixLabels(at::arange(4, at::kLong));
    QVERIFY(at::equal(labels.own, at::arange(4, at::kLong)));
    QVERIFY(at::equal(labels.partner, at::arange(4, at::kLong).flip(0)));
  }

  void oddBatchesLoseTheirLastSample() {
    const at::Tensor images = at::randn({5, 3, 2, 2});
    for (const bool mixed : {true, false}) {
      const at::Tensor got = lafs::mixImages(images, {mixed ? 0.4 : 1.0, mixed});
      QCOMPARE(got.size(0), std::int64_t{4});
      if (!mixed) QVERIFY(at::equal(got, images.narrow(0, 0, 4)));
      if (mixed) QVERIFY(at::allclose(got[0], 0.4 * images[0] + 0.6 * images[3]));
    }
    const auto labels = lafs::mixLabels(at::arange(5, at::kLong));
    QCOMPARE(labels.own.size(0), std::int64_t{4});
    QCOMPARE(labels.partner[0].item<std::int64_t>(), std::int64_t{3});
  }

  void drawsAsOftenAsAskedFromBeta() {
    SupervisedAugmentSpec spec;
    spec.mixupProbability = 0.2;
    spec.mixupAlpha = 0.2;
    int mixed = 0;
    double sum = 0, square = 0;
    const int rounds = 20000;
    for (int i = 0; i < rounds; ++i) {
      RandomStream random({9, static_cast<std::uint64_t>(i)});
      const Mixup mixup = lafs::drawMixup(spec, random);
      QVERIFY(mixup.lambda >= 0 && mixup.lambda <= 1);
      if (!mixup.mixed) {
        QCOMPARE(mixup.lambda, 1.0);
        continue;
      }
      ++mixed;
      sum += mixup.lambda;
      square += mixup.lambda * mixup.lambda;
    }
    QVERIFY(std::fabs(mixed / double(rounds) - 0.2) < 0.01);
    const double mean = sum / mixed, variance = square / mixed - mean * mean;
    QVERIFY(std::fabs(mean - 0.5) < 0.03);
    QVERIFY(std::fabs(variance - 0.25 / 1.4) < 0.01);  // 1 / (4 (2 alpha + 1))
  }

  void flipOnlyNeverMixes() {
    SupervisedAugmentSpec spec;
    spec.enabled = false;
    spec.mixupProbability = 1;
    for (std::uint64_t i = 0; i < 50; ++i) {
      RandomStream random(i);
      QVERIFY(!lafs::drawMixup(spec, random).mixed);
    }
  }
};

QTEST_GUILESS_MAIN(TestMixup)
#include "test_mixup.moc"
