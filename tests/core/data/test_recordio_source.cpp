// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/data/face_source.h"
#include "core/formats/record_writer.h"
#include "core/image/codec.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

std::string jpeg(int level) {
  Image image(16, 16);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>(i % 3 == 0 ? level : level / 2);
  }
  const auto bytes = encodeJpeg(image, 95);
  return {bytes.begin(), bytes.end()};
}

DataSpec recordSpec(const std::string& path) {
  DataSpec spec;
  spec.source = "recordio";
  spec.root = path;
  spec.testFraction = 0;
  return spec;
}

}  // namespace

class TestRecordIoSource : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void readsBothLayouts_data();
  void readsBothLayouts();
  void opensAFolder();
  void holdsPeopleBack();
  void readsFromSeveralThreads();
  void letsTheNextPictureStandIn();
  void doesWithoutAnIndex();
  void opensTheSampleRecord();

 private:
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }
  QTemporaryDir folder_;
};

void TestRecordIoSource::initTestCase() {
  for (const auto layout : {RecordLayout::Plain, RecordLayout::InsightFace}) {
    const bool plain = layout == RecordLayout::Plain;
    RecordWriter writer(path(plain ? "plain.rec" : "insightface.rec"), layout);
    for (int k = 0; k < 10; ++k) {
      writer.add(k / 3 * 7, "p/" + std::to_string(k) + ".jpg", jpeg(100 + 10 * k));
    }
    writer.finish(16, 16);
  }
  RecordWriter writer(path("damaged.rec"), RecordLayout::Plain);
  for (int k = 0; k < 6; ++k) {
    writer.add(k % 2, "", k == 2 ? jpeg(100).substr(0, 40) : jpeg(100 + 20 * k));
  }
  writer.finish(16, 16);
}

void TestRecordIoSource::readsBothLayouts_data() {
  QTest::addColumn<QString>("name");
  QTest::addColumn<int>("firstKey");
  QTest::newRow("plain") << "plain.rec" << 0;
  QTest::newRow("InsightFace") << "insightface.rec" << 1;
}

void TestRecordIoSource::readsBothLayouts() {
  QFETCH(QString, name);
  QFETCH(int, firstKey);
  const auto source = openSource(recordSpec(path(name.toUtf8())), Pool::Labelled);
  QCOMPARE(source->size(), std::int64_t{10});
  QCOMPARE(source->identities(), std::int64_t{4});
  for (int k = 0; k < 10; ++k) {
    QCOMPARE(source->label(k), std::int64_t{k / 3});
    QCOMPARE(source->imageName(k), std::to_string(firstKey + k));
    QCOMPARE(source->encoded(k), jpeg(100 + 10 * k));
    QVERIFY(std::abs(source->image(k).pixels[0] - (100 + 10 * k)) <= 3);
  }
}

void TestRecordIoSource::opensAFolder() {
  QVERIFY_EXCEPTION_THROWN(openSource(recordSpec(folder_.path().toStdString()), Pool::Labelled),
                           UserError);  // several records
  QTemporaryDir one;
  for (const char* ending : {"rec", "idx"}) {
    QVERIFY(QFile::copy(folder_.filePath(QString("plain.%1").arg(ending)),
                        one.filePath(QString("faces.%1").arg(ending))));
  }
  QCOMPARE(openSource(recordSpec(one.path().toStdString()), Pool::Labelled)->size(),
           std::int64_t{10});
}

void TestRecordIoSource::holdsPeopleBack() {
  DataSpec spec = recordSpec(path("insightface.rec"));
  spec.testFraction = 0.5;
  const auto train = openSource(spec, Pool::Labelled), test = openSource(spec, Pool::Test);
  QCOMPARE(train->identities(), std::int64_t{2});
  QCOMPARE(train->size() + test->size(), std::int64_t{10});
  for (std::int64_t l = 0; l < 2; ++l) {
    for (std::int64_t m = 0; m < 2; ++m) QVERIFY(train->identityName(l) != test->identityName(m));
  }
  QVERIFY(train->fingerprint() != test->fingerprint());
}

void TestRecordIoSource::readsFromSeveralThreads() {
  const auto source = openSource(recordSpec(path("insightface.rec")), Pool::Labelled);
  std::atomic<int> wrong{0};
  forEachIndex(2000, 4, [&](int, std::int64_t k) {
    const std::int64_t index = (k * 7) % source->size();
    if (source->encoded(index) != jpeg(100 + 10 * static_cast<int>(index))) ++wrong;
  });
  QCOMPARE(wrong.load(), 0);
}

void TestRecordIoSource::letsTheNextPictureStandIn() {
  DataSpec spec = recordSpec(path("damaged.rec"));
  const auto source = openSource(spec, Pool::Labelled);
  const Image standIn = source->image(2), next = source->image(4);
  QCOMPARE(standIn.pixels, next.pixels);
  QCOMPARE(source->warnings().size(), std::size_t{1});
  QVERIFY_EXCEPTION_THROWN(source->ownImage(2), UserError);
  spec.damaged = "refuse";
  QVERIFY_EXCEPTION_THROWN(openSource(spec, Pool::Labelled)->image(2), UserError);
}

void TestRecordIoSource::doesWithoutAnIndex() {
  QTemporaryDir alone;
  QVERIFY(QFile::copy(folder_.filePath("plain.rec"), alone.filePath("plain.rec")));
  const auto source =
      openSource(recordSpec(alone.filePath("plain.rec").toStdString()), Pool::Labelled);
  QCOMPARE(source->size(), std::int64_t{10});
  QCOMPARE(source->warnings().size(), std::size_t{1});
}

void TestRecordIoSource::opensTheSampleRecord() {
  if (test::testData().empty()) QSKIP("LAFS_TEST_DATA names no folder");
  const auto source =
      openSource(recordSpec(test::testData() + "/samples/train.rec"), Pool::Labelled);
  QCOMPARE(source->size(), std::int64_t{8});
  QCOMPARE(source->identities(), std::int64_t{2});
  int first = 0;
  for (std::int64_t i = 0; i < 8; ++i) {
    const Image image = source->image(i);
    QCOMPARE(image.width, 112);
    QCOMPARE(image.height, 112);
    first += source->label(i) == 0 ? 1 : 0;
  }
  QCOMPARE(first, 4);
}

QTEST_APPLESS_MAIN(TestRecordIoSource)
#include "test_recordio_source.moc"
