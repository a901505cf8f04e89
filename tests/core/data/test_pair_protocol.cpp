// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/pair_protocol.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/data/pair_sampling.h"
#include "core/image/codec.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

DataSpec synthetic(std::int64_t identities, std::int64_t images) {
  DataSpec spec;
  spec.source = "synthetic";
  spec.identities = identities;
  spec.imagesPerIdentity = images;
  return spec;
}

void writeText(const QString& path, const QByteArray& text) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(text), text.size());
}

void writePicture(const QString& path, int grey) {
  Image image(2, 2);
  std::fill(image.pixels.begin(), image.pixels.end(), static_cast<std::uint8_t>(grey));
  const auto bytes = encodePng(image);
  writeText(path, QByteArray(reinterpret_cast<const char*>(bytes.data()),
                             static_cast<int>(bytes.size())));
}

/// Small grey picture, mean removed, unit length: what a pixel comparison sees.
std::vector<double> pixelVector(const Image& image) {
  constexpr int kSide = 28;
  std::vector<double> v(kSide * kSide, 0);
  for (int y = 0; y < 112; ++y) {
    for (int x = 0; x < 112; ++x) {
      const std::uint8_t* p = image.row(y) + 3 * x;
      v[(y / 4) * kSide + x / 4] += p[0] + p[1] + p[2];
    }
  }
  double mean = 0, norm = 0;
  for (double value : v) mean += value / static_cast<double>(v.size());
  for (double& value : v) {
    value -= mean;
    norm += value * value;
  }
  for (double& value : v) value /= std::sqrt(norm) + 1e-9;
  return v;
}

/// Accuracy at the best of all thresholds: more than any honest choice would reach.
double bestAccuracy(std::vector<std::pair<double, bool>> scores) {
  std::sort(scores.begin(), scores.end());
  double right = 0;
  for (const auto& [score, same] : scores) right += same ? 1 : 0;
  double best = right;
  for (const auto& [score, same] : scores) {
    right += same ? -1 : 1;
    best = std::max(best, right);
  }
  return best / static_cast<double>(scores.size());
}

}  // namespace

class TestPairProtocol : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void drawsBalancedDisjointFolds_data();
  void drawsBalancedDisjointFolds();
  void keepsToTheCap();
  void isHardForPixels();
  void dealsAllPairsOnce();
  void capsAllPairs();
  void readsAListOfPairs();
  void namesMissingPictures();
  void takesOrlByNumber();
  void refusesUnknownProtocols();
};

void TestPairProtocol::drawsBalancedDisjointFolds_data() {
  QTest::addColumn<QString>("name");
  QTest::newRow("frontal") << "frontal";
  QTest::newRow("profile") << "profile";
  QTest::newRow("ageing") << "ageing";
}

void TestPairProtocol::drawsBalancedDisjointFolds() {
  QFETCH(QString, name);
  EvaluateSpec evaluate;
  const PairProtocol protocol = openProtocol(name.toStdString(), evaluate, synthetic(43, 5));
  const auto count = static_cast<std::int64_t>(protocol.pairs.size());
  QCOMPARE(protocol.name, name.toStdString());
  QCOMPARE(count % 10, 0);
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  std::map<std::int64_t, std::int64_t> foldOf;
  for (std::int64_t k = 0; k < count; ++k) {
    const FacePair& pair = protocol.pairs[k];
    const std::int64_t fold = k / (count / 10);
    const std::int64_t a = protocol.source->label(pair.first);
    const std::int64_t b = protocol.source->label(pair.second);
    QCOMPARE(pair.same, a == b);
    QCOMPARE(pair.first % 5 % 2, 0);  // an even picture with an odd one
    QCOMPARE(pair.second % 5 % 2, 1);
    QVERIFY(seen.insert({pair.first, pair.second}).second);
    for (std::int64_t person : {a, b}) {
      QCOMPARE(foldOf.emplace(person, fold).first->second, fold);
    }
    QCOMPARE(pair.same, k % (count / 10) < count / 20);
  }
  QCOMPARE(count, 10 * 2 * 4 * 6);  // four people at least in a fold, 3 x 2 pairs of each
  const PairProtocol again = openProtocol(name.toStdString(), evaluate, synthetic(43, 5));
  QCOMPARE(again.pairs.back().first, protocol.pairs.back().first);
  QVERIFY_EXCEPTION_THROWN(openProtocol("frontal", evaluate, synthetic(19, 5)), UserError);
  QVERIFY_EXCEPTION_THROWN(openProtocol("frontal", evaluate, synthetic(43, 1)), UserError);
}

