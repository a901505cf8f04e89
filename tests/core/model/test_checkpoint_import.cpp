// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/checkpoint_import.h"

#include <torch/torch.h>

#include <QTemporaryDir>
#include <QTest>
#include <functional>

#include "core/base/error.h"
#include "core/model/patch_sampling.h"
#include "tests/fixtures/formula_weights.h"
#include "tests/support/test_paths.h"

using namespace lafs;

namespace {

ModelSpec smallSpec(const char* preset = "part-fvit-mini") {
  ModelSpec spec;
  spec.preset = preset;
  if (spec.preset == "mini") spec.depth = 1;
  return spec;
}

std::shared_ptr<FaceModel> randomModel(const ModelSpec& spec) {
  const ModelShape shape = resolveModel(spec);
  const FaceInput input = shape.family == ModelFamily::PartFVit ? FaceInput::Landmarks
                          : shape.family == ModelFamily::FVit   ? FaceInput::Grid
                                                                : FaceInput::Convolution;
  auto model = makeFaceModel(shape, input);
  model->eval();
  return model;
}

TensorMap withPrefix(const std::string& prefix, const TensorMap& tensors) {
  TensorMap named;
  for (const auto& [name, tensor] : tensors) named[prefix + name] = tensor;
  return named;
}

TensorMap without(TensorMap tensors, const std::string& prefix) {
  for (auto item = tensors.begin(); item != tensors.end();) {
    item = item->first.rfind(prefix, 0) == 0 ? tensors.erase(item) : std::next(item);
  }
  return tensors;
}

bool equalStates(const torch::nn::Module& a, const torch::nn::Module& b) {
  const TensorMap first = stateDict(a), second = stateDict(b);
  if (first.size() != second.size()) return false;
  for (const auto& [name, tensor] : first) {
    if (second.count(name) == 0 || !tensor.equal(second.at(name))) return false;
  }
  return true;
}

std::string problemOf(const std::function<void()>& action) {
  try {
    action();
  } catch (const UserError& error) {
    return error.what();
  }
  return {};
}

bool contains(const std::string& text, const std::string& part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

class TestCheckpointImport : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_;
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }

 private Q_SLOTS:
  void init() { torch::manual_seed(5); }

  void importsWhatItExports_data() {
    QTest::addColumn<QString>("preset");
    for (const char* preset : {"part-fvit-mini", "fvit-mini", "mini", "iresnet-18"}) {
      QTest::newRow(preset) << preset;
    }
  }

  void importsWhatItExports() {
    QFETCH(QString, preset);
    const auto model = randomModel(smallSpec(preset.toLatin1().constData()));
    saveTorchTensors(path("model.pth"), stateDict(*model));
    const ImportedModel imported = importCheckpoint(path("model.pth"), {});
    QVERIFY(imported.report.accepted());
    QVERIFY(imported.report.missing.empty() && imported.report.unexpected.empty());
    QCOMPARE(imported.report.matched.size(), stateDict(*model).size());
    QVERIFY(equalStates(*model, *imported.model));
    saveFaceModel(*imported.model, path("model.safetensors"));
    QVERIFY(equalStates(*model, *loadFaceModel(path("model.safetensors"))));
  }

  void takesWrappersOutAndDropsHeads() {
    const auto model = randomModel(smallSpec());
    TensorMap tensors = withPrefix("module.backbone.", stateDict(*model));
    tensors["module.head.mlp.0.weight"] = torch::randn({4, 4});
    tensors["module.head.last_layer.weight_g"] = torch::ones({4, 1});
    tensors["module.backbone.loss.weight"] = torch::randn({7, 64});
    tensors["module.backbone.mask_token"] = torch::randn({1, 1, 64});
    tensors["module.backbone.global_token.1.weight"] = torch::randn({64, 160});
    saveTorchTensors(path("wrapped.pth"), tensors);
    const ImportedModel imported = importCheckpoint(path("wrapped.pth"), {});
    QVERIFY(imported.report.accepted());
    QCOMPARE(imported.report.dropped.size(), std::size_t{5});
    QVERIFY(equalStates(*model, *imported.model));
  }

