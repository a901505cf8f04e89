// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/stages.h"

#include <torch/torch.h>

#include <QTest>
#include <filesystem>
#include <map>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/model/face_model.h"
#include "core/run/run_paths.h"
#include "tests/support/stage_runs.h"
#include "tests/support/tiny_experiment.h"

using lafs::Json;
using lafs::StageJob;
using lafs::StageKind;
using lafs::test::runStage;
using lafs::test::tinyExperiment;

namespace {

bool startsWith(const std::string& text, const char* start) {
  return text.rfind(start, 0) == 0;
}

}  // namespace

class TestStages : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void landmarkStageLeavesAModel();
  void pretrainingKeepsTheLandmarkCnn();
  void pretrainingLeavesItsWholeState();
  void finetuningStartsFromTheTeacher();
  void fixedLandmarksStayFixed();
  void gridFinetuningHasNoCnn();
  void scratchNeedsNoInput();
  void finetuningGoesOnDistilling();
  void convolutionalNetworksPretrainToo();
  void plainTransformersPretrainOnTheGrid();
  void previewsShowWhatIsTrainedOn();
  void dataReportNamesImagesAndOverlap();
  void missingInputsAreNamed();
  void weightsFromFilesReplaceTraining();
  void filesThatDoNotFitAreRefused();

 private:
  StageJob job(StageKind stage, const lafs::ExperimentSpec& spec,
               std::map<std::string, std::string> inputs = {}) {
    return runs_.job(stage, spec, std::move(inputs));
  }
  lafs::TensorMap result(const std::string& directory, const std::string& name) const;

  lafs::test::StageRuns runs_;
  std::string landmarkRun_, pretrainRun_;
};

lafs::TensorMap TestStages::result(const std::string& directory, const std::string& name) const {
  return lafs::loadTensors(lafs::RunPaths(directory).result(name));
}

void TestStages::initTestCase() {
  at::set_num_threads(1);
  const lafs::ExperimentSpec spec = tinyExperiment();
  landmarkRun_ = runStage(job(StageKind::Landmark, spec));
  pretrainRun_ = runStage(job(StageKind::Pretrain, spec, {{"landmark", landmarkRun_}}));
}

void TestStages::landmarkStageLeavesAModel() {
  const auto model = lafs::loadFaceModel(lafs::RunPaths(landmarkRun_).result("model.safetensors"));
  QCOMPARE(model->input(), lafs::FaceInput::Landmarks);
  const Json metrics =
      Json::parse(lafs::readWholeFile(lafs::RunPaths(landmarkRun_).result("metrics.json")));
  QCOMPARE(metrics["steps"].get<int>(), 2);
  QCOMPARE(metrics["images_seen"].get<int>(), 12);
  QVERIFY(metrics["last"]["identity_loss"].get<double>() > 0);
}

void TestStages::pretrainingKeepsTheLandmarkCnn() {
  const lafs::TensorMap before = result(landmarkRun_, "model.safetensors");
  const lafs::TensorMap teacher = result(pretrainRun_, "teacher.safetensors");
  int compared = 0;
  for (const auto& [name, tensor] : before) {
    if (!startsWith(name, "stn.") && !startsWith(name, "output_layer.")) continue;
    QVERIFY2(at::equal(tensor, teacher.at(name)), name.c_str());
    ++compared;
  }
  QVERIFY(compared > 100);
  QVERIFY(!at::equal(before.at("pos_embedding"), teacher.at("pos_embedding")));
}

void TestStages::pretrainingLeavesItsWholeState() {
  const lafs::TensorMap state = result(pretrainRun_, "pretraining_state.safetensors");
  const lafs::TensorMap teacher = result(pretrainRun_, "teacher.safetensors");
  QVERIFY(at::equal(state.at("teacher.backbone.pos_embedding"), teacher.at("pos_embedding")));
  QVERIFY(!at::equal(state.at("student.backbone.pos_embedding"), teacher.at("pos_embedding")));
  QCOMPARE(state.at("centre").numel(), 32);
  QVERIFY(state.at("centre").norm().item<double>() > 0);
}

