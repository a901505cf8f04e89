// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include "core/model/patch_sampling.h"

#include <QTest>
#include <cmath>
#include <limits>
#include <vector>

using namespace lafs;

namespace {

/// Value of one pixel; outside the image 0.
double pixel(const at::TensorAccessor<double, 4>& image, std::int64_t b, std::int64_t c,
             std::int64_t row, std::int64_t column) {
  const bool inside = row >= 0 && column >= 0 && row < image.size(2) && column < image.size(3);
  return inside ? image[b][c][row][column] : 0;
}

/// Sampling by the definition, sample by sample in double.
at::Tensor samplesByDefinition(const at::Tensor& image, const at::Tensor& landmarks,
                               std::int64_t side) {
  const at::Tensor pixels = image.to(at::kDouble), points = landmarks.to(at::kDouble);
  at::Tensor result = at::zeros({image.size(0), landmarks.size(1), 3 * side * side}, at::kDouble);
  const auto in = pixels.accessor<double, 4>();
  const auto at2 = points.accessor<double, 3>();
  auto out = result.accessor<double, 3>();
  for (std::int64_t b = 0; b < image.size(0); ++b) {
    for (std::int64_t n = 0; n < landmarks.size(1); ++n) {
      for (std::int64_t v = 0; v < 3 * side * side; ++v) {
        const std::int64_t a = v / 3 / side, r = v / 3 % side, c = v % 3;
        const double x = at2[b][n][0] + static_cast<double>(a - side / 2) - 0.5;
        const double y = at2[b][n][1] + static_cast<double>(r - side / 2) - 0.5;
        const double x0 = std::floor(x), y0 = std::floor(y);
        double sum = 0;
        for (int dy = 0; dy < 2; ++dy) {
          for (int dx = 0; dx < 2; ++dx) {
            const double weight = (dx ? x - x0 : x0 + 1 - x) * (dy ? y - y0 : y0 + 1 - y);
            sum += weight * pixel(in, b, c, static_cast<std::int64_t>(y0) + dy,
                                  static_cast<std::int64_t>(x0) + dx);
          }
        }
        out[b][n][v] = sum;
      }
    }
  }
  return result;
}

double largest(const at::Tensor& difference) {
  return difference.abs().max().to(at::kDouble).item<double>();
}

/// Landmarks up to a patch and more outside the image, none on a cell's edge.
at::Tensor scatteredLandmarks(std::int64_t batch, std::int64_t count, std::int64_t side,
                              std::int64_t patch) {
  const double reach = 1.5 * static_cast<double>(patch);
  const at::Tensor anywhere =
      at::rand({batch, count, 2}) * (static_cast<double>(side) + 2 * reach) - reach;
  return anywhere.floor() + 0.05 + 0.4 * at::rand({batch, count, 2});
}

}  // namespace

class TestPatchSampling : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { at::manual_seed(7); }
  void equalsTheDefinition_data();
  void equalsTheDefinition();
  void gradientsEqualPlain_data() { equalsTheDefinition_data(); }
  void gradientsEqualPlain();
  void gradientsEqualDifferences();
  void acceptsNoLandmarks();
  void givesNoGradientNobodyAskedFor();
  void farAwayIsEmptyAndNanIsNan();
  void threadsChangeNothing();
  void cutsTheGridByRows();
  void standardLandmarksGiveTheBlurredGrid();
  void transposesAreTheirOwnInverse();
  void rejectsWrongShapes();
};

void TestPatchSampling::equalsTheDefinition_data() {
  QTest::addColumn<int>("batch");
  QTest::addColumn<int>("count");
  QTest::addColumn<int>("height");
  QTest::addColumn<int>("width");
  QTest::addColumn<int>("patch");
  QTest::newRow("paper") << 2 << 196 << 112 << 112 << 8;
  QTest::newRow("subset") << 3 << 36 << 112 << 112 << 8;
  QTest::newRow("large patch") << 2 << 49 << 112 << 112 << 16;
  QTest::newRow("odd image") << 2 << 17 << 37 << 37 << 8;
  QTest::newRow("oblong image") << 2 << 13 << 29 << 51 << 4;
  QTest::newRow("odd patch") << 2 << 11 << 33 << 33 << 7;
  QTest::newRow("one pixel") << 1 << 5 << 9 << 9 << 1;
  QTest::newRow("patch larger than the image") << 1 << 6 << 5 << 5 << 12;
}

