// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/landmark_views.h"

#include <torch/torch.h>

#include <QTest>
#include <cmath>

#include "core/base/error.h"

using lafs::Branch;
using lafs::LandmarkDrawOptions;
using lafs::LandmarkDraws;

namespace {

LandmarkDraws draw(const LandmarkDrawOptions& options, std::vector<std::int64_t> indices = {4, 9},
                   std::int64_t view = 0, std::int64_t epoch = 0, std::uint64_t seed = 1,
                   Branch branch = Branch::Student) {
  return lafs::drawLandmarks(options, seed, epoch, indices, view, branch);
}

LandmarkDrawOptions subset() {
  LandmarkDrawOptions options;
  options.keep = 36;
  return options;
}

/// Sorted rows without a repeat?
bool distinct(const at::Tensor& order) {
  const at::Tensor sorted = std::get<0>(order.sort(1));
  return sorted.diff(1, 1).min().item<std::int64_t>() > 0;
}

}  // namespace

class TestLandmarkViews : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void fullViewsAreTruePermutations();
  void subsetsHaveNoRepeat();
  void replacementRepeats();
  void unshuffledSubsetsKeepTheOrder();
  void unshuffledFullViewsNeedNoOrder();
  void noiseIsStandardNormal();
  void samplesDependOnTheirOwnKeyAlone();
  void everyKeyCounts();
  void perturbsByAlphaPixels();
  void clampsToTheFrame();
  void ordersLandmarks();
  void subsetsCoverAllLandmarks();
  void refusesUnknownNames();
};

void TestLandmarkViews::fullViewsAreTruePermutations() {
  const LandmarkDraws draws = draw({});
  QCOMPARE(draws.order.sizes(), (at::IntArrayRef{2, 196}));
  const at::Tensor sorted = std::get<0>(draws.order.sort(1));
  QVERIFY(at::equal(sorted[0], at::arange(196)));
  QVERIFY(at::equal(sorted[1], at::arange(196)));
  QVERIFY(!at::equal(draws.order[0], draws.order[1]));
  QVERIFY(!at::equal(draws.order[0], at::arange(196)));
}

void TestLandmarkViews::subsetsHaveNoRepeat() {
  const LandmarkDraws draws = draw(subset());
  QCOMPARE(draws.order.sizes(), (at::IntArrayRef{2, 36}));
  QVERIFY(distinct(draws.order));
}

void TestLandmarkViews::replacementRepeats() {
  LandmarkDrawOptions options = subset();
  options.withReplacement = true;
  double distinctCount = 0;
  for (std::int64_t index = 0; index < 200; ++index) {
    const at::Tensor order = draw(options, {index}).order;
    distinctCount += std::get<0>(at::_unique(order)).numel() / 200.0;
  }
  // 196 (1 - (195/196)^36) = 33.0 distinct landmarks on average
  QVERIFY2(std::abs(distinctCount - 33.0) < 0.4, qPrintable(QString::number(distinctCount)));
}

void TestLandmarkViews::unshuffledSubsetsKeepTheOrder() {
  LandmarkDrawOptions options = subset();
  options.shuffle = false;
  const at::Tensor order = draw(options).order;
  QVERIFY(order.diff(1, 1).min().item<std::int64_t>() > 0);
}

void TestLandmarkViews::unshuffledFullViewsNeedNoOrder() {
  LandmarkDrawOptions options;
  options.shuffle = false;
  options.perturb = false;
  const LandmarkDraws draws = draw(options);
  QVERIFY(!draws.order.defined());
  QVERIFY(!draws.noise.defined());
  const at::Tensor landmarks = at::rand({2, 196, 2});
  QVERIFY(lafs::orderLandmarks(landmarks, draws.order).is_same(landmarks));
  QVERIFY(at::equal(lafs::perturbLandmarks(landmarks, draws.noise, 2), landmarks));
}

