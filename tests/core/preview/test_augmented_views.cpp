// SPDX-License-Identifier: GPL-3.0-or-later
// The viewer's numbers against a training loader and encoder that know nothing of it.
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/config/spec_json.h"
#include "core/data/loader.h"
#include "core/model/patch_sampling.h"
#include "core/preview/preview_service.h"
#include "core/train/stage_data.h"
#include "core/train/view_encoder.h"
#include "tests/core/preview/preview_fixture.h"

using lafs::Json;
using lafs::test::ParsedReply;

namespace {

constexpr std::int64_t kSide = 48;
constexpr std::int64_t kLandmarks = 36;
const Json kData = {{"source", "synthetic"}, {"identities", 4}, {"images_per_identity", 2}};

}  // namespace

class TestAugmentedViews : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void equalsWhatTrainingMakes_data();
  void equalsWhatTrainingMakes();
  void withoutNoiseAndShuffleTokensAreTheBasePatches();
  void subsetsByPermutationAreDistinct();
  void subsetsWithReplacementRepeat();
  void alphaMovesLandmarksByItsNoise();
  void switchesLeaveTheOtherDrawsAlone();
  void withoutAnySwitchAViewIsTheFace();
  void samePicturesForAnotherAlpha();

 private:
  Json request(const Json& pretrain, std::int64_t seed = 5) const;
  ParsedReply ask(const Json& request);

  QTemporaryDir folder_;
  std::string model_;
  lafs::PreviewService service_;
};

void TestAugmentedViews::initTestCase() {
  at::set_num_threads(1);
  model_ = lafs::test::writeModel(folder_.filePath("model.safetensors").toStdString(), kSide,
                                  kLandmarks);
}

Json TestAugmentedViews::request(const Json& pretrain, std::int64_t seed) const {
  Json section = {{"local_views", 2}, {"subset_landmarks", 9}};
  section.update(pretrain);
  return {{"ask", "views"},
          {"source", {{"data", kData}, {"pool", "unlabelled"}}},
          {"model", {{"file", model_}}},
          {"spec", {{"seed", seed}, {"pretrain", section}}},
          {"exact", true}};
}

ParsedReply TestAugmentedViews::ask(const Json& request) {
  ParsedReply reply(service_.answer(request.dump()));
  if (reply.failed()) qFatal("%s", reply.error().c_str());
  return reply;
}

void TestAugmentedViews::equalsWhatTrainingMakes_data() {
  QTest::addColumn<QString>("pretrain");
  QTest::newRow("paper") << "{}";
  QTest::newRow("release") << R"({"perturbation_alpha": 5, "shuffle": "subset",
                                  "subset_sampling": "with_replacement"})";
  QTest::newRow("own noise") << R"({"perturbation_shared": false})";
  QTest::newRow("clamped") << R"({"perturbation_clamp": true, "perturbation_alpha": 9})";
  QTest::newRow("mixed teacher") << R"({"teacher_views": "mixed"})";
  QTest::newRow("dino") << R"({"method": "dino", "shuffle": "all", "perturbation_alpha": 2})";
}

