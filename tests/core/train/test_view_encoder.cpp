// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/view_encoder.h"

#include <torch/torch.h>

#include <QTest>
#include <memory>

#include "core/base/error.h"
#include "core/model/patch_sampling.h"
#include "core/train/dino_encoders.h"
#include "tests/core/train/tiny_models.h"

using lafs::Batch;
using lafs::BranchViews;
using lafs::ModelFamily;
using lafs::PretrainSpec;
using lafs::ViewPlacement;

namespace {

constexpr std::int64_t kImages = 3;
constexpr std::int64_t kSide = 32;
constexpr std::int64_t kPatch = 8;

std::shared_ptr<const lafs::FrozenLandmarkCnn> tinyCnn() {
  torch::manual_seed(7);
  lafs::LandmarkCnn cnn(lafs::test::tinyShape());
  return std::make_shared<const lafs::FrozenLandmarkCnn>(cnn);
}

std::unique_ptr<lafs::ViewEncoder> encoder(const PretrainSpec& spec,
                                           ModelFamily family = ModelFamily::PartFVit,
                                           std::uint64_t seed = 1) {
  return lafs::makeViewEncoder(spec, lafs::test::tinyShape(family), tinyCnn(),
                               lafs::seededDrawer(seed));
}

/// A LAFS batch: plain and colour tensors for 2 + 2 views.
Batch lafsBatch() {
  return lafs::test::randomBatch(8, kImages, kSide);
}

/// A DINO batch: two full views and two crops.
Batch dinoBatch() {
  Batch batch = lafs::test::randomBatch(4, kImages, kSide);
  for (std::size_t view : {2, 3}) batch.views[view] = torch::rand({kImages, 3, 16, 16});
  return batch;
}

PretrainSpec plainSpec() {
  PretrainSpec spec = lafs::test::tinyPretraining();
  spec.perturbationAlpha = 0;
  spec.shuffle = "off";
  return spec;
}

PretrainSpec dino(PretrainSpec spec) {
  spec.method = "dino";
  return spec;
}

/// Tokens sorted by the sum of their numbers: equal for two views that differ in token order alone.
/// (A single number does not tell patches apart that begin outside the face.)
at::Tensor sortedTokens(const at::Tensor& patches) {
  const at::Tensor order = patches.sum(2).argsort(int64_t{1}, false);
  return patches.gather(1, order.unsqueeze(2).expand_as(patches));
}

}  // namespace

class TestViewEncoder : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void lafsCutsColourAtPlainLandmarks();
  void lafsSubsetsComeFromThePerturbedLandmarks();
  void sharedPerturbationGivesBothBranchesOneTensor();
  void ownPerturbationDiffersBetweenBranches();
  void alphaScalesWithTheFace();
  void shuffleReachesTheViewsItNames_data();
  void shuffleReachesTheViewsItNames();
  void teacherViewsMayFollowTheGrid_data();
  void teacherViewsMayFollowTheGrid();
  void sampleDependsOnItsOwnIndex();
  void placementsAreWhatIsCut();
  void dinoOnTheGridIsThePlainCut();
  void dinoOnGridCoordinatesKeepsTheGridsLayout();
  void dinoShufflePermutesTheGrid();
  void dinoWithPartsUsesEveryLandmark();
  void dinoOnPicturesPassesThemOn();
  void refusesWhatDoesNotFit();
};

void TestViewEncoder::lafsCutsColourAtPlainLandmarks() {
  const Batch batch = lafsBatch();
  const BranchViews views = encoder(plainSpec())->encode(batch);
  QCOMPARE(views.student.size(), std::size_t(4));
  QCOMPARE(views.teacher.size(), std::size_t(2));
  for (int view : {0, 1}) {
    const at::Tensor landmarks = (*tinyCnn())(batch.views[2 * view]);
    const at::Tensor expected = lafs::samplePatches(batch.views[2 * view + 1], landmarks, kPatch);
    QVERIFY(at::allclose(views.student[view], expected, 1e-4, 1e-4));
    QVERIFY(views.teacher[view].is_same(views.student[view]));
  }
  for (int view : {2, 3}) {
    QCOMPARE(views.student[view].sizes(), (at::IntArrayRef{kImages, 4, 3 * kPatch * kPatch}));
    QVERIFY(!views.student[view].requires_grad());
  }
}