void TestPairProtocol::keepsToTheCap() {
  const std::vector<FacePair> pairs = drawChallengePairs(1000, 8, 10, 3000, 4);
  QCOMPARE(pairs.size(), std::size_t(6000));
  QCOMPARE(std::count_if(pairs.begin(), pairs.end(), [](const FacePair& p) { return p.same; }),
           3000);
}

void TestPairProtocol::isHardForPixels() {
  EvaluateSpec evaluate;
  const PairProtocol protocol = openProtocol("frontal", evaluate, synthetic(60, 4));
  std::map<std::int64_t, std::vector<double>> vectors;
  std::vector<std::pair<double, bool>> scores;
  for (const FacePair& pair : protocol.pairs) {
    for (std::int64_t i : {pair.first, pair.second}) {
      if (vectors.count(i) == 0) vectors[i] = pixelVector(protocol.source->image(i));
    }
    const auto& a = vectors[pair.first];
    const auto& b = vectors[pair.second];
    double dot = 0;
    for (std::size_t k = 0; k < a.size(); ++k) dot += a[k] * b[k];
    scores.emplace_back(dot, pair.same);
  }
  const double accuracy = bestAccuracy(scores);
  QVERIFY2(accuracy < 0.65, std::to_string(accuracy).c_str());
}

void TestPairProtocol::dealsAllPairsOnce() {
  EvaluateSpec evaluate;
  const PairProtocol protocol = openProtocol("all-pairs", evaluate, synthetic(20, 4));
  QCOMPARE(protocol.pairs.size(), std::size_t(80 * 79 / 2));
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  std::map<std::int64_t, std::int64_t> foldOf;
  std::vector<std::int64_t> sameIn(10, 0);
  const std::vector<std::int64_t> sizes = foldSizes(80 * 79 / 2, 10);
  std::size_t k = 0;
  for (std::int64_t fold = 0; fold < 10; ++fold) {
    for (std::int64_t n = 0; n < sizes[fold]; ++n, ++k) {
      const FacePair& pair = protocol.pairs[k];
      const std::int64_t a = protocol.source->label(pair.first);
      QCOMPARE(pair.same, a == protocol.source->label(pair.second));
      QVERIFY(pair.first < pair.second);
      QVERIFY(seen.insert({pair.first, pair.second}).second);
      if (!pair.same) continue;
      ++sameIn[fold];
      QCOMPARE(foldOf.emplace(a, fold).first->second, fold);
    }
  }
  for (std::int64_t same : sameIn) QCOMPARE(same, 12);  // two people of six pairs each
}

void TestPairProtocol::capsAllPairs() {
  const auto source = openSource(synthetic(50, 4), Pool::Test);
  const std::vector<FacePair> pairs = dealAllPairs(*source, 10, 1000, 2);
  QCOMPARE(pairs.size(), std::size_t(1000));
  std::set<std::pair<std::int64_t, std::int64_t>> seen;
  std::int64_t same = 0;
  for (const FacePair& pair : pairs) {
    QVERIFY(seen.insert({pair.first, pair.second}).second);
    QCOMPARE(pair.same, source->label(pair.first) == source->label(pair.second));
    same += pair.same ? 1 : 0;
  }
  QCOMPARE(same, 300);  // all there are
  QVERIFY_EXCEPTION_THROWN(dealAllPairs(*openSource(synthetic(5, 1), Pool::Test), 10, 1000, 2),
                           UserError);
}

