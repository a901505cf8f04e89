// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cmath>
#include <cstring>

#include "core/base/random_stream.h"
#include "core/base/text.h"

using namespace std::string_literals;

class TestText : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void countsEdits_data();
  void countsEdits();
  void findsTheNearestName();
  void formatsNumbersShortAndExact();
  void groupsThousands();
  void formatsDurations_data();
  void formatsDurations();
  void parsesWholeTextsOnly();
  void parsesDurations();
  void joins();
};

void TestText::countsEdits_data() {
  QTest::addColumn<QString>("a");
  QTest::addColumn<QString>("b");
  QTest::addColumn<int>("distance");
  QTest::newRow("equal") << "lafs"
                         << "lafs" << 0;
  QTest::newRow("empty") << ""
                         << "abc" << 3;
  QTest::newRow("kitten") << "kitten"
                          << "sitting" << 3;
  QTest::newRow("swap") << "epohcs"
                        << "epochs" << 1;
  QTest::newRow("swap twice") << "abcd"
                              << "badc" << 2;
}

void TestText::countsEdits() {
  QFETCH(QString, a);
  QFETCH(QString, b);
  QFETCH(int, distance);
  QCOMPARE(lafs::editDistance(a.toStdString(), b.toStdString()), std::size_t(distance));
  QCOMPARE(lafs::editDistance(b.toStdString(), a.toStdString()), std::size_t(distance));
}

void TestText::findsTheNearestName() {
  const std::vector<std::string> names = {"epochs", "batch_size", "learning_rate", "lafs"};
  QCOMPARE(lafs::nearestName("epoch", names), "epochs"s);
  QCOMPARE(lafs::nearestName("Batch-Size", names), "batch_size"s);
  QCOMPARE(lafs::nearestName("learningrate", names), "learning_rate"s);
  QCOMPARE(lafs::nearestName("laf", names), "lafs"s);
  QCOMPARE(lafs::nearestName("colour", names), ""s);
  QCOMPARE(lafs::nearestName("x", {}), ""s);
}

void TestText::formatsNumbersShortAndExact() {
  QCOMPARE(lafs::formatNumber(0.1), "0.1"s);
  QCOMPARE(lafs::formatNumber(1e-4), "1e-4"s);
  QCOMPARE(lafs::formatNumber(2), "2"s);
  QCOMPARE(lafs::formatNumber(-0.0), "0"s);
  QCOMPARE(lafs::formatNumber(1e5), "100000"s);
  QCOMPARE(lafs::formatNumber(1e22), "1e22"s);
  QCOMPARE(lafs::formatNumber(1e-10), "1e-10"s);
  QCOMPARE(lafs::formatNumber(std::nan("")), "nan"s);
  lafs::RandomStream stream({3});
  for (int i = 0; i < 2000; ++i) {
    const std::uint64_t bits = stream.bits();
    double value = 0;
    std::memcpy(&value, &bits, sizeof value);
    if (!std::isfinite(value)) continue;
    QCOMPARE(*lafs::parseNumber(lafs::formatNumber(value)), value);
  }
}

void TestText::groupsThousands() {
  QCOMPARE(lafs::withThousands(0), "0"s);
  QCOMPARE(lafs::withThousands(999), "999"s);
  QCOMPARE(lafs::withThousands(15280736), "15,280,736"s);
  QCOMPARE(lafs::withThousands(-1000), "-1,000"s);
  QCOMPARE(lafs::withThousands(-999), "-999"s);
}

void TestText::formatsDurations_data() {
  QTest::addColumn<double>("seconds");
  QTest::addColumn<QString>("text");
  QTest::newRow("short") << 0.42 << "0.4 s";
  QTest::newRow("seconds") << 12.4 << "12 s";
  QTest::newRow("border") << 9.96 << "10 s";
  QTest::newRow("minutes") << 185.0 << "3 min 05 s";
  QTest::newRow("almost an hour") << 3599.6 << "1 h 00 min";
  QTest::newRow("hours") << 7620.0 << "2 h 07 min";
  QTest::newRow("days") << 273600.0 << "3 d 04 h";
  QTest::newRow("unknown") << std::nan("") << "unknown";
}

void TestText::formatsDurations() {
  QFETCH(double, seconds);
  QFETCH(QString, text);
  QCOMPARE(lafs::formatDuration(seconds), text.toStdString());
}

void TestText::parsesWholeTextsOnly() {
  QCOMPARE(*lafs::parseNumber("1e-4"), 1e-4);
  QCOMPARE(*lafs::parseNumber("+2.5"), 2.5);
  QCOMPARE(*lafs::parseInteger("-12"), std::int64_t{-12});
  for (const char* text : {"", "1x", " 1", "nan", "inf", "1e999", "--1", "+-1", "0x10"}) {
    QVERIFY2(!lafs::parseNumber(text), text);
  }
  for (const char* text : {"", "1.0", "1e3", "99999999999999999999"}) {
    QVERIFY2(!lafs::parseInteger(text), text);
  }
}

void TestText::parsesDurations() {
  const std::pair<const char*, double> good[] = {{"90", 90},    {"45s", 45},       {"30m", 1800},
                                                 {"2h", 7200},  {"1h30m", 5400},   {"1.5h", 5400},
                                                 {"1d", 86400}, {"2:30:00", 9000}, {"10:05", 605}};
  for (const auto& [text, seconds] : good) QCOMPARE(*lafs::parseDuration(text), seconds);
  for (const char* text : {"", "0", "-5", "h", "2x", "2h30", "1:", "1:99:00", "1:2:3:4", "2 h"}) {
    QVERIFY2(!lafs::parseDuration(text), text);
  }
}

void TestText::joins() {
  QCOMPARE(lafs::join({}, ", "), ""s);
  QCOMPARE(lafs::join({"a", "b", "a"}, ", "), "a, b, a"s);
}

QTEST_GUILESS_MAIN(TestText)
#include "test_text.moc"
