// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/source_text.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"

using namespace lafs;

class TestSourceText : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsKindPathAndFields();
  void guessesTheKind();
  void refusesWhatIsWrong_data();
  void refusesWhatIsWrong();
  void makesPathsAbsolute();
  void partsShareTheUnionsPolicies();

 private:
  QTemporaryDir folder_;
};

void TestSourceText::readsKindPathAndFields() {
  const DataSpec record = sourceFromText("recordio:/faces/a.rec?colour=bgr&damaged=refuse");
  QCOMPARE(record.source, std::string("recordio"));
  QCOMPARE(record.root, std::string("/faces/a.rec"));
  QCOMPARE(record.colour, std::string("bgr"));
  QCOMPARE(record.damaged, std::string("refuse"));
  QCOMPARE(record.testFraction, 0.0);
  const DataSpec list = sourceFromText("list:a.csv?root=/faces&test_fraction=0.5");
  QCOMPARE(list.list, std::string("a.csv"));
  QCOMPARE(list.root, std::string("/faces"));
  QCOMPARE(list.testFraction, 0.5);
  QCOMPARE(sourceFromText("synthetic:?identities=12").identities, std::int64_t{12});
}

void TestSourceText::guessesTheKind() {
  QVERIFY(QDir(folder_.path()).mkpath("people"));
  QVERIFY(QDir(folder_.path()).mkpath("records"));
  for (const char* name : {"records/train.rec", "list.csv"}) {
    QFile file(folder_.filePath(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
  }
  const auto kind = [&](const char* name) {
    return sourceFromText(folder_.filePath(name).toStdString()).source;
  };
  QCOMPARE(kind("people"), std::string("folder"));
  QCOMPARE(kind("records"), std::string("recordio"));
  QCOMPARE(kind("records/train.rec"), std::string("recordio"));
  QCOMPARE(kind("list.csv"), std::string("list"));
}

void TestSourceText::refusesWhatIsWrong_data() {
  QTest::addColumn<QString>("text");
  QTest::newRow("no such path") << "/there/is/nothing";
  QTest::newRow("unknown kind") << "recordoi:/faces/a.rec";
  QTest::newRow("unknown field") << "folder:/faces?color=bgr";
  QTest::newRow("bad value") << "folder:/faces?colour=rbg";
  QTest::newRow("no value") << "folder:/faces?colour";
  QTest::newRow("kind in the fields") << "folder:/faces?source=list";
  QTest::newRow("no path") << "folder:";
  QTest::newRow("a path for synthetic faces") << "synthetic:/faces";
  QTest::newRow("a union") << "union:/faces";
}

void TestSourceText::refusesWhatIsWrong() {
  QFETCH(QString, text);
  try {
    sourceFromText(text.toStdString());
  } catch (const UserError& error) {
    QVERIFY(!error.problems().empty());
    QVERIFY2(QString(error.what()).contains(text.left(12)), error.what());
    return;
  }
  QFAIL("was taken");
}

void TestSourceText::makesPathsAbsolute() {
  const std::string here = QDir::currentPath().toStdString();
  QCOMPARE(withAbsolutePath("folder:faces"), "folder:" + here + "/faces");
  QCOMPARE(withAbsolutePath("list:l.csv?root=faces&colour=bgr"),
           "list:" + here + "/l.csv?root=" + here + "/faces&colour=bgr");
  QCOMPARE(withAbsolutePath("synthetic:?identities=3"), std::string("synthetic:?identities=3"));
  QCOMPARE(withAbsolutePath("/a/b.rec"), std::string("/a/b.rec"));
}

void TestSourceText::partsShareTheUnionsPolicies() {
  DataSpec whole;
  whole.damaged = "refuse";
  whole.colour = "bgr";
  QCOMPARE(partOfUnion("folder:/a", whole).damaged, std::string("refuse"));
  QCOMPARE(partOfUnion("folder:/a", whole).colour, std::string("bgr"));
  QCOMPARE(partOfUnion("folder:/a?colour=rgb", whole).colour, std::string("rgb"));
  QVERIFY_EXCEPTION_THROWN(partOfUnion("folder:/a?test_fraction=0.5", whole), UserError);
}

QTEST_APPLESS_MAIN(TestSourceText)
#include "test_source_text.moc"
