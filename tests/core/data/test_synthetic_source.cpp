// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic_source.h"

#include <QTest>
#include <cmath>
#include <numeric>
#include <set>
#include <thread>

#include "core/base/error.h"
#include "core/data/cached_source.h"
#include "core/data/synthetic/render_face.h"
#include "core/data/synthetic/view.h"

using namespace lafs;
using synthetic::Challenge;

namespace {

DataSpec faces(std::int64_t identities, std::int64_t images, const char* domain = "curated") {
  DataSpec spec;
  spec.source = "synthetic";
  spec.domain = domain;
  spec.identities = identities;
  spec.imagesPerIdentity = images;
  return spec;
}

double meanDifference(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) {
    sum += std::abs(static_cast<int>(a.pixels[i]) - static_cast<int>(b.pixels[i]));
  }
  return sum / static_cast<double>(a.pixels.size());
}

}  // namespace

class TestSyntheticSource : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void countsAndNames();
  void rendersTheSameBitsOnAnyThread();
  void givesSmallerPoolsFirst();
  void keepsPoolsApart();
  void differsBetweenPeoplePicturesAndSeeds();
  void alignsCuratedFaces();
  void putsLandmarksOnTheFace();
  void turnsAndAgesOnRequest();
  void studioPicturesVaryLess();
  void fingerprintFollowsTheSpec();
  void refusesBadSpecs();
  void cacheChangesNothing();
};

void TestSyntheticSource::countsAndNames() {
  const auto source = makeSyntheticSource(faces(7, 3), Pool::Labelled);
  QCOMPARE(source->size(), 21);
  QCOMPARE(source->identities(), 7);
  std::set<std::string> names;
  for (std::int64_t i = 0; i < source->size(); ++i) {
    QCOMPARE(source->label(i), i / 3);
    names.insert(source->imageName(i));
  }
  QCOMPARE(names.size(), std::size_t(21));
  const Image picture = source->image(0);
  QCOMPARE(picture.width, 112);
  QCOMPARE(picture.height, 112);
}

void TestSyntheticSource::rendersTheSameBitsOnAnyThread() {
  const auto source = makeSyntheticSource(faces(6, 2, "wild"), Pool::Labelled);
  std::vector<Image> forwards(12), backwards(12);
  std::thread one([&] {
    for (int i = 0; i < 12; ++i) forwards[i] = source->image(i);
  });
  std::thread two([&] {
    for (int i = 11; i >= 0; --i) backwards[i] = source->image(i);
  });
  one.join();
  two.join();
  for (int i = 0; i < 12; ++i) QVERIFY(forwards[i].pixels == backwards[i].pixels);
}

void TestSyntheticSource::givesSmallerPoolsFirst() {
  const auto few = makeSyntheticSource(faces(3, 2), Pool::Labelled);
  const auto many = makeSyntheticSource(faces(30, 5), Pool::Labelled);
  for (std::int64_t person = 0; person < 3; ++person) {
    QVERIFY(few->image(person * 2 + 1).pixels == many->image(person * 5 + 1).pixels);
  }
}

void TestSyntheticSource::keepsPoolsApart() {
  std::set<std::string> names;
  std::set<std::vector<std::uint8_t>> pictures;
  for (Pool pool : {Pool::Labelled, Pool::Unlabelled, Pool::Test}) {
    const auto source = makeSyntheticSource(faces(4, 1), pool);
    for (std::int64_t i = 0; i < 4; ++i) {
      names.insert(source->identityName(i));
      pictures.insert(source->image(i).pixels);
    }
  }
  QCOMPARE(names.size(), std::size_t(12));
  QCOMPARE(pictures.size(), std::size_t(12));
}

void TestSyntheticSource::differsBetweenPeoplePicturesAndSeeds() {
  const auto source = makeSyntheticSource(faces(3, 3), Pool::Labelled);
  DataSpec spec = faces(3, 3);
  spec.renderSeed = 1;
  const auto other = makeSyntheticSource(spec, Pool::Labelled);
  for (std::int64_t i = 0; i < 9; ++i) {
    const Image own = source->image(i);
    QVERIFY(meanDifference(own, other->image(i)) > 5);
    QVERIFY(meanDifference(own, source->image((i + 1) % 9)) > 5);
    // A picture, not a blank: its pixels spread.
    double sum = 0, squares = 0;
    for (std::uint8_t v : own.pixels) {
      sum += v;
      squares += v * v;
    }
    const double n = static_cast<double>(own.pixels.size());
    QVERIFY(std::sqrt(squares / n - sum * sum / n / n) > 10);
  }
}

void TestSyntheticSource::alignsCuratedFaces() {
  const auto source =
      makeSyntheticSource(faces(60, 2), Pool::Labelled, Challenge::Frontal, Challenge::Frontal);
  double sum = 0;
  for (std::int64_t i = 0; i < source->size(); ++i) {
    const std::vector<float> points = *source->landmarks(i);
    QCOMPARE(points.size(), std::size_t(2 * 73));
    for (int k = 0; k < 5; ++k) {
      const double off = std::hypot(points[2 * k] - synthetic::kAlignedPoints[k].x,
                                    points[2 * k + 1] - synthetic::kAlignedPoints[k].y);
      QVERIFY2(off < 12, std::to_string(off).c_str());
      sum += off;
    }
  }
  const double mean = sum / static_cast<double>(5 * source->size());
  QVERIFY2(mean < 3.5, std::to_string(mean).c_str());
}

