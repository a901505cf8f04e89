// SPDX-License-Identifier: GPL-3.0-or-later
#include <torch/torch.h>

#include "core/base/error.h"
#include "core/model/face_model.h"
#include "core/model/ops/fused_ops.h"

#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

using namespace lafs;

namespace {

ModelShape smallShape(ModelFamily family) {
  ModelShape shape;
  shape.name = "small";
  shape.family = family;
  shape.imageSize = 32;
  shape.landmarks = 16;
  shape.dim = 24;
  shape.depth = 2;
  shape.heads = 2;
  shape.headDim = 8;
  shape.mlpDim = 40;
  shape.cnnWidth = 0.25;
  shape.resnetDepth = family == ModelFamily::IResNet ? 18 : 0;
  if (family == ModelFamily::IResNet) shape.dim = 512;
  shape.resnetAvgPool = family == ModelFamily::IResNet;
  return shape;
}

struct Kind {
  ModelFamily family;
  FaceInput input;
};

constexpr Kind kKinds[] = {{ModelFamily::PartFVit, FaceInput::Landmarks},
                           {ModelFamily::PartFVit, FaceInput::FixedLandmarks},
                           {ModelFamily::PartFVit, FaceInput::Grid},
                           {ModelFamily::FVit, FaceInput::Grid},
                           {ModelFamily::IResNet, FaceInput::Convolution}};

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

class TestFaceModel : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { torch::manual_seed(21); }
  void keysAreFlatAndInOrder();
  void savesAndLoads();
  void trainingReachesEveryPart();
  void fixedLandmarksStayFixed();
  void shapeSurvivesJson();
  void refusesPairsThatDoNotFit();
  void refusesForeignAndIncompleteFiles();
  void transferStripsAndDrops();
  void transferReportsMisfits();

 private:
  std::string path(const char* name) const { return folder_.filePath(name).toStdString(); }
  QTemporaryDir folder_;
};

void TestFaceModel::keysAreFlatAndInOrder() {
  const auto model = makeFaceModel(smallShape(ModelFamily::PartFVit), FaceInput::Landmarks);
  std::vector<std::string> names;
  for (const auto& entry : model->named_parameters()) {
    if (entry.key().rfind("stn.", 0) != 0) names.push_back(entry.key());
  }
  std::vector<std::string> expected = {"pos_embedding",
                                       "cls_token",
                                       "output_layer.1.weight",
                                       "output_layer.1.bias",
                                       "patch_to_embedding.weight",
                                       "patch_to_embedding.bias"};
  for (const char* block : {"0", "1"}) {
    const std::string layer = std::string("transformer.layers.") + block;
    for (const char* rest :
         {".0.fn.norm.weight", ".0.fn.norm.bias", ".0.fn.fn.to_qkv.weight",
          ".0.fn.fn.to_out.0.weight", ".0.fn.fn.to_out.0.bias", ".1.fn.norm.weight",
          ".1.fn.norm.bias", ".1.fn.fn.net.0.weight", ".1.fn.fn.net.0.bias",
          ".1.fn.fn.net.3.weight", ".1.fn.fn.net.3.bias"}) {
      expected.push_back(layer + rest);
    }
  }
  expected.insert(expected.end(), {"mlp_head.0.weight", "mlp_head.0.bias"});
  QVERIFY(names == expected);
  const TensorMap state = stateDict(*model);
  for (const char* key : {"stn.features.0.0.weight", "stn.features.0.1.running_var",
                          "stn.features.4.conv.5.fc.2.weight", "stn.features.15.conv.8.bias",
                          "stn.features.1.conv.1.num_batches_tracked"}) {
    QVERIFY2(state.count(key) == 1, key);
  }
}

void TestFaceModel::savesAndLoads() {
  for (const Kind& kind : kKinds) {
    torch::NoGradGuard noGrad;
    const auto model = makeFaceModel(smallShape(kind.family), kind.input);
    model->eval();
    saveFaceModel(*model, path("model.safetensors"));
    const auto loaded = loadFaceModel(path("model.safetensors"));
    QVERIFY(loaded->input() == kind.input);
    QCOMPARE(loaded->embeddingDim(), model->shape().dim);
    const at::Tensor image = torch::rand({2, 3, 32, 32});
    const FaceFeatures expected = model->forward(image), got = loaded->forward(image);
    QVERIFY((got.embedding.sizes() == std::vector<std::int64_t>{2, model->shape().dim}));
    QVERIFY(got.embedding.equal(expected.embedding));
    const bool hasLandmarks =
        kind.input == FaceInput::Landmarks || kind.input == FaceInput::FixedLandmarks;
    QCOMPARE(got.landmarks.defined(), hasLandmarks);
    if (hasLandmarks) QVERIFY(got.landmarks.equal(expected.landmarks));
  }
}

void TestFaceModel::trainingReachesEveryPart() {
  for (const Kind& kind : kKinds) {
    const auto model = makeFaceModel(smallShape(kind.family), kind.input);
    const at::Tensor image = torch::rand({2, 3, 32, 32});
    ops::beginNoiseStep(3, 0);
    const FaceFeatures features = model->forward(image);
    (features.embedding * torch::randn_like(features.embedding)).sum().backward();
    for (const auto& entry : model->named_parameters()) {
      QVERIFY2(entry.value().grad().defined() == entry.value().requires_grad(),
               entry.key().c_str());
    }
    QVERIFY(!model->forward(image).embedding.equal(model->forward(image).embedding));
    model->eval();
    QVERIFY(model->forward(image).embedding.equal(model->forward(image).embedding));
  }
}