void TestStages::finetuningStartsFromTheTeacher() {
  lafs::ExperimentSpec spec = tinyExperiment();
  spec.finetune.train.warmupEpochs = 1;
  spec.finetune.train.maxSteps = 1;  // the warm-up's first step runs at rate 0: nothing moves
  const std::string done = runStage(
      job(StageKind::Finetune, spec, {{"landmark", landmarkRun_}, {"pretrain", pretrainRun_}}));
  const lafs::TensorMap model = result(done, "model.safetensors");
  const lafs::TensorMap teacher = result(pretrainRun_, "teacher.safetensors");
  for (const auto& [name, tensor] : teacher) {
    const bool statistics =
        name.find("running_") != std::string::npos || name.find("num_batches") != std::string::npos;
    QVERIFY2(model.count(name) == 1, name.c_str());
    if (!statistics) QVERIFY2(at::equal(model.at(name), tensor), name.c_str());
  }
  const Json transfer =
      Json::parse(lafs::readWholeFile(lafs::RunPaths(done).result("transfer.json")));
  QVERIFY(!transfer.empty());
}

void TestStages::fixedLandmarksStayFixed() {
  lafs::ExperimentSpec spec = tinyExperiment();
  spec.finetune.landmarkMode = "fixed";
  const std::string done = runStage(
      job(StageKind::Finetune, spec, {{"landmark", landmarkRun_}, {"pretrain", pretrainRun_}}));
  const lafs::TensorMap before = result(landmarkRun_, "model.safetensors");
  const lafs::TensorMap after = result(done, "model.safetensors");
  for (const auto& [name, tensor] : before) {
    const bool cnn = startsWith(name, "stn.") || startsWith(name, "output_layer.");
    if (cnn) QVERIFY2(at::equal(tensor, after.at(name)), name.c_str());
  }
  QVERIFY(!at::equal(before.at("pos_embedding"), after.at("pos_embedding")));
}

void TestStages::gridFinetuningHasNoCnn() {
  lafs::ExperimentSpec spec = tinyExperiment();
  spec.finetune.landmarkMode = "grid";
  const std::string done = runStage(
      job(StageKind::Finetune, spec, {{"landmark", landmarkRun_}, {"pretrain", pretrainRun_}}));
  const auto model = lafs::loadFaceModel(lafs::RunPaths(done).result("model.safetensors"));
  QCOMPARE(model->input(), lafs::FaceInput::Grid);
}

void TestStages::scratchNeedsNoInput() {
  lafs::ExperimentSpec spec = tinyExperiment();
  spec.finetune.start = "scratch";
  spec.finetune.landmarkSource = "scratch";
  spec.finetune.landmarkMode = "trainable";
  const std::string done = runStage(job(StageKind::Finetune, spec));
  const Json metrics =
      Json::parse(lafs::readWholeFile(lafs::RunPaths(done).result("metrics.json")));
  QVERIFY(!metrics["last"].contains("landmark_loss"));
  // The same with the CNN of the landmark stage is supervised by it.
  spec.finetune.landmarkSource = "landmark";
  spec.finetune.landmarkMode = "supervised";
  const std::string second = runStage(job(StageKind::Finetune, spec, {{"landmark", landmarkRun_}}));
  const Json others =
      Json::parse(lafs::readWholeFile(lafs::RunPaths(second).result("metrics.json")));
  QVERIFY(others["last"].contains("landmark_loss"));
}