void TestSyntheticSource::putsLandmarksOnTheFace() {
  const auto source =
      makeSyntheticSource(faces(60, 2), Pool::Labelled, Challenge::Frontal, Challenge::Frontal);
  for (std::int64_t i = 0; i < source->size(); ++i) {
    const std::vector<float> p = *source->landmarks(i);
    const auto x = [&](int k) { return p[2 * (5 + k)]; };
    const auto y = [&](int k) { return p[2 * (5 + k) + 1]; };
    for (int k = 17; k < 68; ++k) {  // the inner face lies in the picture
      QVERIFY(x(k) > 0 && x(k) < 111 && y(k) > 0 && y(k) < 111);
    }
    QVERIFY(x(0) < x(8) && x(8) < x(16));  // jaw from side to side
    QVERIFY(y(8) > y(0) && y(8) > y(16));  // the chin is its lowest part
    QVERIFY(y(8) > y(57));                 // and below the lips
    QVERIFY(x(36) < x(39) && x(39) < x(42) && x(42) < x(45));
    QVERIFY(y(19) < y(37) && y(24) < y(44));  // brows above the eyes
    QVERIFY(y(27) < y(30) && y(30) < y(51));  // down the nose to the lips
    QVERIFY(x(48) < x(54));
    // The eye's centre lies between its corners.
    QVERIFY(p[0] > x(36) - 1 && p[0] < x(39) + 1);
  }
  QCOMPARE(source->landmarks(3),
           makeSyntheticSource(faces(60, 2), Pool::Labelled, Challenge::Frontal, Challenge::Frontal)
               ->landmarks(3));
}

void TestSyntheticSource::turnsAndAgesOnRequest() {
  for (std::uint64_t key = 0; key < 200; ++key) {
    const synthetic::FaceTraits person = synthetic::drawTraits(key);
    const auto draw = [&](Challenge challenge) {
      return synthetic::drawConditions(1000 + key, person, synthetic::Domain::Curated, challenge);
    };
    QVERIFY(std::fabs(draw(Challenge::Frontal).yaw) < 0.29f);
    QVERIFY(std::fabs(draw(Challenge::Profile).yaw) > 0.8f);
    QVERIFY(draw(Challenge::Old).age - draw(Challenge::Young).age >= 25);
  }
}

void TestSyntheticSource::studioPicturesVaryLess() {
  double studio = 0, everyday = 0;
  for (std::uint64_t key = 0; key < 200; ++key) {
    const synthetic::FaceTraits person = synthetic::drawTraits(key);
    const auto draw = [&](synthetic::Domain domain, Challenge challenge) {
      return synthetic::drawConditions(1000 + key, person, domain, challenge);
    };
    const auto calm = draw(synthetic::Domain::Studio, Challenge::None);
    studio += std::fabs(calm.yaw);
    everyday += std::fabs(draw(synthetic::Domain::Curated, Challenge::None).yaw);
    QVERIFY(calm.occluder == synthetic::Occluder::None);
    QCOMPARE(calm.hairStyle, person.hairStyle);
    QVERIFY(std::fabs(std::hypot(calm.lightX, calm.lightY, calm.lightZ) - 1) < 1e-5);
    // What a test asks of a picture holds in the studio too.
    QVERIFY(std::fabs(draw(synthetic::Domain::Studio, Challenge::Profile).yaw) > 0.8f);
    QVERIFY(draw(synthetic::Domain::Studio, Challenge::Old).age -
                draw(synthetic::Domain::Studio, Challenge::Young).age >=
            25);
  }
  QVERIFY(studio < 0.5 * everyday);
}

void TestSyntheticSource::fingerprintFollowsTheSpec() {
  std::set<std::string> prints;
  prints.insert(makeSyntheticSource(faces(3, 2), Pool::Labelled)->fingerprint());
  prints.insert(makeSyntheticSource(faces(3, 2), Pool::Test)->fingerprint());
  prints.insert(makeSyntheticSource(faces(3, 2, "wild"), Pool::Labelled)->fingerprint());
  prints.insert(makeSyntheticSource(faces(4, 2), Pool::Labelled)->fingerprint());
  prints.insert(makeSyntheticSource(faces(3, 3), Pool::Labelled)->fingerprint());
  prints.insert(
      makeSyntheticSource(faces(3, 2), Pool::Labelled, Challenge::Frontal)->fingerprint());
  prints.insert(makeSyntheticSource(faces(3, 2, "studio"), Pool::Labelled)->fingerprint());
  QCOMPARE(prints.size(), std::size_t(7));
  prints.insert(makeSyntheticSource(faces(3, 2), Pool::Labelled)->fingerprint());
  QCOMPARE(prints.size(), std::size_t(7));
}

void TestSyntheticSource::refusesBadSpecs() {
  QVERIFY_EXCEPTION_THROWN(makeSyntheticSource(faces(0, 2), Pool::Labelled), UserError);
  QVERIFY_EXCEPTION_THROWN(makeSyntheticSource(faces(2, 0), Pool::Labelled), UserError);
  QVERIFY_EXCEPTION_THROWN(makeSyntheticSource(faces(2, 2, "moon"), Pool::Labelled), UserError);
}

void TestSyntheticSource::cacheChangesNothing() {
  const std::size_t before = cachedImageBytes();
  {
    const auto plain = makeSyntheticSource(faces(2, 1), Pool::Labelled);
    const auto cached = openSource(faces(2, 1), Pool::Labelled);
    QVERIFY(cached->image(1).pixels == plain->image(1).pixels);
    const std::size_t after = cachedImageBytes();
    QVERIFY(after >= before + 112 * 112 * 3);
    QVERIFY(cached->image(1).pixels == plain->image(1).pixels);
    QCOMPARE(cachedImageBytes(), after);
    QCOMPARE(cached->fingerprint(), plain->fingerprint());
  }
  QCOMPARE(cachedImageBytes(), before);
}

QTEST_GUILESS_MAIN(TestSyntheticSource)
#include "test_synthetic_source.moc"