void TestViewEncoder::lafsSubsetsComeFromThePerturbedLandmarks() {
  PretrainSpec spec = lafs::test::tinyPretraining();
  const lafs::LandmarkDraws given{at::ones({kImages, 16, 2}),
                                  at::tensor({3, 1, 1, 15}, at::kLong).expand({kImages, 4})};
  const auto injected = [&](const lafs::LandmarkDrawOptions& options, const Batch&, std::int64_t,
                            lafs::Branch) {
    return options.keep == 4 ? given : lafs::LandmarkDraws{given.noise, {}};
  };
  const auto cut = lafs::makeViewEncoder(spec, lafs::test::tinyShape(), tinyCnn(), injected);
  const Batch batch = lafsBatch();
  const at::Tensor found = (*tinyCnn())(batch.views[4]);
  const ViewPlacement local = cut->place(batch)[2];
  QVERIFY(at::allclose(local.found, found, 1e-4, 1e-4));
  const double alpha = 2.0 * kSide / 112;
  for (int token = 0; token < 4; ++token) {
    const at::Tensor expected = found.select(1, given.order[0][token].item<std::int64_t>());
    QVERIFY(at::allclose(local.tokens.select(1, token), expected + alpha, 1e-4, 1e-3));
  }
}

void TestViewEncoder::sharedPerturbationGivesBothBranchesOneTensor() {
  const BranchViews views = encoder(lafs::test::tinyPretraining())->encode(lafsBatch());
  QVERIFY(views.teacher[0].is_same(views.student[0]));
}

void TestViewEncoder::ownPerturbationDiffersBetweenBranches() {
  PretrainSpec spec = lafs::test::tinyPretraining();
  spec.perturbationShared = false;
  const BranchViews views = encoder(spec)->encode(lafsBatch());
  QVERIFY(!at::allclose(views.teacher[0], views.student[0]));
}

void TestViewEncoder::alphaScalesWithTheFace() {
  PretrainSpec spec = plainSpec();
  spec.perturbationAlpha = 5;
  const ViewPlacement view = encoder(spec)->place(lafsBatch())[0];
  // 96 numbers of deviation 5 · 32 / 112 = 1.43
  const double deviation = (view.tokens - view.found).std().item<double>();
  QVERIFY2(std::abs(deviation - 1.43) < 0.35, qPrintable(QString::number(deviation)));
}

void TestViewEncoder::shuffleReachesTheViewsItNames_data() {
  QTest::addColumn<QString>("shuffle");
  QTest::addColumn<bool>("globals");
  QTest::newRow("all") << "all" << true;
  QTest::newRow("subset") << "subset" << false;
  QTest::newRow("off") << "off" << false;
}

void TestViewEncoder::shuffleReachesTheViewsItNames() {
  QFETCH(QString, shuffle);
  QFETCH(bool, globals);
  PretrainSpec spec = plainSpec();
  spec.shuffle = shuffle.toStdString();
  const BranchViews views = encoder(spec)->encode(lafsBatch());
  const BranchViews plain = encoder(plainSpec())->encode(lafsBatch());
  QCOMPARE(!at::equal(views.student[0], plain.student[0]), globals);
  QVERIFY(at::equal(sortedTokens(views.student[0]), sortedTokens(plain.student[0])));
}

void TestViewEncoder::teacherViewsMayFollowTheGrid_data() {
  QTest::addColumn<QString>("teacher");
  QTest::addColumn<bool>("first");
  QTest::addColumn<bool>("second");
  QTest::newRow("landmark") << "landmark" << false << false;
  QTest::newRow("global") << "global" << true << true;
  QTest::newRow("mixed") << "mixed" << false << true;
}

void TestViewEncoder::teacherViewsMayFollowTheGrid() {
  QFETCH(QString, teacher);
  QFETCH(bool, first);
  QFETCH(bool, second);
  PretrainSpec spec = lafs::test::tinyPretraining();
  spec.teacherViews = teacher.toStdString();
  const Batch batch = lafsBatch();
  const BranchViews views = encoder(spec)->encode(batch);
  const bool onGrid[] = {first, second};
  for (int view : {0, 1}) {
    const at::Tensor grid = lafs::gridPatches(batch.views[2 * view + 1], kPatch);
    QCOMPARE(at::equal(views.student[view], grid), onGrid[view]);
    QVERIFY(views.teacher[view].is_same(views.student[view]));
  }
}

void TestViewEncoder::sampleDependsOnItsOwnIndex() {
  const Batch batch = lafsBatch();
  Batch second = batch;
  for (at::Tensor& view : second.views) view = view.narrow(0, 1, 1).contiguous();
  second.indices = {batch.indices[1]};
  const auto cut = encoder(lafs::test::tinyPretraining());
  const BranchViews all = cut->encode(batch), alone = cut->encode(second);
  for (int view = 0; view < 4; ++view) {
    QVERIFY(at::allclose(all.student[view].narrow(0, 1, 1), alone.student[view], 1e-3, 1e-3));
  }
}

