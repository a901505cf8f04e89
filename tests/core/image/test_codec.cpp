// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/codec.h"

#include <QTest>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <opencv2/imgcodecs.hpp>
#include <string>

#include "core/base/error.h"
#include "tests/support/test_paths.h"

using lafs::Image;

namespace {

Image gradient(int width, int height) {
  Image image(width, height);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      image.row(y)[3 * x] = static_cast<std::uint8_t>(255 * x / width);
      image.row(y)[3 * x + 1] = static_cast<std::uint8_t>(255 * y / height);
      image.row(y)[3 * x + 2] = static_cast<std::uint8_t>(128 + 100 * std::sin(0.1 * (x + y)));
    }
  }
  return image;
}

std::vector<std::uint8_t> encoded(const char* extension, const cv::Mat& picture) {
  std::vector<std::uint8_t> bytes;
  cv::imencode(extension, picture, bytes);
  return bytes;
}

Image decode(const std::vector<std::uint8_t>& bytes) {
  return lafs::decodeImage(bytes.data(), bytes.size(), "picture");
}

double meanDifference(const Image& a, const Image& b) {
  double sum = 0;
  for (std::size_t i = 0; i < a.pixels.size(); ++i) sum += std::abs(a.pixels[i] - b.pixels[i]);
  return sum / static_cast<double>(a.pixels.size());
}

}  // namespace

class TestCodec : public QObject {
  Q_OBJECT

 private Q_SLOTS:

  void pngKeepsEveryPixel() {
    const Image image = gradient(37, 21);
    const Image back = decode(lafs::encodePng(image));
    QVERIFY(back.width == 37 && back.height == 21);
    QVERIFY(back.pixels == image.pixels);
  }

  void jpegComesClose() {
    const Image image = gradient(112, 112);
    const Image fine = decode(lafs::encodeJpeg(image, 97));
    const Image coarse = decode(lafs::encodeJpeg(image, 20));
    QVERIFY(fine.width == 112 && fine.height == 112);
    QVERIFY(meanDifference(fine, image) < 1.5);
    QVERIFY(meanDifference(coarse, image) > meanDifference(fine, image));
    QVERIFY(lafs::encodeJpeg(image, 20).size() < lafs::encodeJpeg(image, 97).size());
  }

  void readsRedFirst() {
    const cv::Mat red(9, 12, CV_8UC3, cv::Scalar(0, 0, 250));  // OpenCV's order is B, G, R
    for (const char* extension : {".png", ".bmp", ".ppm", ".jpg", ".webp"}) {
      const Image image = decode(encoded(extension, red));
      QVERIFY2(image.width == 12 && image.height == 9, extension);
      QVERIFY2(image.pixels[0] > 240 && image.pixels[1] < 12 && image.pixels[2] < 12, extension);
    }
  }

  void greyBecomesThreeEqualChannels() {
    cv::Mat grey(10, 10, CV_8UC1);
    for (int i = 0; i < 100; ++i) grey.data[i] = static_cast<std::uint8_t>(2 * i);
    for (const char* extension : {".png", ".pgm", ".bmp", ".jpg"}) {
      const Image image = decode(encoded(extension, grey));
      for (int i = 0; i < 100; ++i) {
        const std::uint8_t* pixel = image.pixels.data() + 3 * i;
        QVERIFY2(pixel[0] == pixel[1] && pixel[1] == pixel[2], extension);
        QVERIFY2(std::abs(pixel[0] - 2 * i) < 8, extension);
      }
    }
  }

  void dropsAlphaAndTheLowerByte() {
    const cv::Mat clear(4, 4, CV_8UC4, cv::Scalar(10, 20, 30, 0));
    const Image image = decode(encoded(".png", clear));
    QVERIFY(image.pixels[0] == 30 && image.pixels[1] == 20 && image.pixels[2] == 10);
    const cv::Mat deep(4, 4, CV_16UC1, cv::Scalar(200 * 257));
    QCOMPARE(int{decode(encoded(".png", deep)).pixels[5]}, 200);
  }

  void refusesDamagedFiles() {
    const Image image = gradient(112, 112);
    for (const auto& whole : {lafs::encodeJpeg(image, 80), lafs::encodePng(image)}) {
      for (const std::size_t kept :
           {std::size_t{0}, std::size_t{1}, std::size_t{3}, std::size_t{40}, whole.size() / 2}) {
        const std::vector<std::uint8_t> part(whole.begin(), whole.begin() + kept);
        QVERIFY_EXCEPTION_THROWN(lafs::decodeImage(part.data(), part.size(), "x"), lafs::UserError);
        QCOMPARE(lafs::decodeImage(whole.data(), whole.size(), "x").width,
                 112);  // the next is well
      }
    }
    const std::string text = "this is no picture at all";
    try {
      lafs::decodeImage(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                        "people/a.jpg");
      QFAIL("was accepted");
    } catch (const lafs::UserError& error) {
      QVERIFY(std::string(error.what()).find("people/a.jpg") != std::string::npos);
    }
    QVERIFY_EXCEPTION_THROWN(lafs::readImage("/no/such/picture.png"), lafs::UserError);
  }

  void readsRealFaces() {
    if (lafs::test::testData().empty()) QSKIP("THE REAL FACES ARE MISSING: none was read");
    int read = 0;
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(lafs::test::testData())) {
      const std::string extension = entry.path().extension().string();
      if (extension != ".pgm" && extension != ".jpg" && extension != ".png") continue;
      const Image image = lafs::readImage(entry.path().string());
      QVERIFY(image.width > 10 && image.height > 10);
      if (++read == 40) break;
    }
    QVERIFY(read > 0);
  }
};

QTEST_GUILESS_MAIN(TestCodec)
#include "test_codec.moc"
