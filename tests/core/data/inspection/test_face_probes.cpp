// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/inspection/face_probes.h"

#include <QTest>
#include <cmath>
#include <numeric>

#include "core/config/source_text.h"
#include "core/image/similarity.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

FaceProbes probesOf(const std::string& text) {
  const auto source = openSource(sourceFromText(text), Pool::Labelled);
  std::vector<std::int64_t> all(source->size());
  std::iota(all.begin(), all.end(), std::int64_t{0});
  return probeFaces(*source, all, 200, 2);
}

}  // namespace

class TestFaceProbes : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void knowsSyntheticFaces();
  void warnsOfSwappedColours();
  void knowsAlignedPhotographs();
  void noticesFacesThatAreMoved_data();
  void noticesFacesThatAreMoved();
  void noticesOtherCrops();
  void saysNothingOfFewFaces();
};

void TestFaceProbes::knowsSyntheticFaces() {
  const FaceProbes probes = probesOf("synthetic:?identities=20&images_per_identity=2");
  QCOMPARE(probes.colour().at("verdict").get<std::string>(), std::string("rgb"));
  QCOMPARE(probes.alignment().at("verdict").get<std::string>(), std::string("aligned"));
  QVERIFY(probes.warnings().empty());
}

void TestFaceProbes::warnsOfSwappedColours() {
  const auto source =
      openSource(sourceFromText("synthetic:?identities=20&images_per_identity=1"), Pool::Labelled);
  FaceProbes probes;
  for (std::int64_t i = 0; i < source->size(); ++i) {
    Image image = source->image(i);
    for (std::size_t k = 0; k + 2 < image.pixels.size(); k += 3) {
      std::swap(image.pixels[k], image.pixels[k + 2]);
    }
    probes.add(image, knownPoints(*source, i));
  }
  QCOMPARE(probes.colour().at("verdict").get<std::string>(), std::string("swapped"));
  QCOMPARE(probes.warnings().size(), std::size_t{1});
}

void TestFaceProbes::knowsAlignedPhotographs() {
  if (test::testData().empty()) QSKIP("LAFS_TEST_DATA names no folder");
  const FaceProbes london = probesOf(test::testData() + "/london/aligned");
  QCOMPARE(london.colour().at("verdict").get<std::string>(), std::string("rgb"));
  QCOMPARE(london.alignment().at("verdict").get<std::string>(), std::string("aligned"));
  const FaceProbes swapped = probesOf("folder:" + test::testData() + "/london/aligned?colour=bgr");
  QCOMPARE(swapped.colour().at("verdict").get<std::string>(), std::string("swapped"));
  const FaceProbes record =
      probesOf("recordio:" + test::testData() + "/samples/train.rec?colour=bgr");
  QCOMPARE(record.colour().at("verdict").get<std::string>(), std::string("swapped"));
}

void TestFaceProbes::noticesFacesThatAreMoved_data() {
  QTest::addColumn<double>("scale");
  QTest::addColumn<int>("x");
  QTest::addColumn<int>("y");
  QTest::newRow("down") << 1.0 << 0 << 10;
  QTest::newRow("sideways") << 1.0 << -9 << 0;
  QTest::newRow("larger") << 1.2 << 0 << 0;
}

void TestFaceProbes::noticesFacesThatAreMoved() {
  if (test::testData().empty()) QSKIP("LAFS_TEST_DATA names no folder");
  QFETCH(double, scale);
  QFETCH(int, x);
  QFETCH(int, y);
  const auto source =
      openSource(sourceFromText(test::testData() + "/london/aligned"), Pool::Labelled);
  FaceProbes probes;
  const double middle = 55.5 * (1 - scale);
  for (std::int64_t i = 0; i < source->size(); ++i) {
    probes.add(warp(source->image(i), Similarity{scale, 0, middle + x, middle + y}, 112));
  }
  const Json found = probes.alignment();
  QCOMPARE(found.at("verdict").get<std::string>(), std::string("off"));
  QVERIFY2(std::abs(found.at("eye_scale").get<double>() - scale) <= 0.08, found.dump().c_str());
}

void TestFaceProbes::noticesOtherCrops() {
  if (test::testData().empty()) QSKIP("LAFS_TEST_DATA names no folder");
  const FaceProbes orl = probesOf(test::testData() + "/orl");
  QCOMPARE(orl.colour().at("verdict").get<std::string>(), std::string("grey"));
  QVERIFY(orl.alignment().at("verdict") != "aligned");
  QVERIFY(probesOf("synthetic:?identities=20&domain=wild").alignment().at("verdict") == "off");
}

void TestFaceProbes::saysNothingOfFewFaces() {
  FaceProbes probes;
  probes.add(Image(112, 112));
  QCOMPARE(probes.alignment().at("verdict").get<std::string>(), std::string("unclear"));
  QVERIFY(probes.warnings().empty());
}

QTEST_APPLESS_MAIN(TestFaceProbes)
#include "test_face_probes.moc"
