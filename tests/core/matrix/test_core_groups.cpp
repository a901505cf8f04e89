// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <set>

#include "core/matrix/core_groups.h"

using lafs::CoreSet;

class TestCoreGroups : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void dividesEvenly_data() {
    QTest::addColumn<int>("cores");
    QTest::addColumn<int>("workers");
    for (const auto& [cores, workers] : {std::pair(8, 2), {7, 3}, {2, 2}, {5, 4}, {64, 8}}) {
      QTest::addRow("%d cores, %d workers", cores, workers) << cores << workers;
    }
  }

  void dividesEvenly() {
    QFETCH(int, cores);
    QFETCH(int, workers);
    CoreSet all;
    for (int i = 0; i < cores; ++i) all.push_back(3 + i);
    std::set<int> used;
    std::size_t least = all.size();
    std::size_t most = 0;
    for (const CoreSet& group : lafs::coreGroups(all, workers)) {
      least = std::min(least, group.size());
      most = std::max(most, group.size());
      for (const int core : group) QVERIFY(used.insert(core).second);
    }
    QCOMPARE(used.size(), all.size());
    QVERIFY(most - least <= 1);
  }

  void givesEverySlotACore() {
    const auto groups = lafs::coreGroups({4, 5}, 5);
    QCOMPARE(groups.size(), std::size_t{5});
    for (const CoreSet& group : groups) QCOMPARE(group.size(), std::size_t{1});
  }

  void pinsAndLetsGo() {
    const CoreSet before = lafs::availableCores();
    QVERIFY(!before.empty());
    {
      const lafs::CorePin pin({before.back()});
      QCOMPARE(lafs::availableCores(), CoreSet{before.back()});
    }
    QCOMPARE(lafs::availableCores(), before);
    const lafs::CorePin none(CoreSet{});
    QCOMPARE(lafs::availableCores(), before);
  }
};

QTEST_GUILESS_MAIN(TestCoreGroups)
#include "test_core_groups.moc"
