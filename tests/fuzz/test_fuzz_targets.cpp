// SPDX-License-Identifier: GPL-3.0-or-later
// The short run of the fuzz targets, without a fuzzer: every seed, and seeded damage of the seeds.
// The long one is packaging/acceptance/fuzz.sh.
#include <QDir>
#include <QFile>
#include <QTest>

#include "tests/fuzz/fuzz_target.h"
#include "tests/fuzz/mutation.h"
#include "tests/support/test_paths.h"

using namespace lafs;
using namespace lafs::test;

namespace {

constexpr int kMutations = 400;

std::vector<std::string> seedsOf(const QString& target) {
  const QDir folder(QString::fromStdString(sourceDir()) + "/tests/fuzz/seeds/" + target);
  std::vector<std::string> seeds;
  for (const QString& name : folder.entryList(QDir::Files, QDir::Name)) {
    QFile file(folder.filePath(name));
    if (!file.open(QIODevice::ReadOnly)) qFatal("cannot read %s", qPrintable(file.fileName()));
    seeds.push_back(file.readAll().toStdString());
  }
  return seeds;
}

void addTargets() {
  QTest::addColumn<QString>("target");
  for (const FuzzTarget& target : fuzzTargets()) QTest::newRow(target.name) << target.name;
}

}  // namespace

class TestFuzzTargets : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void takesItsSeeds_data() { addTargets(); }
  void takesItsSeeds() {
    QFETCH(QString, target);
    const std::vector<std::string> seeds = seedsOf(target);
    QVERIFY2(!seeds.empty(), "no seeds");
    int taken = 0;
    for (const std::string& seed : seeds) {
      taken += runFuzzTarget(fuzzTarget(target.toStdString()), seed);
    }
    QVERIFY2(taken > 0, "no seed is a file that the reader takes");
  }

  void refusesOrTakesDamagedSeeds_data() { addTargets(); }
  void refusesOrTakesDamagedSeeds() {
    QFETCH(QString, target);
    const FuzzTarget& reader = fuzzTarget(target.toStdString());
    const std::vector<std::string> seeds = seedsOf(target);
    int refused = 0;
    for (int k = 0; k < kMutations; ++k) {
      RandomStream random({2024, static_cast<std::uint64_t>(k)});
      const std::string bytes = mutated(seeds, random);
      try {
        refused += !runFuzzTarget(reader, bytes);
      } catch (const std::exception& error) {
        QFAIL(
            qPrintable(QString("mutation %1: %2\n%3")
                           .arg(k)
                           .arg(error.what())
                           .arg(QString::fromLatin1(
                               QByteArray::fromStdString(bytes).left(2000).toPercentEncoding()))));
      }
    }
    QVERIFY2(refused > kMutations / 4, "damage is hardly ever noticed");
  }

  void noticesTooMuchMemory() {
    const FuzzTarget greedy = {"greedy",
                               [](std::string_view bytes) {
                                 const std::string much(bytes.size() * 100 + 100000, 'x');
                                 const volatile char* kept = much.data();  // or it is optimised out
                                 (void)kept[0];
                               },
                               10, 50000};
    QVERIFY_EXCEPTION_THROWN(runFuzzTarget(greedy, "abc"), std::runtime_error);
  }
};

QTEST_GUILESS_MAIN(TestFuzzTargets)
#include "test_fuzz_targets.moc"