void TestStages::finetuningGoesOnDistilling() {
  lafs::ExperimentSpec spec = tinyExperiment();
  spec.finetune.train.loss = "dino";
  const std::string done = runStage(
      job(StageKind::Finetune, spec, {{"landmark", landmarkRun_}, {"pretrain", pretrainRun_}}));
  const lafs::TensorMap before = result(pretrainRun_, "teacher.safetensors");
  const lafs::TensorMap after = result(done, "model.safetensors");
  QVERIFY(!at::equal(before.at("pos_embedding"), after.at("pos_embedding")));
  const at::Tensor moved = (before.at("pos_embedding") - after.at("pos_embedding")).abs();
  QVERIFY(moved.max().item<double>() < 0.05);  // a few steps of a slow teacher
}

void TestStages::convolutionalNetworksPretrainToo() {
  lafs::ExperimentSpec spec = tinyExperiment();
  spec.model = {};
  spec.model.preset = "iresnet-18";
  spec.model.imageSize = 32;
  spec.pretrain.method = "dino";
  spec.pretrain.maxSteps = 1;
  spec.pretrain.batchSize = 4;
  spec.pretrain.perturbationAlpha = 0;
  spec.pretrain.shuffle = "off";
  spec.finetune.train.maxSteps = 1;
  spec.finetune.train.layerDecay = 1;
  const std::string pretrained = runStage(job(StageKind::Pretrain, spec));
  const auto teacher =
      lafs::loadFaceModel(lafs::RunPaths(pretrained).result("teacher.safetensors"));
  QVERIFY(teacher->shape().resnetAvgPool);
  const std::string done = runStage(job(StageKind::Finetune, spec, {{"pretrain", pretrained}}));
  const auto model = lafs::loadFaceModel(lafs::RunPaths(done).result("model.safetensors"));
  QVERIFY(!model->shape().resnetAvgPool);
}

void TestStages::plainTransformersPretrainOnTheGrid() {
  lafs::ExperimentSpec spec = tinyExperiment();
  spec.model.preset = "fvit-mini";
  spec.pretrain.method = "dino";
  const std::string pretrained = runStage(job(StageKind::Pretrain, spec));
  const std::string done = runStage(job(StageKind::Finetune, spec, {{"pretrain", pretrained}}));
  const auto model = lafs::loadFaceModel(lafs::RunPaths(done).result("model.safetensors"));
  QCOMPARE(model->input(), lafs::FaceInput::Grid);
}

void TestStages::previewsShowWhatIsTrainedOn() {
  const std::string base = lafs::RunPaths(pretrainRun_).previews() + "/" + lafs::stepName(0);
  QVERIFY(std::filesystem::exists(base + ".png"));
  const Json preview = Json::parse(lafs::readWholeFile(base + ".json"));
  QCOMPARE(preview["faces"].size(), std::size_t(4));
  const Json& face = preview["faces"][0];
  QCOMPARE(face["global"]["landmarks"].size(), std::size_t(16));
  QCOMPARE(face["global"]["tokens"].size(), std::size_t(16));
  QCOMPARE(face["local"]["tokens"].size(), std::size_t(4));
  // The same without dots: a picture and its patches for each view that is kept.
  const Json& views = face["views"];
  QVERIFY(views.size() >= 2);
  QCOMPARE(preview["columns"].get<std::size_t>(), 2 * views.size());
  QVERIFY(views[0]["tokens"] == face["global"]["tokens"]);
  QVERIFY(views[1]["tokens"] == face["local"]["tokens"]);
  QVERIFY(std::filesystem::exists(base + "_views.png"));
  QVERIFY(std::filesystem::exists(lafs::RunPaths(landmarkRun_).previews() + "/" +
                                  lafs::stepName(0) + ".json"));
}

void TestStages::dataReportNamesImagesAndOverlap() {
  lafs::ExperimentSpec spec = tinyExperiment();
  spec.finetune.subset.shots = 2;
  spec.finetune.train.batchSize = 4;
  const std::string done = runStage(
      job(StageKind::Finetune, spec, {{"landmark", landmarkRun_}, {"pretrain", pretrainRun_}}));
  const Json data = Json::parse(lafs::readWholeFile(lafs::RunPaths(done).result("data.json")));
  QCOMPARE(data["images"].get<int>(), 8);
  QCOMPARE(data["identities"].get<int>(), 4);
  QCOMPARE(data["overlap"].size(), std::size_t(3));  // three parts, each two of them
}