void TestAugmentedViews::equalsWhatTrainingMakes() {
  QFETCH(QString, pretrain);
  constexpr std::int64_t kEpoch = 3;
  Json asked = request(Json::parse(pretrain.toStdString()));
  asked["epoch"] = kEpoch;
  const lafs::ExperimentSpec spec = lafs::specFromJson(
      {{"seed", 5}, {"data", kData}, {"pretrain", asked["spec"]["pretrain"]}}, "test");

  lafs::LandmarkModels models;
  const lafs::LandmarkModel& model = models.open({{"file", model_}});
  const auto encoder = lafs::makeViewEncoder(
      spec.pretrain, model.shape, model.cnn,
      lafs::seededDrawer(lafs::landmarkDrawSeed(spec, lafs::StageKind::Pretrain)));
  const auto source = lafs::openSource(spec.data, lafs::Pool::Unlabelled);
  lafs::LoaderOptions options;
  options.batchSize = 4;
  options.seed = lafs::loaderSeed(spec, lafs::StageKind::Pretrain);
  lafs::Loader loader(source, {0, 1, 2, 3, 4, 5, 6, 7}, encoder->transform(), options);
  loader.startEpoch(kEpoch);
  lafs::Batch batch;
  QVERIFY(loader.next(batch));
  const auto placements = encoder->place(batch);
  const lafs::BranchViews cut = encoder->encode(batch);

  const bool dino = spec.pretrain.method == "dino";
  for (std::int64_t row = 0; row < 4; ++row) {
    asked["index"] = batch.indices[row];
    const ParsedReply reply = ask(asked);
    QCOMPARE(reply.head["views"].size(), std::size_t(4));
    for (std::int64_t view = 0; view < 4; ++view) {
      const std::string name = "view" + std::to_string(view) + ".";
      const lafs::ViewPlacement& at = placements[view];
      if (!dino) QVERIFY(at::equal(reply.tensor(name + "plain"), batch.views[2 * view][row]));
      QVERIFY(at::equal(reply.tensor(name + "colour"), at.picture[row]));
      const at::Tensor patches = reply.tensor(name + "patches");
      QVERIFY(at::allclose(patches, cut.student[view][row], 1e-3, 2e-3));
      if (view < 2) {
        const bool own = reply.head["views"][view]["teacher"] == "own";
        QCOMPARE(own, !spec.pretrain.perturbationShared);
        QVERIFY(at::allclose(own ? reply.tensor(name + "teacher_patches") : patches,
                             cut.teacher[view][row], 1e-3, 2e-3));
      }
      QCOMPARE(reply.has(name + "tokens"), at.tokens.defined());
      if (!at.tokens.defined()) continue;
      const at::Tensor found = reply.tensor(name + "found"), tokens = reply.tensor(name + "tokens");
      QVERIFY((found - at.found[row]).abs().max().item<double>() < 1e-3);
      QVERIFY((tokens - at.tokens[row]).abs().max().item<double>() < 1e-3);
      // Which landmark a token is: its noise-free place, equal to the last bit of the draw.
      lafs::LandmarkDrawOptions drawn;
      drawn.landmarks = kLandmarks;
      drawn.keep = tokens.size(0);
      drawn.shuffle = spec.pretrain.shuffle == "all" || view >= 2;
      drawn.withReplacement = spec.pretrain.subsetSampling == "with_replacement";
      const auto draws =
          lafs::drawLandmarks(drawn, lafs::landmarkDrawSeed(spec, lafs::StageKind::Pretrain),
                              kEpoch, {batch.indices[row]}, view, lafs::Branch::Student);
      const at::Tensor order = reply.tensor(name + "order").to(at::kLong);
      QVERIFY(at::equal(
          order, draws.order.defined() ? draws.order[0] : at::arange(kLandmarks, at::kLong)));
    }
  }
}

void TestAugmentedViews::withoutNoiseAndShuffleTokensAreTheBasePatches() {
  const ParsedReply reply =
      ask(request({{"perturbation_alpha", 0}, {"shuffle", "off"}, {"local_views", 1}}));
  for (const char* view : {"view0.", "view1."}) {
    QVERIFY(at::equal(reply.tensor(std::string(view) + "patches"),
                      reply.tensor(std::string(view) + "base")));
  }
  // A subset in landmark order holds base patches too.
  const at::Tensor order = reply.tensor("view2.order").to(at::kLong);
  QVERIFY(
      at::equal(reply.tensor("view2.patches"), reply.tensor("view2.base").index_select(0, order)));
  QVERIFY(!reply.head["views"][2]["shuffled"].get<bool>());
}

void TestAugmentedViews::subsetsByPermutationAreDistinct() {
  const std::string model =
      lafs::test::writeModel(folder_.filePath("196.safetensors").toStdString(), 32, 196);
  Json asked = request({{"local_views", 8}, {"subset_landmarks", 36}});
  asked["model"] = {{"file", model}};
  for (std::int64_t epoch = 0; epoch < 3; ++epoch) {
    asked["epoch"] = epoch;
    const ParsedReply reply = ask(asked);
    for (const Json& view : reply.head["views"]) {
      QVERIFY(view["distinct"] == view["tokens"]);
      QCOMPARE(view["tokens"].get<int>(), view["view"].get<int>() < 2 ? 196 : 36);
    }
  }
}

