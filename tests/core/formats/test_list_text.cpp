// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/list_text.h"

#include <QTest>

using namespace lafs;

class TestListText : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void countsLinesOfEveryEnding() {
    LineScanner lines(
        "\xef\xbb\xbf"
        "one\r\n\ntwo three\nlast");
    std::string_view line;
    std::vector<std::string> seen;
    while (lines.next(line)) seen.push_back(std::to_string(lines.number()) + std::string(line));
    QCOMPARE(seen, (std::vector<std::string>{"1one", "2", "3two three", "4last"}));
    LineScanner nothing("");
    QVERIFY(!nothing.next(line));
  }

  void cutsFields() {
    QCOMPARE(splitFields(" a\t b  c "), (std::vector<std::string_view>{"a", "b", "c"}));
    QVERIFY(splitFields(" \t").empty());
    QCOMPARE(splitAt("a, ,c d ,", ','), (std::vector<std::string_view>{"a", "", "c d", ""}));
  }

  void takesWholeNumbersOnly() {
    QCOMPARE(integerField("-12").value(), std::int64_t{-12});
    QVERIFY(!integerField("12x") && !integerField("") && !integerField("99999999999999999999"));
    QCOMPARE(floatField("+1.5e1").value(), 15.0f);
    QVERIFY(!floatField("nan") && !floatField("inf") && !floatField("1e99") && !floatField("1,5"));
  }

  void staysBelowItsFolder_data() {
    QTest::addColumn<QString>("path");
    QTest::addColumn<bool>("below");
    QTest::newRow("plain") << "a/b.jpg" << true;
    QTest::newRow("dots in a name") << "a..b/...jpg" << true;
    QTest::newRow("parent") << "../a" << false;
    QTest::newRow("parent inside") << "a/../../b" << false;
    QTest::newRow("parent last") << "a/.." << false;
    QTest::newRow("absolute") << "/etc/passwd" << false;
    QTest::newRow("here") << "./a" << false;
    QTest::newRow("double slash") << "a//b" << false;
    QTest::newRow("empty") << "" << false;
    QTest::newRow("backslash") << "a\\b" << false;
    QTest::newRow("control") << "a\nb" << false;
  }

  void staysBelowItsFolder() {
    QFETCH(QString, path);
    QFETCH(bool, below);
    QCOMPARE(staysBelow(path.toStdString()), below);
  }

  void reportsTwentyAndCountsTheRest() {
    ListProblems problems("l.txt");
    problems.throwIfAny();
    for (int line = 1; line <= 25; ++line) problems.add(line, "bad");
    try {
      problems.throwIfAny();
      QFAIL("nothing was thrown");
    } catch (const UserError& error) {
      QCOMPARE(error.problems().size(), std::size_t(21));
      QCOMPARE(error.problems()[0].where, std::string("l.txt:1"));
      QCOMPARE(error.problems()[20].message, std::string("and 5 more"));
    }
  }
};

QTEST_GUILESS_MAIN(TestListText)
#include "test_list_text.moc"