void TestPatchSampling::equalsTheDefinition() {
  QFETCH(int, batch);
  QFETCH(int, count);
  QFETCH(int, height);
  QFETCH(int, width);
  QFETCH(int, patch);
  const at::Tensor image = at::rand({batch, 3, height, width}) * 2 - 1;
  const at::Tensor landmarks = scatteredLandmarks(batch, count, std::max(height, width), patch);
  const at::Tensor fused = samplePatches(image, landmarks, patch);
  const at::Tensor plain = samplePatchesPlain(image, landmarks, patch);
  const std::vector<std::int64_t> shape = {batch, count, 3 * patch * patch};
  QVERIFY(fused.sizes() == shape && plain.sizes() == shape);
  const at::Tensor expected = samplesByDefinition(image, landmarks, patch);
  QVERIFY(largest(fused - expected) < 2e-5);
  QVERIFY(largest(plain - expected) < 2e-5);
}

void TestPatchSampling::gradientsEqualPlain() {
  QFETCH(int, batch);
  QFETCH(int, count);
  QFETCH(int, height);
  QFETCH(int, width);
  QFETCH(int, patch);
  at::Tensor gradients[2][2];
  const at::Tensor upstream = at::randn({batch, count, 3 * patch * patch});
  const at::Tensor pixels = at::rand({batch, 3, height, width}) * 2 - 1;
  const at::Tensor points = scatteredLandmarks(batch, count, std::max(height, width), patch);
  for (const bool fused : {false, true}) {
    at::Tensor image = pixels.clone().requires_grad_(true);
    at::Tensor landmarks = points.clone().requires_grad_(true);
    const at::Tensor patches = fused ? samplePatches(image, landmarks, patch)
                                     : samplePatchesPlain(image, landmarks, patch);
    (patches * upstream).sum().backward();
    gradients[fused][0] = image.grad();
    gradients[fused][1] = landmarks.grad();
  }
  for (const int which : {0, 1}) {
    const double scale = 1 + largest(gradients[0][which]);
    QVERIFY(largest(gradients[1][which] - gradients[0][which]) < 5e-5 * scale);
  }
}

void TestPatchSampling::gradientsEqualDifferences() {
  const at::Tensor pixels = at::rand({1, 3, 20, 20}) * 2 - 1;
  const at::Tensor points = scatteredLandmarks(1, 6, 20, 4);
  const at::Tensor upstream = at::randn({1, 6, 48}).to(at::kDouble);
  at::Tensor image = pixels.clone().requires_grad_(true);
  at::Tensor landmarks = points.clone().requires_grad_(true);
  (samplePatches(image, landmarks, 4) * upstream.to(at::kFloat)).sum().backward();
  const auto loss = [&](const at::Tensor& i, const at::Tensor& l) {
    return (samplesByDefinition(i, l, 4) * upstream).sum().item<double>();
  };
  // Bilinear sampling is a polynomial within a cell: central differences are exact there.
  const double step = 1e-3;
  for (std::int64_t k = 0; k < points.numel(); ++k) {
    at::Tensor up = points.to(at::kDouble), down = up.clone();
    up.view(-1)[k] += step;
    down.view(-1)[k] -= step;
    const double numeric = (loss(pixels, up) - loss(pixels, down)) / (2 * step);
    QVERIFY(std::abs(landmarks.grad().view(-1)[k].item<double>() - numeric) < 1e-4);
  }
  for (std::int64_t k = 0; k < pixels.numel(); k += 37) {
    at::Tensor up = pixels.to(at::kDouble), down = up.clone();
    up.view(-1)[k] += step;
    down.view(-1)[k] -= step;
    const double numeric = (loss(up, points) - loss(down, points)) / (2 * step);
    QVERIFY(std::abs(image.grad().view(-1)[k].item<double>() - numeric) < 1e-4);
  }
}

void TestPatchSampling::acceptsNoLandmarks() {
  at::Tensor image = at::rand({2, 3, 16, 16}).requires_grad_(true);
  const at::Tensor patches = samplePatches(image, at::empty({2, 0, 2}), 8);
  QVERIFY((patches.sizes() == std::vector<std::int64_t>{2, 0, 192}));
  patches.sum().backward();
  QVERIFY(image.grad().eq(0).all().item<bool>());
}

void TestPatchSampling::givesNoGradientNobodyAskedFor() {
  const at::Tensor image = at::rand({1, 3, 16, 16});
  at::Tensor landmarks = scatteredLandmarks(1, 4, 16, 8).requires_grad_(true);
  samplePatches(image, landmarks, 8).sum().backward();
  QVERIFY(landmarks.grad().defined());
  QVERIFY(!image.grad().defined());
  QVERIFY(!samplePatches(image, landmarks.detach(), 8).requires_grad());
}

