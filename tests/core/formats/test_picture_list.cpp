// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/picture_list.h"

#include <QTest>

#include "core/base/error.h"

using namespace lafs;

class TestPictureList : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsEveryForm_data();
  void readsEveryForm();
  void refusesWhatIsWrong_data();
  void refusesWhatIsWrong();
  void takesAbsolutePathsOnlyWhereAllowed();
};

void TestPictureList::readsEveryForm_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::newRow("spaces") << QByteArray("a/1.jpg 5\na/2.jpg 6\n");
  QTest::newRow("tabs") << QByteArray("a/1.jpg\t5\r\na/2.jpg\t6\r\n");
  QTest::newRow("commas with titles") << QByteArray("Path,Label\na/1.jpg, 5\na/2.jpg,6");
  QTest::newRow("comments") << QByteArray("# people\n\na/1.jpg 5\n\na/2.jpg 6\n");
  QTest::newRow("im2rec") << QByteArray("0\t5.000000\ta/1.jpg\n1\t6.000000\ta/2.jpg\n");
  QTest::newRow("face2rec2") << QByteArray("1\ta/1.jpg\t5\n1\ta/2.jpg\t6\n");
}

void TestPictureList::readsEveryForm() {
  QFETCH(QByteArray, text);
  const auto list = parsePictureList(text.toStdString(), "list", ListPaths::BelowFolder);
  QCOMPARE(list.size(), std::size_t{2});
  QCOMPARE(list[0].path, std::string("a/1.jpg"));
  QCOMPARE(list[0].label, std::string("5"));
  QCOMPARE(list[1].path, std::string("a/2.jpg"));
  QCOMPARE(list[1].label, std::string("6"));
}

void TestPictureList::refusesWhatIsWrong_data() {
  QTest::addColumn<QByteArray>("text");
  QTest::addColumn<QString>("where");
  QTest::newRow("empty") << QByteArray("\n# nothing\n") << "list";
  QTest::newRow("no label") << QByteArray("a.jpg 1\nb.jpg\n") << "list:2";
  QTest::newRow("leaves the folder") << QByteArray("a.jpg 1\n../b.jpg 1\n") << "list:2";
  QTest::newRow("leaves it in the middle") << QByteArray("a/../../b.jpg 1\n") << "list:1";
  QTest::newRow("absolute") << QByteArray("/etc/passwd 1\n") << "list:1";
  QTest::newRow("twice") << QByteArray("a.jpg 1\nb.jpg 1\na.jpg 2\n") << "list:3";
}

void TestPictureList::refusesWhatIsWrong() {
  QFETCH(QByteArray, text);
  QFETCH(QString, where);
  try {
    parsePictureList(text.toStdString(), "list", ListPaths::BelowFolder);
  } catch (const UserError& error) {
    QCOMPARE(error.problems().size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(error.problems()[0].where), where);
    return;
  }
  QFAIL("was taken");
}

void TestPictureList::takesAbsolutePathsOnlyWhereAllowed() {
  const auto list = parsePictureList("/faces/a.jpg x\n", "list", ListPaths::AlsoAbsolute);
  QCOMPARE(list[0].path, std::string("/faces/a.jpg"));
  QVERIFY_EXCEPTION_THROWN(parsePictureList("/faces/../a.jpg x\n", "list", ListPaths::AlsoAbsolute),
                           UserError);
}

QTEST_APPLESS_MAIN(TestPictureList)
#include "test_picture_list.moc"