  void onlyAFullMatchIsTakenUnasked() {
    const auto model = randomModel(smallSpec());
    TensorMap tensors = without(stateDict(*model), "mlp_head.");
    tensors["surplus.weight"] = torch::randn({2});
    tensors["pos_embedding"] = torch::randn({1, 197, 64});
    tensors["cls_token"] = torch::randn({1, 1, 63});
    saveTorchTensors(path("misfit.pth"), tensors);
    ImportOptions options;
    const ImportReport report = importCheckpoint(path("misfit.pth"), options).report;
    QVERIFY(!report.accepted());
    QVERIFY((report.missing == std::vector<std::string>{"mlp_head.0.bias", "mlp_head.0.weight"}));
    QVERIFY(report.unexpected == std::vector<std::string>{"surplus.weight"});
    QCOMPARE(report.misshaped.size(), std::size_t{1});
    QVERIFY((report.misshaped[0].found == std::vector<std::int64_t>{1, 1, 63}));
    const std::string refusal = importRefusal(report).what();
    for (const char* part :
         {"missing for part-fvit-mini: mlp_head.* (2 keys)", "--allow-missing 'mlp_head.*'",
          "--allow-unexpected 'surplus.*'", "--allow-misshaped 'cls_token'", "[1, 1, 63]"}) {
      QVERIFY2(contains(refusal, part), refusal.c_str());
    }
    options.allowMissing = {"mlp_head.*"};
    options.allowUnexpected = {"surplus.weight"};
    QVERIFY(importCheckpoint(path("misfit.pth"), options).report.notAllowed ==
            std::vector<std::string>{"cls_token"});
    options.allowMisshaped = {"cls_*"};
    QVERIFY(importCheckpoint(path("misfit.pth"), options).report.accepted());
  }

  void freshValuesAreTheSameEveryTime() {
    const auto model = randomModel(smallSpec());
    saveTorchTensors(path("headless.pth"), without(stateDict(*model), "mlp_head."));
    ImportOptions options;
    options.allowMissing = {"mlp_head.*"};
    const auto first = importCheckpoint(path("headless.pth"), options).model;
    torch::manual_seed(99);
    QVERIFY(equalStates(*first, *importCheckpoint(path("headless.pth"), options).model));
  }

  void landmarkCnnComesFromAnotherFile() {
    const auto pretrained = randomModel(smallSpec()), supervised = randomModel(smallSpec());
    const TensorMap backbone = without(without(stateDict(*pretrained), "stn."), "output_layer.");
    saveTorchTensors(path("teacher.pth"), withPrefix("backbone.", backbone));
    saveTorchTensors(path("stage1.pth"), withPrefix("module.", stateDict(*supervised)));
    const ImportReport alone = importCheckpoint(path("teacher.pth"), {}).report;
    QVERIFY(alone.accepted() && alone.shape.family == ModelFamily::FVit);
    ImportOptions options;
    options.landmarkFile = path("stage1.pth");
    const ImportedModel joined = importCheckpoint(path("teacher.pth"), options);
    QVERIFY(joined.report.accepted() && joined.report.shape.family == ModelFamily::PartFVit);
    const TensorMap state = stateDict(*joined.model);
    QVERIFY(state.at("stn.features.3.conv.0.weight")
                .equal(stateDict(*supervised).at("stn.features.3.conv.0.weight")));
    QVERIFY(state.at("cls_token").equal(stateDict(*pretrained).at("cls_token")));
    options.landmarkFile = path("teacher.pth");
    QVERIFY(contains(problemOf([&] { importCheckpoint(path("stage1.pth"), options); }),
                     "has no landmark CNN"));
    // Asked for as a Part fViT without a CNN, the refusal says where one may come from.
    options.landmarkFile.clear();
    options.model = smallSpec();
    const std::string refusal =
        importRefusal(importCheckpoint(path("teacher.pth"), options).report).what();
    QVERIFY2(contains(refusal, "stn.* (") && contains(refusal, "--landmark-cnn"), refusal.c_str());
  }

  void authorsIresnetNamesItsLayerOtherwise() {
    const auto model = randomModel(smallSpec("iresnet-18"));
    TensorMap tensors;
    for (const auto& [name, tensor] : stateDict(*model)) {
      if (contains(name, "num_batches_tracked")) continue;  // before PyTorch 0.4.1
      tensors[name.rfind("fc.", 0) == 0 ? "fc0." + name.substr(3) : name] = tensor;
    }
    saveTorchTensors(path("iresnet.pth"), tensors);
    const ImportedModel imported = importCheckpoint(path("iresnet.pth"), {});
    QVERIFY2(imported.report.accepted(), imported.report.json().dump(1).c_str());
    QCOMPARE(imported.report.shape.name, std::string("iresnet-18"));
    QVERIFY(!imported.report.defaulted.empty());
    QVERIFY(equalStates(*model, *imported.model));
  }

