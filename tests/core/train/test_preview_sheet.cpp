// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/preview_sheet.h"

#include <ATen/ATen.h>

#include <QTest>

#include "core/model/patch_sampling.h"

namespace {

constexpr int kGap = 4;

std::array<int, 3> pixel(const lafs::Image& image, int x, int y) {
  const std::uint8_t* at = image.row(y) + 3 * x;
  return {at[0], at[1], at[2]};
}

}  // namespace

class TestPreviewSheet : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void picturesFillTheirCell();
  void dotsLieWhereLandmarksAre();
  void dotsOutsideAreLeftOut();
  void patchesComeInTokenOrderAndUpright();
};

void TestPreviewSheet::picturesFillTheirCell() {
  lafs::PreviewSheet sheet(2, 3, 8);
  at::Tensor picture = at::full({3, 4, 4}, -1.0f);
  picture[0][0][3] = 1;  // red in the upper right corner
  sheet.picture(1, 2, picture);
  const lafs::Image& image = sheet.image();
  QCOMPARE(image.width, 3 * 12 + 4);
  QCOMPARE(image.height, 2 * 12 + 4);
  const int left = kGap + 2 * 12, top = kGap + 12;
  QCOMPARE(pixel(image, left, top), (std::array<int, 3>{0, 0, 0}));
  QCOMPARE(pixel(image, left + 6, top), (std::array<int, 3>{255, 0, 0}));
  QCOMPARE(pixel(image, left + 7, top + 1), (std::array<int, 3>{255, 0, 0}));
  QCOMPARE(pixel(image, left + 7, top + 2), (std::array<int, 3>{0, 0, 0}));
  QCOMPARE(pixel(image, kGap, kGap), (std::array<int, 3>{32, 32, 32}));
}

void TestPreviewSheet::dotsLieWhereLandmarksAre() {
  lafs::PreviewSheet sheet(1, 1, 64);
  sheet.dots(0, 0, at::tensor({8.0f, 4.0f}).view({1, 2}), 32, {255, 150, 40});
  QCOMPARE(pixel(sheet.image(), kGap + 16, kGap + 8), (std::array<int, 3>{255, 150, 40}));
  QCOMPARE(pixel(sheet.image(), kGap + 8, kGap + 16), (std::array<int, 3>{32, 32, 32}));
}

void TestPreviewSheet::dotsOutsideAreLeftOut() {
  lafs::PreviewSheet sheet(1, 1, 16);
  const lafs::Image before = sheet.image();
  sheet.dots(0, 0, at::tensor({-5.0f, 3.0f, 40.0f, 40.0f}).view({2, 2}), 16, {255, 255, 255});
  QVERIFY(sheet.image().pixels == before.pixels);
}

void TestPreviewSheet::patchesComeInTokenOrderAndUpright() {
  // Two patches of a picture whose red grows along x and whose green grows along y.
  at::Tensor picture = at::zeros({1, 3, 16, 16});
  picture[0][0] = at::arange(16, at::kFloat).view({1, 16}) / 8 - 1;
  picture[0][1] = at::arange(16, at::kFloat).view({16, 1}) / 8 - 1;
  const at::Tensor landmarks = at::tensor({12.5f, 4.5f, 4.5f, 4.5f}).view({1, 2, 2});
  const at::Tensor patches = lafs::samplePatches(picture, landmarks, 8)[0];
  lafs::PreviewSheet sheet(1, 1, 16);
  sheet.patches(0, 0, patches, 8);
  const auto first = pixel(sheet.image(), kGap, kGap);
  const auto firstRight = pixel(sheet.image(), kGap + 5, kGap);
  const auto firstBelow = pixel(sheet.image(), kGap, kGap + 5);
  const auto second = pixel(sheet.image(), kGap + 8, kGap);
  QVERIFY(firstRight[0] > first[0] && firstRight[1] == first[1]);
  QVERIFY(firstBelow[1] > first[1] && firstBelow[0] == first[0]);
  QVERIFY(second[0] < first[0]);
  QCOMPARE(pixel(sheet.image(), kGap, kGap + 8), (std::array<int, 3>{32, 32, 32}));
}

QTEST_GUILESS_MAIN(TestPreviewSheet)
#include "test_preview_sheet.moc"
