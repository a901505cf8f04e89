// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>

#include <QTest>
#include <cstdint>

#include "core/model/ops/caching_allocator.h"

class TestCachingAllocator : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() { lafs::ops::installCachingAllocator(); }
  void init() { lafs::ops::trimCachingAllocator(); }
  void reusesABlockOfTheSameSize();
  void alignsLargeBlocksForHugePages();
  void neverHoldsMoreThanWasEverInUse();
  void keepsSmallTensorsWorking();
  void survivesResizing();
};

void TestCachingAllocator::reusesABlockOfTheSameSize() {
  const void* first = nullptr;
  {
    const at::Tensor x = at::ones({3000000});
    first = x.data_ptr();
    QVERIFY(lafs::ops::allocatorStatistics().inUse >= 12000000);
  }
  QVERIFY(lafs::ops::allocatorStatistics().cached >= 12000000);
  const at::Tensor y = at::zeros({3000000});
  QCOMPARE(y.data_ptr(), first);
  QCOMPARE(y.sum().item<double>(), 0.0);
}

void TestCachingAllocator::alignsLargeBlocksForHugePages() {
  const at::Tensor x = at::empty({1 << 22});
  QCOMPARE(reinterpret_cast<std::uintptr_t>(x.data_ptr()) % (2 << 20), std::uintptr_t(0));
}

void TestCachingAllocator::neverHoldsMoreThanWasEverInUse() {
  std::size_t peak = 0;
  for (int round = 0; round < 3; ++round) {
    for (std::int64_t values = 1 << 20; values <= std::int64_t(40) << 20; values += 5 << 20) {
      const at::Tensor x = at::empty({values});
      peak = std::max(peak, lafs::ops::allocatorStatistics().inUse);
      const lafs::ops::AllocatorStatistics now = lafs::ops::allocatorStatistics();
      QVERIFY(now.inUse + now.cached <= peak + (std::size_t(8) << 20));
    }
  }
}

void TestCachingAllocator::keepsSmallTensorsWorking() {
  std::vector<at::Tensor> many;
  for (int i = 0; i < 2000; ++i) many.push_back(at::full({i % 50}, i));
  double sum = 0, expected = 0;
  for (int i = 0; i < 2000; ++i) {
    sum += many[static_cast<std::size_t>(i)].sum().item<double>();
    expected += static_cast<double>(i) * (i % 50);
  }
  QCOMPARE(sum, expected);
}

void TestCachingAllocator::survivesResizing() {
  at::Tensor x = at::arange(100, at::kFloat);
  x.resize_({2000000});
  QCOMPARE(x[99].item<float>(), 99.0f);
}

QTEST_GUILESS_MAIN(TestCachingAllocator)
#include "test_caching_allocator.moc"
