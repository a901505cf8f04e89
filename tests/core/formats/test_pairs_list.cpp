// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pairs_list.h"

#include <QTest>

#include "core/base/error.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

/// The problems that parsing `text` reports, one text each.
std::vector<std::string> problemsOf(const std::string& text) {
  try {
    parsePairsList(text, "list.txt");
  } catch (const UserError& error) {
    std::vector<std::string> places;
    for (const Problem& problem : error.problems()) places.push_back(problem.where);
    return places;
  }
  return {};
}

}  // namespace

class TestPairsList : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsSameAndDifferentPairs();
  void readsOneFoldHeader();
  void readsTheRealList();
  void namesTheLineOfEachProblem_data();
  void namesTheLineOfEachProblem();
  void reportsAllProblemsTogether();
};

void TestPairsList::readsSameAndDifferentPairs() {
  const std::string text =
      "2\t1\r\nAnn\t1\t4\r\nAnn\t2\tBob\t3\n\n# second fold\nCy/inner 12 3\nCy 1 Di 2";
  const PairsList list = parsePairsList(text, "list.txt");
  QCOMPARE(list.folds, 2);
  QCOMPARE(list.pairsPerFold, 1);
  QCOMPARE(list.pairs.size(), std::size_t(4));
  QVERIFY(list.pairs[0].same);
  QCOMPARE(list.pairs[0].first.person, std::string("Ann"));
  QCOMPARE(list.pairs[0].second.person, std::string("Ann"));
  QCOMPARE(list.pairs[0].second.number, 4);
  QVERIFY(!list.pairs[1].same);
  QCOMPARE(list.pairs[1].second.person, std::string("Bob"));
  QCOMPARE(list.pairs[1].second.number, 3);
  QCOMPARE(list.pairs[1].line, 3);
  QCOMPARE(list.pairs[2].first.person, std::string("Cy/inner"));
  QCOMPARE(list.pairs[3].line, 7);
}

void TestPairsList::readsOneFoldHeader() {
  const PairsList list = parsePairsList("1\na 1 2\na 1 b 2\n", "list.txt");
  QCOMPARE(list.folds, 1);
  QCOMPARE(list.pairsPerFold, 1);
  QCOMPARE(list.pairs.size(), std::size_t(2));
}

void TestPairsList::readsTheRealList() {
  const std::string folder = test::testData();
  if (folder.empty()) QSKIP("SKIPPED, no test data: LFW's list is not checked");
  const PairsList list = readPairsList(folder + "/samples/lfw_pairs.txt");
  QCOMPARE(list.folds, 10);
  QCOMPARE(list.pairsPerFold, 300);
  QCOMPARE(list.pairs.size(), std::size_t(6000));
  for (std::size_t k = 0; k < list.pairs.size(); ++k) {
    QCOMPARE(list.pairs[k].same, (k / 300) % 2 == 0);  // each fold: 300 same, 300 different
  }
  QCOMPARE(list.pairs[0].first.person, std::string("Abel_Pacheco"));
  QCOMPARE(list.pairs[0].second.number, 4);
}

void TestPairsList::namesTheLineOfEachProblem_data() {
  QTest::addColumn<QString>("text");
  QTest::addColumn<QString>("where");
  QTest::newRow("empty") << ""
                         << "list.txt";
  QTest::newRow("header of words") << "ten folds\na 1 2\n"
                                   << "list.txt:1";
  QTest::newRow("header of three") << "1 2 3\na 1 2\n"
                                   << "list.txt:1";
  QTest::newRow("two fields") << "1 1\na 1\nb 1 2\n"
                              << "list.txt:2";
  QTest::newRow("five fields") << "1 1\na 1 b 2 3\na 1 2\n"
                               << "list.txt:2";
  QTest::newRow("number zero") << "1 1\na 1 2\na 0 b 1\n"
                               << "list.txt:3";
  QTest::newRow("number and letters") << "1 1\na 1 2\na 1x b 1\n"
                                      << "list.txt:3";
  QTest::newRow("parent folder") << "1 1\n../a 1 2\na 1 b 1\n"
                                 << "list.txt:2";
  QTest::newRow("parent inside") << "1 1\na 1 2\na 1 b/../../c 1\n"
                                 << "list.txt:3";
  QTest::newRow("absolute") << "1 1\n/etc 1 2\na 1 b 1\n"
                            << "list.txt:2";
  QTest::newRow("cut off") << "1 2\na 1 2\na 1 3\na 1 b 1\n"
                           << "list.txt";
}

void TestPairsList::namesTheLineOfEachProblem() {
  QFETCH(QString, text);
  QFETCH(QString, where);
  const std::vector<std::string> places = problemsOf(text.toStdString());
  QCOMPARE(places.size(), std::size_t(1));
  QCOMPARE(places[0], where.toStdString());
}

void TestPairsList::reportsAllProblemsTogether() {
  const std::vector<std::string> places = problemsOf("1 1\na 0 2\n.. 1 b 1\nc 1\n");
  QCOMPARE(places, (std::vector<std::string>{"list.txt:2", "list.txt:3", "list.txt:4"}));
}

QTEST_GUILESS_MAIN(TestPairsList)
#include "test_pairs_list.moc"
