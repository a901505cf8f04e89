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

void writePicture(const QString& path, int level) {
  QDir().mkpath(QFileInfo(path).path());
  Image image(4, 4);
  for (std::uint8_t& value : image.pixels) value = static_cast<std::uint8_t>(level);
  const auto bytes = encodePng(image);
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
}

}  // namespace

class TestUnionSource : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void putsPartsOneAfterTheOther();
  void mergesPeopleOfEqualName();
  void splitsPeopleOnceForAllParts();
  void mixesSyntheticPools();
  void refusesNothingToUnite();

 private:
  DataSpec spec() const;
  QTemporaryDir folder_;
};

void TestUnionSource::initTestCase() {
  for (int k = 0; k < 4; ++k) {
    writePicture(folder_.filePath(QString("a/p%1/1.png").arg(k)), 10 + k);
    writePicture(folder_.filePath(QString("b/p%1/1.png").arg(k + 2)), 20 + k);
  }
}

DataSpec TestUnionSource::spec() const {
  DataSpec data;
  data.source = "union";
  data.parts = {"folder:" + folder_.filePath("a").toStdString(),
                "folder:" + folder_.filePath("b").toStdString()};
  data.testFraction = 0;
  return data;
}

void TestUnionSource::putsPartsOneAfterTheOther() {
  const auto source = openSource(spec(), Pool::Labelled);
  QCOMPARE(source->size(), std::int64_t{8});
  QCOMPARE(source->identities(), std::int64_t{8});
  std::set<std::string> names;
  for (std::int64_t i = 0; i < 8; ++i) {
    names.insert(source->imageName(i));
    QCOMPARE(static_cast<int>(source->image(i).pixels[0]), i < 4 ? 10 + i : 16 + i);
  }
  QCOMPARE(names.size(), std::size_t{8});
  QCOMPARE(source->imageName(4), std::string("2/p2/1.png"));
}

void TestUnionSource::mergesPeopleOfEqualName() {
  DataSpec data = spec();
  data.sameNames = "merge";
  const auto source = openSource(data, Pool::Labelled);
  QCOMPARE(source->size(), std::int64_t{8});
  QCOMPARE(source->identities(), std::int64_t{6});
  QCOMPARE(source->label(2), source->label(4));  // p2 of both
  QVERIFY(source->fingerprint() != openSource(spec(), Pool::Labelled)->fingerprint());
}

void TestUnionSource::splitsPeopleOnceForAllParts() {
  DataSpec data = spec();
  data.sameNames = "merge";
  data.testFraction = 0.5;
  for (data.splitSeed = 0; data.splitSeed < 5; ++data.splitSeed) {
    const auto train = openSource(data, Pool::Labelled), test = openSource(data, Pool::Test);
    QCOMPARE(train->identities(), std::int64_t{3});
    QCOMPARE(train->size() + test->size(), std::int64_t{8});
    std::set<std::string> names;
    for (std::int64_t l = 0; l < 3; ++l) {
      names.insert(train->identityName(l));
      names.insert(test->identityName(l));
    }
    QCOMPARE(names.size(), std::size_t{6});
  }
}

void TestUnionSource::mixesSyntheticPools() {
  DataSpec data = spec();
  data.parts.push_back("synthetic:?identities=3&images_per_identity=2");
  data.testFraction = 0.25;
  const auto train = openSource(data, Pool::Labelled), test = openSource(data, Pool::Test);
  QCOMPARE(train->identities(), std::int64_t{6 + 3});
  QCOMPARE(test->identities(), std::int64_t{2 + 3});
  // The synthetic pools share nobody.
  QVERIFY(train->image(train->size() - 1).pixels != test->image(test->size() - 1).pixels);
  QVERIFY(train->landmarks(train->size() - 1).has_value());
  QVERIFY(!train->landmarks(0).has_value());
}

void TestUnionSource::refusesNothingToUnite() {
  DataSpec data = spec();
  data.parts.clear();
  QVERIFY_EXCEPTION_THROWN(openSource(data, Pool::Labelled), UserError);
  data.parts = {"folder:" + folder_.filePath("c").toStdString()};
  QVERIFY_EXCEPTION_THROWN(openSource(data, Pool::Labelled), UserError);
}

QTEST_APPLESS_MAIN(TestUnionSource)
#include "test_union_source.moc"
