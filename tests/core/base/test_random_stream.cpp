// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/base/random_stream.h"

using lafs::RandomStream;

namespace {

struct Moments {
  double mean = 0;
  double variance = 0;
};

template <class Draw>
Moments momentsOf(Draw draw) {
  constexpr int kDraws = 200000;
  double sum = 0, squares = 0;
  for (int i = 0; i < kDraws; ++i) {
    const double value = draw();
    sum += value;
    squares += value * value;
  }
  const double mean = sum / kDraws;
  return {mean, squares / kDraws - mean * mean};
}

}  // namespace

class TestRandomStream : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void followsSplitmix64();
  void dependsOnEveryPartOfItsKey();
  void hasTheMomentsOfItsDistributions();
  void betaHasItsMoments_data();
  void betaHasItsMoments();
  void drawsWholeNumbersEvenly();
  void permutesEverythingOnce();
};

void TestRandomStream::followsSplitmix64() {
  // First outputs of the published generator (Steele, Lea, Flood 2014) started at 1234567.
  RandomStream stream(1234567);
  QCOMPARE(stream.bits(), std::uint64_t{6457827717110365317u});
  QCOMPARE(stream.bits(), std::uint64_t{3203168211198807973u});
  QCOMPARE(stream.bits(), std::uint64_t{9817491932198370423u});
}

void TestRandomStream::dependsOnEveryPartOfItsKey() {
  const std::uint64_t key = lafs::mixKeys({1, 2, 3});
  QCOMPARE(lafs::mixKeys({1, 2, 3}), key);
  QVERIFY(lafs::mixKeys({2, 1, 3}) != key);
  QVERIFY(lafs::mixKeys({1, 2, 4}) != key);
  QVERIFY(lafs::mixKeys({1, 2, 3, 0}) != key);
  QCOMPARE(RandomStream({1, 2, 3}).bits(), RandomStream(key).bits());
}

void TestRandomStream::hasTheMomentsOfItsDistributions() {
  RandomStream stream({7});
  const Moments uniform = momentsOf([&] { return stream.uniform(-1, 3); });
  QVERIFY(std::abs(uniform.mean - 1) < 0.02);
  QVERIFY(std::abs(uniform.variance - 16.0 / 12) < 0.02);
  const Moments normal = momentsOf([&] { return stream.normal(); });
  QVERIFY(std::abs(normal.mean) < 0.015);
  QVERIFY(std::abs(normal.variance - 1) < 0.02);
  const Moments chance = momentsOf([&] { return stream.chance(0.2) ? 1.0 : 0.0; });
  QVERIFY(std::abs(chance.mean - 0.2) < 0.006);
}

void TestRandomStream::betaHasItsMoments_data() {
  QTest::addColumn<double>("a");
  QTest::addColumn<double>("b");
  QTest::newRow("mixup") << 0.2 << 0.2;
  QTest::newRow("tiny") << 0.01 << 0.02;
  QTest::newRow("uniform") << 1.0 << 1.0;
  QTest::newRow("gamma") << 2.0 << 5.0;
  QTest::newRow("mixed") << 0.5 << 3.0;
}

void TestRandomStream::betaHasItsMoments() {
  QFETCH(double, a);
  QFETCH(double, b);
  RandomStream stream({11});
  const Moments beta = momentsOf([&] { return stream.beta(a, b); });
  const double sum = a + b;
  QVERIFY(std::abs(beta.mean - a / sum) < 0.006);
  QVERIFY(std::abs(beta.variance - a * b / (sum * sum * (sum + 1))) < 0.006);
}

void TestRandomStream::drawsWholeNumbersEvenly() {
  RandomStream stream({13});
  std::vector<int> counts(7);
  for (int i = 0; i < 70000; ++i) ++counts.at(stream.below(7));
  for (int count : counts) QVERIFY(std::abs(count - 10000) < 450);
}

void TestRandomStream::permutesEverythingOnce() {
  RandomStream stream({17});
  const std::vector<std::int64_t> order = stream.permutation(100);
  std::vector<std::int64_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  for (int i = 0; i < 100; ++i) QCOMPARE(sorted[i], std::int64_t{i});
  QVERIFY(order != sorted);
  QVERIFY(stream.permutation(0).empty());
}

QTEST_GUILESS_MAIN(TestRandomStream)
#include "test_random_stream.moc"