void TestFaceModel::fixedLandmarksStayFixed() {
  const auto model = makeFaceModel(smallShape(ModelFamily::PartFVit), FaceInput::FixedLandmarks);
  model->train(true);
  const TensorMap state = stateDict(*model);
  const at::Tensor mean = state.at("stn.features.0.1.running_mean").clone();
  const at::Tensor image = torch::rand({2, 3, 32, 32});
  const FaceFeatures features = model->forward(image);
  QVERIFY(!features.landmarks.requires_grad());
  QVERIFY(features.embedding.requires_grad());
  QVERIFY(state.at("stn.features.0.1.running_mean").equal(mean));
  QVERIFY(model->forward(image).landmarks.equal(features.landmarks));
  QVERIFY(!state.at("output_layer.1.weight").requires_grad());
  QVERIFY(state.at("patch_to_embedding.weight").requires_grad());
}

void TestFaceModel::shapeSurvivesJson() {
  ModelShape shape = smallShape(ModelFamily::PartFVit);
  shape.dropPath = 0.05;
  shape.attentionScaleByHead = true;
  const Json json = modelShapeJson(shape);
  QVERIFY(modelShapeJson(modelShapeFromJson(json, "here")) == json);
  Json broken = json;
  broken.erase("depth");
  QVERIFY_EXCEPTION_THROWN(modelShapeFromJson(broken, "here"), UserError);
  broken = json;
  broken["family"] = "transformer";
  QVERIFY_EXCEPTION_THROWN(modelShapeFromJson(broken, "here"), UserError);
  broken = json;
  broken["patch_size"] = 0;
  QVERIFY_EXCEPTION_THROWN(modelShapeFromJson(broken, "here"), UserError);
}

void TestFaceModel::refusesPairsThatDoNotFit() {
  const ModelShape part = smallShape(ModelFamily::PartFVit), grid = smallShape(ModelFamily::FVit);
  QVERIFY_EXCEPTION_THROWN(makeFaceModel(part, FaceInput::Convolution), c10::Error);
  QVERIFY_EXCEPTION_THROWN(makeFaceModel(grid, FaceInput::Landmarks), c10::Error);
  ModelShape few = grid;
  few.landmarks = 9;
  QVERIFY_EXCEPTION_THROWN(makeFaceModel(few, FaceInput::Grid), c10::Error);
}

void TestFaceModel::refusesForeignAndIncompleteFiles() {
  saveTensors(path("plain.safetensors"), {{"x", torch::ones({2})}});
  QVERIFY_EXCEPTION_THROWN(loadFaceModel(path("plain.safetensors")), UserError);

  const auto model = makeFaceModel(smallShape(ModelFamily::FVit), FaceInput::Grid);
  saveFaceModel(*model, path("whole.safetensors"));
  std::map<std::string, std::string> metadata;
  TensorMap tensors = loadTensors(path("whole.safetensors"), &metadata);
  tensors.erase("cls_token");
  saveTensors(path("torn.safetensors"), tensors, metadata);
  QVERIFY_EXCEPTION_THROWN(loadFaceModel(path("torn.safetensors")), UserError);
  metadata["lafs_model_input"] = "landmarks";
  saveTensors(path("misfit.safetensors"), tensors, metadata);
  QVERIFY_EXCEPTION_THROWN(loadFaceModel(path("misfit.safetensors")), UserError);
  metadata["lafs_model_shape"] = "{";
  saveTensors(path("garbled.safetensors"), tensors, metadata);
  QVERIFY_EXCEPTION_THROWN(loadFaceModel(path("garbled.safetensors")), UserError);
}

void TestFaceModel::transferStripsAndDrops() {
  const auto from = makeFaceModel(smallShape(ModelFamily::FVit), FaceInput::Grid);
  const auto to = makeFaceModel(smallShape(ModelFamily::FVit), FaceInput::Grid);
  TensorMap source;
  for (const auto& [name, tensor] : stateDict(*from)) source["module.backbone." + name] = tensor;
  source["module.head.last_layer.weight_v"] = torch::ones({3, 3});
  source["module.backbone.loss.weight"] = torch::ones({7, 24});
  const TransferReport report = transferWeights(source, *to);
  QVERIFY(report.missing.empty() && report.unexpected.empty() && report.misshaped.empty());
  QCOMPARE(report.matched.size(), stateDict(*to).size());
  QVERIFY(contains(report.matched, "mlp_head.0.weight"));
  for (const auto& [name, tensor] : stateDict(*to)) {
    QVERIFY2(tensor.equal(stateDict(*from).at(name)), name.c_str());
    QVERIFY2(!tensor.is_alias_of(stateDict(*from).at(name)), name.c_str());
  }
}

void TestFaceModel::transferReportsMisfits() {
  const auto to = makeFaceModel(smallShape(ModelFamily::PartFVit), FaceInput::Landmarks);
  const at::Tensor before = stateDict(*to).at("pos_embedding").clone();
  const TransferReport report = transferWeights({{"pos_embedding", torch::ones({1, 5, 24})},
                                                 {"encoder.cls_token", torch::ones({1, 1, 24})},
                                                 {"queue", torch::ones({2})}},
                                                *to);
  QVERIFY(report.matched == std::vector<std::string>{"cls_token"});
  QVERIFY(report.misshaped == std::vector<std::string>{"pos_embedding"});
  QVERIFY(report.unexpected == std::vector<std::string>{"queue"});
  QCOMPARE(report.missing.size(), stateDict(*to).size() - 2);
  QVERIFY(stateDict(*to).at("pos_embedding").equal(before));
  QVERIFY(stateDict(*to).at("cls_token").eq(1).all().item<bool>());
  QCOMPARE(report.json().at("misshaped").size(), std::size_t(1));
}

QTEST_GUILESS_MAIN(TestFaceModel)
#include "test_face_model.moc"
