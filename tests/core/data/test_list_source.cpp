// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <set>

#include "core/base/error.h"
#include "core/data/face_source.h"
#include "core/image/codec.h"

using namespace lafs;

namespace {

void write(const QString& path, const QByteArray& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(bytes), bytes.size());
}

/// A picture of one colour, red, and blue that says which one it is.
QByteArray picture(int red, int blue) {
  Image image(4, 4);
  for (std::size_t i = 0; i < image.pixels.size(); i += 3) {
    image.pixels[i] = static_cast<std::uint8_t>(red);
    image.pixels[i + 2] = static_cast<std::uint8_t>(blue);
  }
  const auto bytes = encodePng(image);
  return {reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size())};
}

}  // namespace

class TestListSource : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void readsPathsAndLabels();
  void keepsTheListsOrder();
  void holdsPeopleBack();
  void startsFromARoot();
  void namesEveryMissingFile();
  void leavesDamagedOnesOutOrRefuses();
  void mendsTheColourOrder();

 private:
  DataSpec spec(const QByteArray& text, const QString& name = "list.csv");
  QTemporaryDir folder_;
};

void TestListSource::initTestCase() {
  for (int k = 0; k < 6; ++k) write(folder_.filePath(QString("img/%1.png").arg(k)), picture(9, k));
  write(folder_.filePath("img/bad.png"), "this is no picture");
}

DataSpec TestListSource::spec(const QByteArray& text, const QString& name) {
  write(folder_.filePath(name), text);
  DataSpec data;
  data.source = "list";
  data.list = folder_.filePath(name).toStdString();
  data.testFraction = 0;
  return data;
}

void TestListSource::readsPathsAndLabels() {
  const auto source =
      openSource(spec("img/0.png,ann\nimg/1.png,bob\nimg/2.png,ann\n"), Pool::Labelled);
  QCOMPARE(source->size(), std::int64_t{3});
  QCOMPARE(source->identities(), std::int64_t{2});
  QCOMPARE(source->label(2), std::int64_t{0});
  QCOMPARE(source->identityName(1), std::string("bob"));
  QCOMPARE(source->imageName(1), std::string("img/1.png"));
  QCOMPARE(static_cast<int>(source->image(2).pixels[2]), 2);
  QCOMPARE(QByteArray::fromStdString(source->encoded(2)), picture(9, 2));
}

void TestListSource::keepsTheListsOrder() {
  const auto source =
      openSource(spec("img/3.png 10\nimg/1.png 2\nimg/2.png 10\nimg/0.png 2\n"), Pool::Labelled);
  QCOMPARE(source->identityName(0), std::string("2"));  // natural order of the labels
  QCOMPARE(source->imageName(0), std::string("img/3.png"));
  QCOMPARE(source->label(0), std::int64_t{1});
  QCOMPARE(source->imageName(3), std::string("img/0.png"));
}

void TestListSource::holdsPeopleBack() {
  DataSpec data = spec("img/0.png a\nimg/1.png b\nimg/2.png c\nimg/3.png d\nimg/4.png a\n");
  data.testFraction = 0.5;
  std::set<std::string> seen;
  for (const Pool pool : {Pool::Labelled, Pool::Test}) {
    const auto source = openSource(data, pool);
    QCOMPARE(source->identities(), std::int64_t{2});
    for (std::int64_t l = 0; l < 2; ++l) QVERIFY(seen.insert(source->identityName(l)).second);
  }
  QCOMPARE(seen.size(), std::size_t{4});
}

void TestListSource::startsFromARoot() {
  DataSpec data = spec("0.png x\n1.png x\n", "elsewhere/list.txt");
  QVERIFY_EXCEPTION_THROWN(openSource(data, Pool::Labelled), UserError);
  data.root = folder_.filePath("img").toStdString();
  QCOMPARE(openSource(data, Pool::Labelled)->size(), std::int64_t{2});
}

void TestListSource::namesEveryMissingFile() {
  try {
    openSource(spec("img/0.png x\nimg/7.png x\nimg/8.png y\n"), Pool::Labelled);
    QFAIL("was opened");
  } catch (const UserError& error) {
    QCOMPARE(error.problems().size(), std::size_t{2});
    QVERIFY(QString::fromStdString(error.problems()[0].where).endsWith("list.csv:2"));
    QVERIFY(QString::fromStdString(error.problems()[1].where).endsWith("list.csv:3"));
  }
}

void TestListSource::leavesDamagedOnesOutOrRefuses() {
  DataSpec data = spec("img/bad.png a\nimg/0.png b\nimg/1.png a\n");
  const auto source = openSource(data, Pool::Labelled);
  QCOMPARE(source->size(), std::int64_t{2});
  QCOMPARE(source->imageName(1), std::string("img/1.png"));
  QCOMPARE(source->identityName(source->label(1)), std::string("a"));
  QCOMPARE(source->warnings().size(), std::size_t{1});
  data.damaged = "refuse";
  QVERIFY_EXCEPTION_THROWN(openSource(data, Pool::Labelled), UserError);
}

void TestListSource::mendsTheColourOrder() {
  DataSpec data = spec("img/3.png a\n");
  data.colour = "bgr";
  const auto source = openSource(data, Pool::Labelled);
  QCOMPARE(static_cast<int>(source->image(0).pixels[0]), 3);
  QCOMPARE(static_cast<int>(source->image(0).pixels[2]), 9);
  QVERIFY(source->encoded(0).empty());  // the stored bytes are not what image() shows
}

QTEST_APPLESS_MAIN(TestListSource)
#include "test_list_source.moc"