  void halfPrecisionFilesAreWidened() {
    const auto model = randomModel(smallSpec());
    TensorMap halves;
    for (const auto& [name, tensor] : stateDict(*model)) {
      halves[name] = tensor.is_floating_point() ? tensor.to(at::kHalf) : tensor;
    }
    saveTorchTensors(path("half.pth"), halves);
    const ImportedModel imported = importCheckpoint(path("half.pth"), {});
    QVERIFY(imported.report.accepted());
    const at::Tensor value = stateDict(*imported.model).at("cls_token");
    QVERIFY(value.scalar_type() == at::kFloat);
    QVERIFY(value.equal(halves.at("cls_token").to(at::kFloat)));
  }

  void namesThatMeetAreRefused() {
    TensorMap tensors = stateDict(*randomModel(smallSpec()));
    tensors["module.cls_token"] = torch::randn({1, 1, 64});
    saveTorchTensors(path("twice.pth"), tensors);
    QVERIFY(contains(problemOf([&] { importCheckpoint(path("twice.pth"), {}); }),
                     "'cls_token' is there twice"));
  }

  void namesOfAHugeModelAreRefused() {
    TensorMap tensors;
    tensors["pos_embedding"] = torch::zeros({1, 197, 4});
    tensors["patch_to_embedding.weight"] = torch::zeros({1, 192});
    tensors["transformer.layers.0.0.fn.fn.to_out.0.weight"] = torch::zeros({1, 4096});
    tensors["transformer.layers.0.1.fn.fn.net.0.weight"] = torch::zeros({4096, 1});
    for (int k = 1; k < 500; ++k) {
      tensors["transformer.layers." + std::to_string(k) + ".x"] = torch::zeros({1});
    }
    saveTorchTensors(path("huge.pth"), tensors);
    const std::string problem = problemOf([&] { importCheckpoint(path("huge.pth"), {}); });
    QVERIFY2(contains(problem, "names are those of a network of"), problem.c_str());
  }

  void torchFilesAreNoModelFiles() {
    saveTorchTensors(path("plain.pth"), {{"w", torch::ones({1})}});
    QVERIFY(contains(problemOf([&] { loadFaceModel(path("plain.pth")); }), "import it first"));
    QVERIFY(
        contains(problemOf([&] { importCheckpoint(path("plain.pth"), {}); }), "of no known model"));
  }

  void teacherIsChosenOfAFixtureCheckpoint() {
    const std::string root = test::fixtures();
    if (root.empty()) QSKIP("no fixtures here (LAFS_FIXTURES)");
    const std::string file = root + "/m_file_formats/seed11/dino_checkpoint.pth";
    const CheckpointFile checkpoint = readCheckpoint(file);
    QCOMPARE(checkpoint.entry, std::string("teacher"));
    QCOMPARE(checkpoint.tensors.size(), std::size_t{5});
    QCOMPARE(readCheckpoint(file, "student").tensors.size(), std::size_t{14});
    QVERIFY(contains(problemOf([&] { readCheckpoint(file, "pupil"); }),
                     "has no entry 'pupil' (it has 'student' (14 tensors"));
  }

  void embeddingsEqualTheReference() {
    const std::string root = test::fixtures();
    if (root.empty()) QSKIP("no fixtures here (LAFS_FIXTURES)");
    torch::NoGradGuard noGrad;
    for (const char* seed : {"seed11", "seed12"}) {
      const auto fixture = test::readFixture(root + "/c_part_fvit_mini/" + seed + ".safetensors");
      const auto original = randomModel(smallSpec());
      test::fillFromFormula(stateDict(*original), fixture.seed());
      saveTorchTensors(path("reference.pth"), withPrefix("module.", stateDict(*original)));
      const auto model = importCheckpoint(path("reference.pth"), {}).model;
      const at::Tensor image = test::networkInput(fixture["image_u8"]);
      const auto unit = [](const at::Tensor& e) { return e / e.norm(2, 1, true); };
      // From the stored landmarks on; the image through the CNN has its own tolerance.
      FVit fvit(resolveModel(smallSpec()));
      transferWeights(stateDict(*model), *fvit);
      fvit->eval();
      const at::Tensor patches = samplePatches(image, fixture["landmarks"], 8);
      const double difference = (unit(fvit(patches)) - unit(fixture["embedding_from_patches_196"]))
                                    .abs()
                                    .max()
                                    .item<double>();
      QVERIFY2(difference < 1e-5, std::to_string(difference).c_str());
      const double whole = (unit(model->forward(image).embedding) - unit(fixture["embedding"]))
                               .abs()
                               .max()
                               .item<double>();
      QVERIFY2(whole < 1e-5, std::to_string(whole).c_str());
      QVERIFY(model->forward(image).embedding.equal(original->forward(image).embedding));
    }
  }
};

QTEST_APPLESS_MAIN(TestCheckpointImport)
#include "test_checkpoint_import.moc"
