// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/yunet.h"

#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/base/error.h"
#include "core/image/codec.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

struct MarkedFace {
  QString file;
  std::vector<ImagePoint> points;
};

/// The rows of five_points.csv: file, then x and y of the five points.
QList<MarkedFace> markedFaces(const QString& folder) {
  QFile list(folder + "/five_points.csv");
  QList<MarkedFace> faces;
  if (!list.open(QIODevice::ReadOnly)) return faces;
  list.readLine();
  while (!list.atEnd()) {
    const QList<QByteArray> cells = list.readLine().trimmed().split(',');
    if (cells.size() != 11) continue;
    MarkedFace face{folder + "/" + cells[0], {}};
    for (int k = 1; k < 11; k += 2)
      face.points.push_back({cells[k].toDouble(), cells[k + 1].toDouble()});
    faces.append(face);
  }
  return faces;
}

}  // namespace

class TestYuNet : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void placesFivePointsWithinThreePixels();
  void findsFacesOfEverySize();
  void findsNoFaceInNoise();
  void refusesWhatIsNoYuNet();

 private:
  std::string model_;
  QString photographs_;
};

void TestYuNet::initTestCase() {
  const std::string data = test::testData();
  if (data.empty()) QSKIP("LAFS_TEST_DATA names no folder: no detector file, no photographs");
  model_ = data + "/samples/face_detection_yunet_2023mar.onnx";
  photographs_ = QString::fromStdString(data + "/london/full");
}

void TestYuNet::placesFivePointsWithinThreePixels() {
  YuNet detector(model_, {});
  const FacePoints points = alignmentTemplate();
  const std::vector<ImagePoint> target(points.begin(), points.end());
  const QList<MarkedFace> faces = markedFaces(photographs_);
  QCOMPARE(faces.size(), 10);
  double sum = 0, worst = 0;
  for (const MarkedFace& face : faces) {
    const auto found = detector.detect(readImage(face.file.toStdString()));
    QCOMPARE(found.size(), std::size_t{1});
    const auto frame = fitSimilarity(face.points, target);
    QVERIFY(frame);
    for (std::size_t k = 0; k < 5; ++k) {
      const ImagePoint a = frame->apply(face.points[k]), b = frame->apply(found[0].points[k]);
      const double apart = std::hypot(a.x - b.x, a.y - b.y);
      sum += apart;
      worst = std::max(worst, apart);
    }
  }
  const double mean = sum / (5.0 * static_cast<double>(faces.size()));
  qInfo("five points: %.2f px apart on average, %.2f px at most, in the 112 frame", mean, worst);
  QVERIFY(mean <= 3);
}

void TestYuNet::findsFacesOfEverySize() {
  YuNet detector(model_, {});
  const Image photograph = readImage((photographs_ + "/009_neutral.jpg").toStdString());
  const auto whole = detector.detect(photograph);
  QCOMPARE(whole.size(), std::size_t{1});
  // The face alone, filling the frame, and the whole photograph at a quarter of its size.
  const DetectedFace& face = whole[0];
  const int side = static_cast<int>(std::max(face.width, face.height) * 1.1);
  const Similarity cut{1, 0, side / 2.0 - (face.left + face.width / 2),
                       side / 2.0 - (face.top + face.height / 2)};
  QVERIFY(!detector.detect(warp(photograph, cut, side)).empty());
  const auto small = detector.detect(warp(photograph, Similarity{0.25, 0, 0, 0}, 169));
  QCOMPARE(small.size(), std::size_t{1});
  for (std::size_t k = 0; k < 5; ++k) {
    QVERIFY(std::abs(4 * small[0].points[k].x - face.points[k].x) < 12);
    QVERIFY(std::abs(4 * small[0].points[k].y - face.points[k].y) < 12);
  }
}

void TestYuNet::findsNoFaceInNoise() {
  YuNet detector(model_, {});
  Image noise(200, 150);
  std::uint32_t state = 1;
  for (std::uint8_t& value : noise.pixels) {
    state = state * 1664525 + 1013904223;
    value = static_cast<std::uint8_t>(state >> 24);
  }
  QVERIFY(detector.detect(noise).empty());
}

void TestYuNet::refusesWhatIsNoYuNet() {
  QVERIFY_EXCEPTION_THROWN(YuNet(model_ + ".none", {}), UserError);
  QTemporaryDir folder;
  const QString path = folder.filePath("text.onnx");
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("this is no network");
  file.close();
  QVERIFY_EXCEPTION_THROWN(YuNet(path.toStdString(), {}), UserError);
}

QTEST_APPLESS_MAIN(TestYuNet)
#include "test_yunet.moc"
