// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/inspection/duplicate_search.h"

#include <QTest>

#include "core/base/random_stream.h"
#include "core/config/source_text.h"
#include "core/data/face_source.h"
#include "core/image/codec.h"
#include "core/image/resize.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

Image reencoded(const Image& image, int quality) {
  const auto bytes = encodeJpeg(image, quality);
  return decodeImage(bytes.data(), bytes.size(), "copy");
}

}  // namespace

class TestDuplicateSearch : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void findsWhatComparingAllFinds();
  void equalPicturesAreEqualHoweverStored();
  void groupsEqualAndConnected();
  void tellsCopiesFromOtherPhotographs();
};

void TestDuplicateSearch::findsWhatComparingAllFinds() {
  RandomStream random({5});
  std::vector<LooksHash> hashes;
  for (int k = 0; k < 300; ++k) {
    LooksHash hash{};
    for (auto& word : hash) word = random.bits();
    hashes.push_back(hash);
    // A few relatives of it, up to 30 bits away.
    for (int j = 0; j < k % 4; ++j) {
      LooksHash other = hash;
      for (std::int64_t b = random.below(31); b > 0; --b) {
        const auto bit = static_cast<std::size_t>(random.below(256));
        other[bit / 64] ^= std::uint64_t{1} << (bit % 64);
      }
      hashes.push_back(other);
    }
  }
  for (const int bits : {0, 5, 15}) {
    std::size_t expected = 0;
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      for (std::size_t j = i + 1; j < hashes.size(); ++j) {
        expected += bitsApart(hashes[i], hashes[j]) <= bits ? 1 : 0;
      }
    }
    bool complete = false;
    const auto pairs = findNearPairs(hashes, bits, complete);
    QVERIFY(complete);
    QCOMPARE(pairs.size(), expected);
    for (const NearPair& pair : pairs) {
      QCOMPARE(bitsApart(hashes[pair.first], hashes[pair.second]), pair.bits);
    }
  }
}

void TestDuplicateSearch::equalPicturesAreEqualHoweverStored() {
  Image image(7, 5);
  for (std::size_t i = 0; i < image.pixels.size(); ++i)
    image.pixels[i] = static_cast<std::uint8_t>(3 * i);
  const auto png = encodePng(image);
  QCOMPARE(pixelHash(decodeImage(png.data(), png.size(), "png")), pixelHash(image));
  Image other = image;
  other.pixels.back() ^= 1;
  QVERIFY(pixelHash(other) != pixelHash(image));
  Image turned(5, 7);
  turned.pixels = image.pixels;
  QVERIFY(pixelHash(turned) != pixelHash(image));
}

void TestDuplicateSearch::groupsEqualAndConnected() {
  using Groups = std::vector<std::vector<std::uint32_t>>;
  const PixelHash a = {1, 2}, b = {1, 3}, c = {0, 9};
  QCOMPARE(findEqual({a, b, a, c, b, a}), (Groups{{0, 2, 5}, {1, 4}}));
  QCOMPARE(connectedGroups(6, {{0, 4, 1}, {4, 5, 1}, {1, 2, 3}}), (Groups{{0, 4, 5}, {1, 2}}));
}

void TestDuplicateSearch::tellsCopiesFromOtherPhotographs() {
  if (test::testData().empty()) QSKIP("LAFS_TEST_DATA names no folder");
  for (const char* folder : {"/orl", "/london/aligned"}) {
    const auto source = openSource(sourceFromText(test::testData() + folder), Pool::Labelled);
    std::vector<LooksHash> hashes;
    int copies = 0, found = 0, different = 0, mistaken = 0;
    for (std::int64_t i = 0; i < std::min<std::int64_t>(150, source->size()); ++i) {
      const Image image = source->image(i);
      hashes.push_back(looksHash(image));
      for (const Image& copy : {reencoded(image, 60), resizeBicubic(image, 80, 80),
                                reencoded(resizeBicubic(image, 160, 160), 75)}) {
        ++copies;
        found += bitsApart(hashes.back(), looksHash(copy)) <= kNearBits ? 1 : 0;
      }
    }
    for (std::size_t i = 0; i < hashes.size(); ++i) {
      for (std::size_t j = i + 1; j < hashes.size(); ++j) {
        ++different;
        mistaken += bitsApart(hashes[i], hashes[j]) <= kNearBits ? 1 : 0;
      }
    }
    qInfo("%s: %d of %d copies found, %d of %d other pairs taken for copies", folder, found, copies,
          mistaken, different);
    QVERIFY(found >= 0.95 * copies);
    QCOMPARE(mistaken, 0);
  }
}

QTEST_APPLESS_MAIN(TestDuplicateSearch)
#include "test_duplicate_search.moc"
