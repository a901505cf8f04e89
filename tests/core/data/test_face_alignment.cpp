// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/alignment/face_alignment.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <memory>

#include "core/base/error.h"
#include "core/formats/five_points.h"
#include "core/image/codec.h"
#include "core/image/similarity.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(bytes);
}

QByteArray photograph(int side) {
  Image image(side, side + 20);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>(i / 7);
  const auto bytes = encodePng(image);
  return {reinterpret_cast<const char*>(bytes.data()), static_cast<int>(bytes.size())};
}

const char* const kPoints = "a/1.png,20,30,60,31,40,50,25,70,58,71\n";

}  // namespace

class TestFaceAlignment : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void alignsByAList();
  void takesWholePictures();
  void goesOnWhereItWasStopped();
  void refusesOtherOptions();
  void alignsPhotographsByADetector();

 private:
  AlignOptions options(PointSource points) const;
  std::unique_ptr<QTemporaryDir> folder_;
};

void TestFaceAlignment::init() {
  folder_ = std::make_unique<QTemporaryDir>();
  write(folder_->filePath("in/a/1.png"), photograph(80));
  write(folder_->filePath("in/a/2.png"), photograph(90));
  write(folder_->filePath("in/bad.jpg"), "no picture");
  write(folder_->filePath("points.csv"), kPoints);
}

AlignOptions TestFaceAlignment::options(PointSource points) const {
  AlignOptions options;
  options.photographs = folder_->filePath("in").toStdString();
  options.output = folder_->filePath("out").toStdString();
  options.points = points;
  options.file = folder_->filePath("points.csv").toStdString();
  options.threads = 2;
  return options;
}

void TestFaceAlignment::alignsByAList() {
  const Json result = alignFaces(options(PointSource::List), {});
  QCOMPARE(result.at("aligned").get<int>(), 1);
  QCOMPARE(result.at("not_found_count").get<int>(), 2);
  const Image face = readImage(folder_->filePath("out/a/1.png").toStdString());
  const FacePoints target = alignmentTemplate();
  const std::vector<ImagePoint> marked = {{20, 30}, {60, 31}, {40, 50}, {25, 70}, {58, 71}};
  const auto similarity = fitSimilarity(marked, {target.begin(), target.end()});
  const Image expected =
      warp(readImage(folder_->filePath("in/a/1.png").toStdString()), *similarity, 112);
  QCOMPARE(face.pixels, expected.pixels);
  // What was found reads back as a points file.
  const auto listed = readFivePoints(folder_->filePath("out/alignment.csv").toStdString());
  QCOMPARE(listed.size(), std::size_t{1});
  QCOMPARE(listed[0].file, std::string("a/1.png"));
  QCOMPARE(listed[0].points[3], 31.0F);
  const QByteArray missing = contentOf(folder_->filePath("out/not_found.csv"));
  QVERIFY(missing.contains("a/2.png") && missing.contains("bad.jpg"));
}

void TestFaceAlignment::takesWholePictures() {
  AlignOptions whole = options(PointSource::None);
  whole.quality = 90;
  whole.side = 64;
  const Json result = alignFaces(whole, {});
  QCOMPARE(result.at("aligned").get<int>(), 2);
  const Image face = readImage(folder_->filePath("out/a/2.jpg").toStdString());
  QCOMPARE(face.width, 64);
  QCOMPARE(face.height, 64);
}

void TestFaceAlignment::goesOnWhereItWasStopped() {
  int asked = 0;
  AlignOptions one = options(PointSource::None);
  one.threads = 1;
  Json result = alignFaces(one, [&](std::int64_t, std::int64_t) { return ++asked <= 1; });
  QCOMPARE(result.at("stopped").get<bool>(), true);
  QCOMPARE(result.at("pictures").get<int>(), 1);
  result = alignFaces(one, {});
  QCOMPARE(result.at("reused").get<int>(), 1);
  QCOMPARE(result.at("pictures").get<int>(), 3);
  // A changed photograph and a lost face are done again; a torn last line does no harm.
  write(folder_->filePath("in/a/1.png"), photograph(100));
  QVERIFY(QFile::remove(folder_->filePath("out/a/2.png")));
  QFile journal(folder_->filePath("out/.alignment-journal.jsonl"));
  QVERIFY(journal.open(QIODevice::Append));
  journal.write("{\"file\":\"a/");
  journal.close();
  result = alignFaces(one, {});
  QCOMPARE(result.at("reused").get<int>(), 1);  // the damaged one
  QCOMPARE(result.at("aligned").get<int>(), 2);
  QCOMPARE(alignFaces(one, {}).at("reused").get<int>(), 3);
}

void TestFaceAlignment::refusesOtherOptions() {
  alignFaces(options(PointSource::None), {});
  AlignOptions other = options(PointSource::None);
  other.side = 96;
  QVERIFY_EXCEPTION_THROWN(alignFaces(other, {}), UserError);
  other = options(PointSource::List);
  QVERIFY_EXCEPTION_THROWN(alignFaces(other, {}), UserError);
}

void TestFaceAlignment::alignsPhotographsByADetector() {
  if (test::testData().empty()) QSKIP("LAFS_TEST_DATA names no folder");
  AlignOptions real = options(PointSource::Detector);
  real.photographs = test::testData() + "/london/full";
  real.file = test::testData() + "/samples/face_detection_yunet_2023mar.onnx";
  const Json result = alignFaces(real, {});
  QCOMPARE(result.at("aligned").get<int>(), 10);
  QCOMPARE(result.at("not_found_count").get<int>(), 0);
  const auto found = readFivePoints(folder_->filePath("out/alignment.csv").toStdString());
  const auto marked = readFivePoints(real.photographs + "/five_points.csv");
  QCOMPARE(found.size(), marked.size());
  double sum = 0;
  for (const FivePoints& truth : marked) {
    const auto same = std::find_if(found.begin(), found.end(),
                                   [&](const FivePoints& f) { return f.file == truth.file; });
    QVERIFY(same != found.end());
    for (std::size_t k = 0; k < 10; k += 2) {
      sum +=
          std::hypot(same->points[k] - truth.points[k], same->points[k + 1] - truth.points[k + 1]);
    }
  }
  // The eyes are about 95 pixels apart there, 35 in the aligned frame.
  QVERIFY(sum / (5.0 * static_cast<double>(marked.size())) * 35.2 / 95 <= 3);
}

QTEST_APPLESS_MAIN(TestFaceAlignment)
#include "test_face_alignment.moc"
