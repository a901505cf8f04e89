// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/five_points.h"

#include <QTest>

#include "core/base/error.h"
#include "tests/support/test_paths.h"

using namespace lafs;

class TestFivePoints : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsEverySeparator_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("commas") << QByteArray("a b.jpg,1,2,3,4,5,6,7,8,9,10\n");
    QTest::newRow("tabs") << QByteArray("# x\na b.jpg\t1\t2\t3\t4\t5\t6\t7\t8\t9\t10\t0.9\r\n");
    QTest::newRow("columns by name") << QByteArray(
        "score,nose_x,nose_y,file,left_eye_x,left_eye_y,right_eye_x,right_eye_y,left_mouth_x,"
        "left_mouth_y,right_mouth_x,right_mouth_y\n0.5,5,6,a b.jpg,1,2,3,4,7,8,9,10\n");
  }
  void readsEverySeparator() {
    QFETCH(QByteArray, text);
    const auto faces = parseFivePoints(text.toStdString(), "p");
    QCOMPARE(faces.size(), std::size_t(1));
    QCOMPARE(faces[0].file, std::string("a b.jpg"));
    QCOMPARE(faces[0].points, (std::array<float, 10>{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}));
    QCOMPARE(parseFivePoints("a.jpg 1 2 3 4 5 6 7 8 9 10\n", "p")[0].points, faces[0].points);
  }

  void refusesBadPoints_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("where");
    const auto row = [](const char* name, const char* text, const char* where) {
      QTest::newRow(name) << QByteArray(text) << QByteArray(where);
    };
    row("empty", "", "p");
    row("too few", "a,1,2,3,4,5,6,7,8,9\n", "p:1");
    row("letters", "a,1,2,3,4,5,6,7,8,9,10\nb,1,2,3,4,5,x,7,8,9,10\n", "p:2");
    row("unknown header", "name,x\na,1,2,3,4,5,6,7,8,9,10\n", "p:1");
    row("parent", "../a,1,2,3,4,5,6,7,8,9,10\n", "p:1");
    row("twice", "a,1,2,3,4,5,6,7,8,9,10\na,1,2,3,4,5,6,7,8,9,10\n", "p:2");
  }
  void refusesBadPoints() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, where);
    try {
      parseFivePoints(text.toStdString(), "p");
      QFAIL("nothing was thrown");
    } catch (const UserError& error) {
      QCOMPARE(QByteArray::fromStdString(error.problems()[0].where), where);
    }
  }

  void readsBackWhatItWrites() {
    FivePoints face;
    face.file = "x/y.jpg";
    for (std::size_t k = 0; k < 10; ++k) face.points[k] = 0.25f * static_cast<float>(k) - 1;
    const auto read = parseFivePoints(fivePointsText({face}), "p");
    QCOMPARE(read.size(), std::size_t(1));
    QCOMPARE(read[0].file, face.file);
    QCOMPARE(read[0].points, face.points);
    face.file = "a,b";
    QVERIFY_EXCEPTION_THROWN(fivePointsText({face}), UserError);
  }

  void readsTheRealList() {
    const std::string data = test::testData();
    if (data.empty()) QSKIP("SKIPPED, no test data: the London set's points are not checked");
    const auto faces = readFivePoints(data + "/london/full/five_points.csv");
    QVERIFY(faces.size() > 3);
    QCOMPARE(faces[0].file, std::string("009_neutral.jpg"));
    QCOMPARE(faces[0].points[9], 417.5f);
  }
};

QTEST_GUILESS_MAIN(TestFivePoints)
#include "test_five_points.moc"