void TestAugmentedViews::subsetsWithReplacementRepeat() {
  const std::string model =
      lafs::test::writeModel(folder_.filePath("196.safetensors").toStdString(), 32, 196);
  Json asked = request(
      {{"local_views", 8}, {"subset_landmarks", 36}, {"subset_sampling", "with_replacement"}});
  asked["model"] = {{"file", model}};
  double sum = 0;
  int views = 0;
  for (std::int64_t epoch = 0; epoch < 60; ++epoch) {
    asked["epoch"] = epoch;
    const ParsedReply reply = ask(asked);
    for (const Json& view : reply.head["views"]) {
      if (view["view"].get<int>() < 2) continue;
      sum += view["distinct"].get<double>();
      ++views;
    }
  }
  const double expected = 196 * (1 - std::pow(1 - 1.0 / 196, 36));  // 33.0
  QCOMPARE(views, 480);
  QVERIFY2(std::abs(sum / views - expected) < 0.3, qPrintable(QString::number(sum / views)));
}

void TestAugmentedViews::alphaMovesLandmarksByItsNoise() {
  const auto moved = [this](double alpha) {
    const ParsedReply reply = ask(request({{"perturbation_alpha", alpha}, {"shuffle", "off"}}));
    return reply.tensor("view0.tokens") - reply.tensor("view0.found");
  };
  const at::Tensor one = moved(1), four = moved(4);
  QVERIFY(at::allclose(one * 4, four, 1e-3, 1e-3));
  const double pixels = kSide / 112.0;
  const double deviation = four.std().item<double>();
  QVERIFY2(std::abs(deviation - 4 * pixels) < 0.5, qPrintable(QString::number(deviation)));
}

void TestAugmentedViews::switchesLeaveTheOtherDrawsAlone() {
  Json asked = request(Json::object());
  const ParsedReply all = ask(asked);
  asked["switches"] = {{"flip", false}, {"blur", false}};
  const ParsedReply some = ask(asked);
  bool mirrored = false, blurred = false;
  for (std::size_t view = 0; view < 4; ++view) {
    const Json& before = all.head["views"][view];
    const Json& after = some.head["views"][view];
    QVERIFY(after["crop"] == before["crop"]);
    QVERIFY(after["jitter"] == before["jitter"]);
    QVERIFY(after["grey"] == before["grey"]);
    QVERIFY(!after["mirrored"].get<bool>());
    QVERIFY(after["blur_radius"].is_null());
    mirrored = mirrored || before["mirrored"].get<bool>();
    blurred = blurred || before["blur_radius"].is_number();
  }
  QVERIFY(blurred);
  QVERIFY(mirrored);
}

void TestAugmentedViews::withoutAnySwitchAViewIsTheFace() {
  Json asked = request(Json::object());
  for (const char* name : {"crop", "flip", "jitter", "grey", "blur", "solarise"}) {
    asked["switches"][name] = false;
  }
  asked["exact"] = false;
  const ParsedReply reply = ask(asked);
  for (const char* view : {"view0.", "view3."}) {
    QVERIFY(at::equal(reply.tensor(std::string(view) + "plain"), reply.tensor("source.picture")));
    QVERIFY(at::equal(reply.tensor(std::string(view) + "colour"), reply.tensor("source.picture")));
    QVERIFY(at::allclose(reply.tensor(std::string(view) + "found"), reply.tensor("source.found"),
                         1e-4, 1e-3));
  }
}

void TestAugmentedViews::samePicturesForAnotherAlpha() {
  const ParsedReply two = ask(request({{"perturbation_alpha", 2}}));
  const ParsedReply five = ask(request({{"perturbation_alpha", 5}}));
  QVERIFY(at::equal(two.tensor("view1.colour"), five.tensor("view1.colour")));
  QVERIFY(!at::equal(two.tensor("view1.tokens"), five.tensor("view1.tokens")));
  const ParsedReply other = ask(request({{"perturbation_alpha", 2}}, /*seed=*/6));
  QVERIFY(!at::equal(two.tensor("view1.colour"), other.tensor("view1.colour")));
}

QTEST_GUILESS_MAIN(TestAugmentedViews)
#include "test_augmented_views.moc"