void TestLandmarkViews::noiseIsStandardNormal() {
  std::vector<std::int64_t> indices(100);
  for (std::size_t i = 0; i < indices.size(); ++i) indices[i] = static_cast<std::int64_t>(i);
  const at::Tensor noise = draw({}, indices).noise;
  QCOMPARE(noise.sizes(), (at::IntArrayRef{100, 196, 2}));
  QVERIFY(std::abs(noise.mean().item<double>()) < 0.02);
  QVERIFY(std::abs(noise.std().item<double>() - 1) < 0.02);
  const at::Tensor product = noise.select(2, 0) * noise.select(2, 1);  // x and y independent
  QVERIFY(std::abs(product.mean().item<double>()) < 0.03);
}

void TestLandmarkViews::samplesDependOnTheirOwnKeyAlone() {
  const LandmarkDraws both = draw({}, {4, 9});
  const LandmarkDraws alone = draw({}, {9});
  QVERIFY(at::equal(both.noise[1], alone.noise[0]));
  QVERIFY(at::equal(both.order[1], alone.order[0]));
}

void TestLandmarkViews::everyKeyCounts() {
  const LandmarkDraws base = draw({}, {4});
  const std::vector<LandmarkDraws> others = {draw({}, {5}), draw({}, {4}, 1), draw({}, {4}, 0, 1),
                                             draw({}, {4}, 0, 0, 2),
                                             draw({}, {4}, 0, 0, 1, Branch::Teacher)};
  for (const LandmarkDraws& other : others) {
    QVERIFY(!at::equal(base.noise, other.noise));
    QVERIFY(!at::equal(base.order, other.order));
  }
}

void TestLandmarkViews::perturbsByAlphaPixels() {
  const at::Tensor landmarks = at::rand({2, 5, 2}) * 111;
  const at::Tensor noise = at::randn({2, 5, 2});
  const at::Tensor moved = lafs::perturbLandmarks(landmarks, noise, 2);
  QVERIFY(at::allclose(moved - landmarks, 2 * noise, 1e-4, 1e-4));
}

void TestLandmarkViews::clampsToTheFrame() {
  const at::Tensor landmarks = at::tensor({-3.0f, 5.0f, 130.0f, 111.0f}).view({1, 2, 2});
  const at::Tensor expected = at::tensor({0.0f, 5.0f, 111.0f, 111.0f}).view({1, 2, 2});
  QVERIFY(at::equal(lafs::perturbLandmarks(landmarks, {}, 0, 112), expected));
}

void TestLandmarkViews::ordersLandmarks() {
  const at::Tensor landmarks = at::arange(12, at::kFloat).view({2, 3, 2});
  const at::Tensor order = at::tensor({2, 0, 1, 1}, at::kLong).view({2, 2});
  const at::Tensor expected =
      at::tensor({4.0f, 5.0f, 0.0f, 1.0f, 8.0f, 9.0f, 8.0f, 9.0f}).view({2, 2, 2});
  QVERIFY(at::equal(lafs::orderLandmarks(landmarks, order), expected));
}

void TestLandmarkViews::subsetsCoverAllLandmarks() {
  at::Tensor hits = at::zeros({196});
  for (std::int64_t view = 2; view < 202; ++view) {
    hits.index_add_(0, draw(subset(), {0}, view).order[0], at::ones({36}));
  }
  // 200 · 36 / 196 = 36.7 each, standard deviation about 5.5
  QVERIFY(hits.min().item<double>() > 12 && hits.max().item<double>() < 64);
}

void TestLandmarkViews::refusesUnknownNames() {
  QCOMPARE(lafs::shuffleFromName("subset"), lafs::Shuffle::SubsetOnly);
  QVERIFY_EXCEPTION_THROWN(lafs::shuffleFromName("some"), lafs::UserError);
}

QTEST_GUILESS_MAIN(TestLandmarkViews)
#include "test_landmark_views.moc"