void TestPairProtocol::readsAListOfPairs() {
  QTemporaryDir folder;
  writePicture(folder.filePath("Ann/Ann_0001.png"), 1);
  writePicture(folder.filePath("Ann/Ann_0003.jpg"), 3);  // content decides, not the ending
  writePicture(folder.filePath("Bob/1.png"), 11);
  writePicture(folder.filePath("Bob/10.png"), 12);
  writePicture(folder.filePath("Cy/first.png"), 21);
  writePicture(folder.filePath("Cy/second.png"), 22);
  const QString list = folder.filePath("pairs.txt");
  writeText(list, "1\t2\nAnn\t1\t3\nCy\t1\t2\nAnn\t3\tBob\t10\nBob\t1\tCy\t2\n");
  EvaluateSpec evaluate;
  evaluate.root = folder.path().toStdString();
  for (const std::string& name : {list.toStdString(), "pairs:" + list.toStdString()}) {
    const PairProtocol protocol = openProtocol(name, evaluate, synthetic(1, 1));
    QCOMPARE(protocol.name, std::string("pairs.txt"));
    QCOMPARE(protocol.source->size(), 6);
    const std::vector<std::pair<int, int>> expected = {{1, 3}, {21, 22}, {3, 12}, {11, 22}};
    for (std::size_t k = 0; k < 4; ++k) {
      const FacePair& pair = protocol.pairs[k];
      QCOMPARE(static_cast<int>(protocol.source->image(pair.first).pixels[0]), expected[k].first);
      QCOMPARE(static_cast<int>(protocol.source->image(pair.second).pixels[0]), expected[k].second);
      QCOMPARE(pair.same, k < 2);
    }
  }
}

void TestPairProtocol::namesMissingPictures() {
  QTemporaryDir folder;
  writePicture(folder.filePath("Ann/Ann_0001.png"), 1);
  writePicture(folder.filePath("Ann/Ann_0003.png"), 3);
  const std::string list = folder.filePath("pairs.txt").toStdString();
  writeText(folder.filePath("pairs.txt"), "1\t1\nAnn\t1\t2\nAnn\t1\tNobody\t1\n");
  EvaluateSpec evaluate;
  evaluate.root = folder.path().toStdString();
  try {
    openProtocol(list, evaluate, synthetic(1, 1));
    QFAIL("missing pictures were accepted");
  } catch (const UserError& error) {
    QCOMPARE(error.problems().size(), std::size_t(2));
    QCOMPARE(error.problems()[0].where, list + ":2");
    QCOMPARE(error.problems()[1].where, list + ":3");
  }
  evaluate.root = "/no/such/folder";
  QVERIFY_EXCEPTION_THROWN(openProtocol(list, evaluate, synthetic(1, 1)), UserError);
}

void TestPairProtocol::takesOrlByNumber() {
  const std::string data = test::testData();
  if (data.empty()) QSKIP("SKIPPED, no test data: no pairs of ORL faces");
  QTemporaryDir folder;
  writeText(folder.filePath("p.txt"), "1 1\ns1 1 10\ns1 2 s40 3\n");
  EvaluateSpec evaluate;
  evaluate.root = data + "/orl";
  const PairProtocol protocol =
      openProtocol(folder.filePath("p.txt").toStdString(), evaluate, synthetic(1, 1));
  QCOMPARE(protocol.source->imageName(protocol.pairs[0].second), std::string("s1/10.pgm"));
  QCOMPARE(protocol.source->imageName(protocol.pairs[1].second), std::string("s40/3.pgm"));
  DataSpec orl;
  orl.source = "folder";
  orl.root = data + "/orl";
  const PairProtocol all = openProtocol("all-pairs", evaluate, orl);
  QCOMPARE(all.pairs.size(), std::size_t(100 * 99 / 2));
  const auto same =
      std::count_if(all.pairs.begin(), all.pairs.end(), [](const FacePair& p) { return p.same; });
  QCOMPARE(same, 450);
  QVERIFY_EXCEPTION_THROWN(openProtocol("frontal", evaluate, orl), UserError);
}

void TestPairProtocol::refusesUnknownProtocols() {
  EvaluateSpec evaluate;
  QVERIFY_EXCEPTION_THROWN(openProtocol("frontl", evaluate, synthetic(40, 4)), UserError);
  QVERIFY_EXCEPTION_THROWN(openProtocol("pairs:/no/such/file", evaluate, synthetic(40, 4)),
                           UserError);
}

QTEST_GUILESS_MAIN(TestPairProtocol)
#include "test_pair_protocol.moc"
