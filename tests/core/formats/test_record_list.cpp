// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/record_list.h"

#include <QTest>

#include "core/base/error.h"

using namespace lafs;

class TestRecordList : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsIm2recLists() {
    const auto list =
        parseRecordList("7\t2.000000\tann/a b.jpg\r\n3\t1\t0.5\tbob.jpg\n\n", "t.lst");
    QCOMPARE(list.size(), std::size_t(2));
    QCOMPARE(list[0].key, 7);
    QCOMPARE(list[0].path, std::string("ann/a b.jpg"));
    QCOMPARE(list[1].labels, (std::vector<float>{1, 0.5f}));
    QCOMPARE(list[1].line, 2);
  }

  void readsInsightFaceLists() {
    const auto list = parseRecordList("1\tann/a.jpg\t0\n0\tbob/b.jpg\t4\t1\t2\t30\t40\n", "t.lst");
    QCOMPARE(list.size(), std::size_t(2));
    QCOMPARE(list[1].key, 1);
    QCOMPARE(list[1].path, std::string("bob/b.jpg"));
    QCOMPARE(list[1].labels, (std::vector<float>{4, 0}));
  }

  void readsBackWhatItWrites() {
    const std::string text =
        recordListLine(12, {3, 0.25f}, "x/y.png") + recordListLine(13, {4}, "z.png");
    QCOMPARE(text, std::string("12\t3.000000\t0.250000\tx/y.png\n13\t4.000000\tz.png\n"));
    const auto list = parseRecordList(text, "t.lst");
    QCOMPARE(list[0].labels, (std::vector<float>{3, 0.25f}));
    QCOMPARE(list[1].key, 13);
  }

  void namesTheLineOfEachProblem_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("where");
    QTest::newRow("empty") << QByteArray() << QByteArray("t.lst");
    QTest::newRow("spaces for tabs") << QByteArray("0 1 a.jpg\n") << QByteArray("t.lst:1");
    QTest::newRow("no label") << QByteArray("0\t1\ta\n1\ta.jpg\n") << QByteArray("t.lst:2");
    QTest::newRow("key of letters") << QByteArray("x\t1\ta.jpg\n") << QByteArray("t.lst:1");
    QTest::newRow("label of letters") << QByteArray("0\t1\tx\ta\n") << QByteArray("t.lst:1");
    QTest::newRow("parent folder") << QByteArray("0\t1\t../a.jpg\n") << QByteArray("t.lst:1");
    QTest::newRow("absolute") << QByteArray("0\t1\t/a.jpg\n") << QByteArray("t.lst:1");
    QTest::newRow("key twice") << QByteArray("0\t1\ta\n0\t1\tb\n") << QByteArray("t.lst:2");
    QTest::newRow("aligned 2") << QByteArray("2\ta.jpg\t0\n") << QByteArray("t.lst:1");
    QTest::newRow("class of letters") << QByteArray("1\ta.jpg\tx\n") << QByteArray("t.lst:1");
  }

  void namesTheLineOfEachProblem() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, where);
    try {
      parseRecordList(text.toStdString(), "t.lst");
      QFAIL("nothing was thrown");
    } catch (const UserError& error) {
      QCOMPARE(QByteArray::fromStdString(error.problems()[0].where), where);
      QCOMPARE(error.problems().size(), std::size_t(1));
    }
  }

  void readsPropertyFiles() {
    const RecordProperty property = parseRecordProperty("93431,112,96\n5179510\n", "property");
    QCOMPARE(property.classes, 93431);
    QCOMPARE(property.height, 112);
    QCOMPARE(property.width, 96);
    QCOMPARE(recordPropertyText(property), std::string("93431,112,96\n"));
    for (const char* bad : {"", "1,2", "a,b,c", "0,112,112", "1;2;3"}) {
      QVERIFY_EXCEPTION_THROWN(parseRecordProperty(bad, "property"), UserError);
    }
  }
};

QTEST_GUILESS_MAIN(TestRecordList)
#include "test_record_list.moc"