void TestStages::missingInputsAreNamed() {
  const lafs::ExperimentSpec spec = tinyExperiment();
  try {
    runStage(job(StageKind::Pretrain, spec));
    QFAIL("a pretraining without landmark CNN cannot run");
  } catch (const lafs::UserError& error) {
    QVERIFY(QString(error.what()).contains("landmark"));
  }
}

void TestStages::weightsFromFilesReplaceTraining() {
  // The earlier runs' results, as a PyTorch user would bring them.
  const std::string cnnFile = runs_.path("stage1.pth");
  const std::string backboneFile = runs_.path("checkpoint.pth");
  const lafs::TensorMap supervised = result(landmarkRun_, "model.safetensors");
  const lafs::TensorMap teacher = result(pretrainRun_, "teacher.safetensors");
  lafs::TensorMap wrapped, backbone;
  for (const auto& [name, tensor] : supervised) wrapped["module." + name] = tensor;
  for (const auto& [name, tensor] : teacher) {
    if (!startsWith(name, "stn.") && !startsWith(name, "output_layer.")) {
      backbone["backbone." + name] = tensor;
    }
  }
  backbone["head.mlp.0.weight"] = torch::ones({2, 2});
  lafs::saveTorchTensors(cnnFile, wrapped);
  lafs::saveTorchTensors(backboneFile, backbone);

  lafs::ExperimentSpec spec = tinyExperiment();
  spec.landmark.checkpoint = cnnFile;
  spec.pretrain.checkpoint = backboneFile;
  const std::string landmark = runStage(job(StageKind::Landmark, spec));
  const std::string pretrain = runStage(job(StageKind::Pretrain, spec, {{"landmark", landmark}}));
  QVERIFY(lafs::loadFaceModel(lafs::RunPaths(landmark).result("model.safetensors")));
  for (const auto& [name, tensor] : result(landmark, "model.safetensors")) {
    QVERIFY2(tensor.equal(supervised.at(name)), name.c_str());
  }
  for (const auto& [name, tensor] : result(pretrain, "teacher.safetensors")) {
    QVERIFY2(tensor.equal(teacher.at(name)), name.c_str());
  }
  const std::string finetune =
      runStage(job(StageKind::Finetune, spec, {{"landmark", landmark}, {"pretrain", pretrain}}));
  const std::string same = runStage(job(StageKind::Finetune, tinyExperiment(),
                                        {{"landmark", landmarkRun_}, {"pretrain", pretrainRun_}}));
  const lafs::TensorMap expected = result(same, "model.safetensors");
  for (const auto& [name, tensor] : result(finetune, "model.safetensors")) {
    QVERIFY2(tensor.equal(expected.at(name)), name.c_str());
  }
}

void TestStages::filesThatDoNotFitAreRefused() {
  const std::string file = runs_.path("half.pth");
  lafs::TensorMap tensors = result(pretrainRun_, "teacher.safetensors");
  tensors.erase("cls_token");
  tensors.erase("stn.features.0.0.weight");
  lafs::saveTorchTensors(file, tensors);
  const auto problem = [&](StageKind stage, const lafs::ExperimentSpec& spec) -> std::string {
    try {
      runStage(job(stage, spec, {{"landmark", landmarkRun_}}));
    } catch (const lafs::UserError& error) {
      return error.what();
    }
    return {};
  };
  lafs::ExperimentSpec spec = tinyExperiment();
  spec.landmark.checkpoint = spec.pretrain.checkpoint = file;
  QVERIFY(problem(StageKind::Landmark, spec).find("landmark CNN does not fit") !=
          std::string::npos);
  QVERIFY(problem(StageKind::Pretrain, spec).find("cls_token is missing") != std::string::npos);
}

QTEST_GUILESS_MAIN(TestStages)
#include "test_stages.moc"
