// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/record_packing.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/config/source_text.h"
#include "core/image/codec.h"

using namespace lafs;

namespace {

Image picture(int level) {
  Image image(20, 20);
  for (std::size_t i = 0; i < image.pixels.size(); ++i) {
    image.pixels[i] = static_cast<std::uint8_t>(level + i % 7);
  }
  return image;
}

void write(const QString& path, const std::vector<std::uint8_t>& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(reinterpret_cast<const char*>(bytes.data()), static_cast<qint64>(bytes.size()));
}

QMap<QString, QByteArray> contentOf(const QString& folder) {
  QMap<QString, QByteArray> files;
  QDirIterator it(folder, QDir::Files, QDirIterator::Subdirectories);
  while (it.hasNext()) {
    QFile file(it.next());
    if (file.open(QIODevice::ReadOnly)) {
      files[QDir(folder).relativeFilePath(file.fileName())] = file.readAll();
    }
  }
  return files;
}

std::shared_ptr<FaceSource> open(const QString& path) {
  return openSource(sourceFromText(path.toStdString()), Pool::Labelled);
}

}  // namespace

class TestRecordPacking : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void goesThereAndBack_data();
  void goesThereAndBack();
  void encodesWhatIsNoJpeg();
  void leavesDamagedOnesOut();
  void resizesOnRequest();
  void leavesNothingBehindWhenStopped();
  void neverOverwritesOtherFiles();
};

void TestRecordPacking::goesThereAndBack_data() {
  QTest::addColumn<bool>("plain");
  QTest::newRow("plain") << true;
  QTest::newRow("InsightFace") << false;
}

void TestRecordPacking::goesThereAndBack() {
  QFETCH(bool, plain);
  QTemporaryDir folder;
  for (int k = 0; k < 9; ++k) {
    write(folder.filePath(QString("in/p%1/%2.%3").arg(k % 4).arg(k).arg(k % 2 ? "jpg" : "png")),
          k % 2 ? encodeJpeg(picture(10 * k), 90) : encodePng(picture(10 * k)));
  }
  PackOptions options;
  options.layout = plain ? RecordLayout::Plain : RecordLayout::InsightFace;
  const auto source = open(folder.filePath("in"));
  const std::string record = folder.filePath("out.rec").toStdString();
  const Json packed = packRecords(*source, record, options, {});
  QCOMPARE(packed.at("images").get<int>(), 9);
  QCOMPARE(packed.at("identities").get<int>(), 4);
  QCOMPARE(packed.at("copied").get<int>(), 9);

  const auto records = open(folder.filePath("out.rec"));
  QCOMPARE(records->size(), source->size());
  for (std::int64_t i = 0; i < records->size(); ++i) {
    QCOMPARE(records->label(i), source->label(i));
    QCOMPARE(records->encoded(i), source->encoded(i));
  }
  const Json unpacked = unpackRecords(record, folder.filePath("back").toStdString(), 2, {});
  QCOMPARE(unpacked.at("names").get<std::string>(), std::string("list"));
  QCOMPARE(contentOf(folder.filePath("back")), contentOf(folder.filePath("in")));
  // Without the list the pictures are named by class and key.
  QVERIFY(QFile::remove(folder.filePath("out.lst")));
  unpackRecords(record, folder.filePath("keys").toStdString(), 1, {});
  QCOMPARE(contentOf(folder.filePath("keys")).size(), 9);
  QVERIFY(
      QFile::exists(folder.filePath(plain ? "keys/000000/000000.png" : "keys/000000/000001.png")));
}

void TestRecordPacking::encodesWhatIsNoJpeg() {
  QTemporaryDir folder;
  QByteArray pgm = "P5 4 4 255\n" + QByteArray(16, 'x');
  write(folder.filePath("in/a/1.pgm"), {pgm.begin(), pgm.end()});
  PackOptions options;
  options.lossless = true;
  const Json packed = packRecords(*open(folder.filePath("in")),
                                  folder.filePath("out.rec").toStdString(), options, {});
  QCOMPARE(packed.at("encoded").get<int>(), 1);
  const Image image = open(folder.filePath("out.rec"))->image(0);
  QCOMPARE(image.pixels, std::vector<std::uint8_t>(48, 'x'));
}

void TestRecordPacking::leavesDamagedOnesOut() {
  QTemporaryDir folder;
  // More than a source looks at while it opens, so that packing is what finds the damage.
  auto cut = encodeJpeg(picture(9), 90);
  cut.resize(cut.size() / 2);
  QByteArray list;
  for (int k = 0; k < 5001; ++k) list += QString("x/%1.jpg %2\n").arg(k).arg(k % 3).toUtf8();
  const auto good = encodeJpeg(picture(50), 90);
  for (int k = 0; k < 5001; ++k) {
    write(folder.filePath(QString("x/%1.jpg").arg(k)), k == 1234 ? cut : good);
  }
  write(folder.filePath("list.txt"), {list.begin(), list.end()});
  const auto source = open(folder.filePath("list.txt"));
  PackOptions options;
  const std::string record = folder.filePath("out.rec").toStdString();
  const Json packed = packRecords(*source, record, options, {});
  QVERIFY2(packed.at("damaged").size() == 1, packed.dump().c_str());
  QCOMPARE(packed.at("images").get<int>(), 5000);
  QCOMPARE(packed.at("damaged")[0].at("image").get<std::string>(), std::string("x/1234.jpg"));
  options.skipDamaged = false;
  QVERIFY_EXCEPTION_THROWN(
      packRecords(*source, folder.filePath("no.rec").toStdString(), options, {}), UserError);
  QVERIFY(!QFile::exists(folder.filePath("no.rec")));
}

void TestRecordPacking::resizesOnRequest() {
  QTemporaryDir folder;
  write(folder.filePath("in/a/1.jpg"), encodeJpeg(picture(90), 90));
  PackOptions options;
  options.size = 12;
  packRecords(*open(folder.filePath("in")), folder.filePath("out.rec").toStdString(), options, {});
  QCOMPARE(open(folder.filePath("out.rec"))->image(0).width, 12);
  QVERIFY(contentOf(folder.path())["property"].startsWith("1,12,12"));
}

void TestRecordPacking::leavesNothingBehindWhenStopped() {
  QTemporaryDir folder;
  write(folder.filePath("in/a/1.jpg"), encodeJpeg(picture(90), 90));
  QVERIFY(QDir(folder.path()).mkpath("out"));
  const Json packed =
      packRecords(*open(folder.filePath("in")), folder.filePath("out/o.rec").toStdString(), {},
                  [](std::int64_t, std::int64_t) { return false; });
  QVERIFY(packed.is_null());
  QVERIFY(
      QDir(folder.filePath("out")).isEmpty(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot));
}

void TestRecordPacking::neverOverwritesOtherFiles() {
  QTemporaryDir folder;
  write(folder.filePath("in/a/1.jpg"), encodeJpeg(picture(90), 90));
  const std::string record = folder.filePath("out.rec").toStdString();
  packRecords(*open(folder.filePath("in")), record, {}, {});
  const std::string back = folder.filePath("back").toStdString();
  write(folder.filePath("back/a/1.jpg"), {1, 2, 3});
  QVERIFY_EXCEPTION_THROWN(unpackRecords(record, back, 1, {}), UserError);
  QCOMPARE(contentOf(folder.filePath("back"))["a/1.jpg"].size(), 3);
}

QTEST_APPLESS_MAIN(TestRecordPacking)
#include "test_record_packing.moc"
