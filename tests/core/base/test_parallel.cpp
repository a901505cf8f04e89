// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/parallel.h"

#include <QTest>
#include <atomic>
#include <stdexcept>
#include <vector>

using namespace lafs;

class TestParallel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void callsEveryIndexOnce();
  void threadsHaveThingsOfTheirOwn();
  void passesExceptionsOn();
  void stopsWhenToldTo();
};

void TestParallel::callsEveryIndexOnce() {
  for (const int threads : {0, 1, 3, 16}) {
    std::vector<std::atomic<int>> calls(1000);
    QVERIFY(forEachIndex(1000, threads, [&](int, std::int64_t k) { ++calls[k]; }));
    for (const auto& count : calls) QCOMPARE(count.load(), 1);
  }
  QVERIFY(forEachIndex(0, 2, [](int, std::int64_t) { QFAIL("there is nothing to do"); }));
}

void TestParallel::threadsHaveThingsOfTheirOwn() {
  std::vector<long> sums(4);  // not atomic: only safe when no two calls of a thread overlap
  forEachIndex(20000, 4, [&](int thread, std::int64_t k) { sums[thread] += static_cast<long>(k); });
  QCOMPARE(sums[0] + sums[1] + sums[2] + sums[3], 19999L * 10000);
}

void TestParallel::passesExceptionsOn() {
  std::atomic<int> calls{0};
  const auto work = [&](int, std::int64_t k) {
    ++calls;
    if (k == 3) throw std::runtime_error("three");
  };
  QVERIFY_EXCEPTION_THROWN(forEachIndex(100000, 2, work), std::runtime_error);
  QVERIFY(calls < 100000);
}

void TestParallel::stopsWhenToldTo() {
  std::atomic<int> calls{0};
  const bool whole = forEachIndex(
      1000, 2, [&](int, std::int64_t) { ++calls; }, [&] { return calls < 10; });
  QVERIFY(!whole);
  QVERIFY(calls < 20);
}

QTEST_APPLESS_MAIN(TestParallel)
#include "test_parallel.moc"