void TestViewEncoder::placementsAreWhatIsCut() {
  const Batch batch = lafsBatch();
  const auto cut = encoder(lafs::test::tinyPretraining());
  const BranchViews views = cut->encode(batch);
  const auto placements = cut->place(batch);
  for (int view = 0; view < 4; ++view) {
    const ViewPlacement& at = placements[view];
    QVERIFY(at::equal(lafs::samplePatches(at.picture, at.tokens, kPatch), views.student[view]));
  }
}

void TestViewEncoder::dinoOnTheGridIsThePlainCut() {
  const Batch batch = dinoBatch();
  const BranchViews views = encoder(dino(plainSpec()), ModelFamily::FVit)->encode(batch);
  for (int view = 0; view < 4; ++view) {
    QVERIFY(at::equal(views.student[view], lafs::gridPatches(batch.views[view], kPatch)));
  }
  QCOMPARE(views.student[2].size(1), 4);
}

void TestViewEncoder::dinoOnGridCoordinatesKeepsTheGridsLayout() {
  // A ramp along x is sampled half a pixel to the left; along y half a pixel up.
  for (const bool alongX : {true, false}) {
    Batch batch = lafs::test::randomBatch(4, 1, kSide);
    const at::Tensor ramp = at::arange(kSide, at::kFloat).view({1, 1, 1, kSide});
    for (at::Tensor& view : batch.views) {
      view = (alongX ? ramp : ramp.transpose(2, 3)).expand({1, 3, kSide, kSide}).contiguous();
    }
    PretrainSpec spec = dino(plainSpec());
    spec.shuffle = "subset";  // global views stay in order, on sampled coordinates
    const BranchViews views = encoder(spec, ModelFamily::FVit)->encode(batch);
    const at::Tensor plain = lafs::gridPatches(batch.views[0], kPatch);
    const at::Tensor inside = plain.ge(1);  // the first pixel mixes with the border
    const at::Tensor shifted = (views.student[0] - (plain - 0.5)).masked_select(inside);
    // The first row or column also blends with the zeros outside along the other axis.
    const at::Tensor share = shifted.abs().lt(1e-4).to(at::kFloat).mean();
    QVERIFY(share.item<double>() > 0.9);
  }
}

void TestViewEncoder::dinoShufflePermutesTheGrid() {
  const Batch batch = dinoBatch();
  PretrainSpec spec = dino(plainSpec());
  spec.shuffle = "subset";
  const BranchViews ordered = encoder(spec, ModelFamily::FVit)->encode(batch);
  spec.shuffle = "all";
  const BranchViews shuffled = encoder(spec, ModelFamily::FVit)->encode(batch);
  QVERIFY(!at::equal(ordered.student[0], shuffled.student[0]));
  QVERIFY(at::equal(sortedTokens(ordered.student[0]), sortedTokens(shuffled.student[0])));
}

void TestViewEncoder::dinoWithPartsUsesEveryLandmark() {
  const Batch batch = lafs::test::randomBatch(4, kImages, kSide);
  const BranchViews views = encoder(dino(plainSpec()))->encode(batch);
  for (int view = 0; view < 4; ++view) {
    const at::Tensor landmarks = (*tinyCnn())(batch.views[view]);
    QVERIFY(at::allclose(views.student[view],
                         lafs::samplePatches(batch.views[view], landmarks, kPatch), 1e-3, 1e-3));
  }
}

void TestViewEncoder::dinoOnPicturesPassesThemOn() {
  const Batch batch = dinoBatch();
  const BranchViews views = encoder(dino(plainSpec()), ModelFamily::IResNet)->encode(batch);
  for (int view = 0; view < 4; ++view) QVERIFY(views.student[view].is_same(batch.views[view]));
  QCOMPARE(views.teacher.size(), std::size_t(2));
}

void TestViewEncoder::refusesWhatDoesNotFit() {
  QVERIFY_EXCEPTION_THROWN(encoder(plainSpec(), ModelFamily::FVit), lafs::UserError);
  PretrainSpec tooMany = plainSpec();
  tooMany.subsetLandmarks = 17;
  QVERIFY_EXCEPTION_THROWN(encoder(tooMany), lafs::UserError);
  lafs::ModelShape few = lafs::test::tinyShape();
  few.landmarks = 9;
  PretrainSpec onGrid = plainSpec();
  onGrid.teacherViews = "global";
  QVERIFY_EXCEPTION_THROWN(lafs::makeViewEncoder(onGrid, few, tinyCnn(), lafs::seededDrawer(1)),
                           lafs::UserError);
  PretrainSpec none = plainSpec();
  none.method = "none";
  QVERIFY_EXCEPTION_THROWN(encoder(none), lafs::UserError);
}

QTEST_GUILESS_MAIN(TestViewEncoder)
#include "test_view_encoder.moc"