void TestPatchSampling::farAwayIsEmptyAndNanIsNan() {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float far = std::numeric_limits<float>::infinity();
  const at::Tensor image = at::ones({1, 3, 16, 16});
  at::Tensor landmarks =
      at::tensor({1e30f, 8.f, 8.f, -1e30f, far, -far, nan, 8.f}).reshape({1, 4, 2});
  landmarks.requires_grad_(true);
  const at::Tensor patches = samplePatches(image, landmarks, 8);
  QVERIFY(patches.narrow(1, 0, 3).eq(0).all().item<bool>());
  QVERIFY(patches.select(1, 3).isnan().all().item<bool>());
  patches.sum().backward();
  QVERIFY(landmarks.grad().narrow(1, 0, 3).eq(0).all().item<bool>());
  QVERIFY(landmarks.grad().select(1, 3).isnan().all().item<bool>());
}

void TestPatchSampling::threadsChangeNothing() {
  const int before = at::get_num_threads();
  const at::Tensor pixels = at::rand({5, 3, 112, 112});
  const at::Tensor points = scatteredLandmarks(5, 70, 112, 8);
  at::Tensor patches[2], gradients[2];
  for (const int run : {0, 1}) {
    at::set_num_threads(run == 0 ? 1 : 3);
    at::Tensor image = pixels.clone().requires_grad_(true);
    patches[run] = samplePatches(image, points, 8);
    patches[run].square().sum().backward();
    gradients[run] = image.grad();
  }
  at::set_num_threads(before);
  QVERIFY(patches[0].equal(patches[1]));
  QVERIFY(gradients[0].equal(gradients[1]));
}

void TestPatchSampling::cutsTheGridByRows() {
  const at::Tensor image = at::rand({2, 3, 12, 20});
  const at::Tensor patches = gridPatches(image, 4);
  QVERIFY((patches.sizes() == std::vector<std::int64_t>{2, 15, 48}));
  for (std::int64_t token = 0; token < 15; ++token) {
    for (std::int64_t v = 0; v < 48; ++v) {
      const std::int64_t row = token / 5 * 4 + v / 3 / 4, column = token % 5 * 4 + v / 3 % 4;
      QCOMPARE(patches[1][token][v].item<float>(), image[1][v % 3][row][column].item<float>());
    }
  }
}

void TestPatchSampling::standardLandmarksGiveTheBlurredGrid() {
  // Half a pixel up and left of the grid: each sample is the mean of four pixels.
  const at::Tensor image = at::rand({1, 3, 32, 32});
  const at::Tensor blurred = at::avg_pool2d(at::constant_pad_nd(image, {1, 0, 1, 0}), 2, 1);
  const at::Tensor patches = transposeMosaic(samplePatches(image, standardLandmarks(32, 8), 8), 8);
  QVERIFY(largest(patches - gridPatches(blurred, 8)) < 1e-6);
}

void TestPatchSampling::transposesAreTheirOwnInverse() {
  const at::Tensor patches = at::rand({2, 9, 75});
  QVERIFY(transposePatches(transposePatches(patches, 5), 5).equal(patches));
  QVERIFY(transposeMosaic(transposeMosaic(patches, 5), 5).equal(patches));
  QVERIFY(!transposePatches(patches, 5).equal(patches));
  QCOMPARE(transposePatches(patches, 5)[0][4][(1 * 5 + 3) * 3 + 2].item<float>(),
           patches[0][4][(3 * 5 + 1) * 3 + 2].item<float>());
}

void TestPatchSampling::rejectsWrongShapes() {
  const at::Tensor image = at::rand({2, 3, 16, 16});
  QVERIFY_EXCEPTION_THROWN(samplePatches(image, at::rand({1, 4, 2}), 8), c10::Error);
  QVERIFY_EXCEPTION_THROWN(samplePatches(image, at::rand({2, 4, 3}), 8), c10::Error);
  QVERIFY_EXCEPTION_THROWN(samplePatches(image.to(at::kDouble), at::rand({2, 4, 2}), 8),
                           c10::Error);
  QVERIFY_EXCEPTION_THROWN(gridPatches(image, 5), c10::Error);
  QVERIFY_EXCEPTION_THROWN(transposeMosaic(at::rand({1, 8, 48}), 4), c10::Error);
}

QTEST_GUILESS_MAIN(TestPatchSampling)
#include "test_patch_sampling.moc"
