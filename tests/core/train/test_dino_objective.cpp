// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/dino_objective.h"

#include <torch/torch.h>

#include <QTest>
#include <cmath>
#include <memory>
#include <set>

#include "core/base/error.h"
#include "core/model/face_model.h"
#include "core/model/ops/fused_ops.h"
#include "core/train/optimizer.h"
#include "core/train/teacher_model.h"
#include "tests/core/train/tiny_models.h"

using lafs::Batch;
using lafs::DinoObjective;
using lafs::ModelFamily;
using lafs::PretrainSpec;
using lafs::StepContext;

namespace {

constexpr std::int64_t kImages = 4;
constexpr std::int64_t kSide = 32;

PretrainSpec tinySpec() {
  PretrainSpec spec = lafs::test::tinyPretraining();
  spec.method = "dino";
  spec.perturbationAlpha = 0;
  spec.shuffle = "off";
  spec.teacherTemperatureEpochs = 3;
  return spec;
}

std::unique_ptr<DinoObjective> objective(const PretrainSpec& spec,
                                         ModelFamily family = ModelFamily::FVit,
                                         double dropout = 0) {
  torch::manual_seed(3);
  lafs::ModelShape shape = lafs::test::tinyShape(family);
  shape.dropout = dropout;
  if (family == ModelFamily::IResNet) {
    shape.resnetDepth = 18;
    shape.dim = 512;
  }
  auto made = std::make_unique<DinoObjective>(
      spec, shape, lafs::makeViewEncoder(spec, shape, nullptr, lafs::seededDrawer(1)));
  made->keepOutputs(true);
  return made;
}

Batch batchOf(std::uint64_t seed = 1) {
  Batch batch = lafs::test::randomBatch(4, kImages, kSide, seed);
  for (std::size_t view : {2, 3}) batch.views[view] = torch::rand({kImages, 3, 16, 16});
  return batch;
}

StepContext stepAt(std::int64_t step) {
  return {step, step / 2, 2, 4};
}

at::Tensor parameter(const lafs::DinoBranch& branch, const std::string& name) {
  return lafs::stateDict(*branch).at(name);
}

}  // namespace

class TestDinoObjective : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void teacherStartsEqualAndApart();
  void teacherFollowsByMomentum();
  void teacherTakesNoGradient();
  void centreFollowsTheTeachersMean();
  void centreTakesMicroBatchesTogether();
  void lastLayerIsFrozenInTheFirstEpoch();
  void temperatureFollowsTheEpoch();
  void viewsRunAloneAsInABatch();
  void teacherEvalSwitchesDropoutOff();
  void convolutionalTeachersKeepTheirStatistics();
  void goesOnFromItsState();
  void refusesAnotherModelsState();
  void learnsToPredictItsTeacher();
  void teacherBecomesAFaceModel();
};

void TestDinoObjective::teacherStartsEqualAndApart() {
  const auto dino = objective(tinySpec());
  const auto student = lafs::stateDict(*dino->student());
  const auto teacher = lafs::stateDict(*dino->teacher());
  QCOMPARE(student.size(), teacher.size());
  std::set<void*> memory;
  for (const auto& [name, tensor] : student) {
    QVERIFY2(at::equal(tensor, teacher.at(name)), name.c_str());
    memory.insert(tensor.data_ptr());
  }
  for (const auto& [name, tensor] : teacher) {
    QVERIFY2(memory.count(tensor.data_ptr()) == 0, name.c_str());
    QVERIFY2(!tensor.requires_grad(), name.c_str());
  }
}

void TestDinoObjective::teacherFollowsByMomentum() {
  PretrainSpec spec = tinySpec();
  const auto dino = objective(spec);
  const at::Tensor before = parameter(dino->teacher(), "backbone.cls_token").clone();
  {
    at::NoGradGuard noGrad;
    parameter(dino->student(), "backbone.cls_token").add_(1);
  }
  std::map<std::string, double> metrics;
  dino->afterStep(stepAt(0), metrics);
  QVERIFY(std::abs(metrics.at("momentum") - 0.996) < 1e-12);
  // Only the class token differs: by 0.996 in each of its places.
  double whole = 0;
  for (const auto& [name, tensor] : dino->student()->namedParameters()) {
    if (name.find("last_layer") == std::string::npos) whole += tensor.square().sum().item<double>();
  }
  const double apart = 0.996 * std::sqrt(static_cast<double>(before.numel()));
  QVERIFY(std::abs(metrics.at("teacher_distance") - apart / std::sqrt(whole)) < 1e-5);
  QVERIFY(at::allclose(parameter(dino->teacher(), "backbone.cls_token"), before + 0.004, 0, 1e-6));
  dino->follow(0.5);
  QVERIFY(at::allclose(parameter(dino->teacher(), "backbone.cls_token"), before + 0.5 + 0.002, 0,
                       1e-6));
}

void TestDinoObjective::teacherTakesNoGradient() {
  const auto dino = objective(tinySpec());
  std::map<std::string, double> metrics;
  dino->loss(batchOf(), stepAt(0), metrics).backward();
  for (const at::Tensor& tensor : dino->teacher()->parameters()) {
    QVERIFY(!tensor.grad().defined());
  }
  QVERIFY(parameter(dino->student(), "backbone.cls_token").grad().abs().sum().item<double>() > 0);
  QVERIFY(!parameter(dino->student(), "head.last_layer.weight_g").grad().defined());
  for (const char* name : {"loss", "teacher_entropy", "student_entropy", "kl", "centre_norm",
                           "feature_spread", "teacher_temperature"}) {
    QVERIFY2(metrics.count(name) == 1 && std::isfinite(metrics.at(name)), name);
  }
}

void TestDinoObjective::centreFollowsTheTeachersMean() {
  const auto dino = objective(tinySpec());
  std::map<std::string, double> metrics;
  dino->loss(batchOf(), stepAt(0), metrics);
  const at::Tensor mean = dino->lastOutputs().teacher.mean(0, true);
  QCOMPARE(dino->lastOutputs().teacher.size(0), 2 * kImages);
  QVERIFY(at::equal(dino->centre(), at::zeros_like(dino->centre())));
  dino->afterStep(stepAt(0), metrics);
  QVERIFY(at::allclose(dino->centre(), 0.1 * mean, 1e-5, 1e-6));
  dino->afterStep(stepAt(1), metrics);  // no batch since: nothing to follow
  QVERIFY(at::allclose(dino->centre(), 0.1 * mean, 1e-5, 1e-6));
}

void TestDinoObjective::centreTakesMicroBatchesTogether() {
  const auto dino = objective(tinySpec());
  std::map<std::string, double> metrics;
  at::Tensor mean = at::zeros_like(dino->centre());
  for (std::uint64_t seed : {1, 2, 3}) {
    dino->loss(batchOf(seed), stepAt(0), metrics);
    mean += dino->lastOutputs().teacher.mean(0, true) / 3;
  }
  dino->afterStep(stepAt(0), metrics);
  QVERIFY(at::allclose(dino->centre(), 0.1 * mean, 1e-5, 1e-6));
}

void TestDinoObjective::lastLayerIsFrozenInTheFirstEpoch() {
  const auto dino = objective(tinySpec());
  std::map<std::string, double> metrics;
  for (std::int64_t step : {0, 1, 2}) {
    for (at::Tensor& tensor : dino->student()->parameters()) tensor.mutable_grad().reset();
    dino->loss(batchOf(), stepAt(step), metrics).backward();
    QVERIFY(parameter(dino->student(), "head.last_layer.weight_v").grad().defined());
    dino->afterBackward(stepAt(step));
    QCOMPARE(parameter(dino->student(), "head.last_layer.weight_v").grad().defined(), step == 2);
    QVERIFY(parameter(dino->student(), "head.mlp.4.weight").grad().defined());
  }
}

void TestDinoObjective::temperatureFollowsTheEpoch() {
  const auto dino = objective(tinySpec());
  std::map<std::string, double> metrics;
  dino->loss(batchOf(), stepAt(2), metrics);
  QVERIFY(std::abs(metrics.at("teacher_temperature") - 0.055) < 1e-12);
}

void TestDinoObjective::viewsRunAloneAsInABatch() {
  const auto dino = objective(tinySpec());
  const lafs::BranchViews views = dino->encoder().encode(batchOf());
  // Interleaved shapes: results must come back in the order of the views.
  const std::vector<at::Tensor> mixed = {views.student[2], views.student[0], views.student[3],
                                         views.student[1]};
  at::NoGradGuard noGrad;
  lafs::DinoBranch student = dino->student();
  const at::Tensor together = student->forward(mixed).logits;
  for (int view = 0; view < 4; ++view) {
    const at::Tensor alone = student->forward({mixed[view]}).logits;
    QVERIFY(at::allclose(together.narrow(0, view * kImages, kImages), alone, 1e-4, 1e-5));
  }
}

void TestDinoObjective::teacherEvalSwitchesDropoutOff() {
  for (const bool evalMode : {false, true}) {
    PretrainSpec spec = tinySpec();
    spec.teacherEval = evalMode;
    const auto dino = objective(spec, ModelFamily::FVit, 0.3);
    std::map<std::string, double> metrics;
    lafs::ops::beginNoiseStep(1, 1);
    dino->loss(batchOf(), stepAt(0), metrics);
    const at::Tensor first = dino->lastOutputs().teacher;
    lafs::ops::beginNoiseStep(1, 2);
    dino->loss(batchOf(), stepAt(0), metrics);
    QCOMPARE(at::equal(first, dino->lastOutputs().teacher), evalMode);
  }
}

void TestDinoObjective::convolutionalTeachersKeepTheirStatistics() {
  PretrainSpec spec = tinySpec();
  spec.teacherEval = true;
  const auto dino = objective(spec, ModelFamily::IResNet);
  const at::Tensor before = parameter(dino->teacher(), "backbone.bn1.running_mean").clone();
  std::map<std::string, double> metrics;
  dino->loss(batchOf(), stepAt(0), metrics);
  QVERIFY(!at::equal(before, parameter(dino->teacher(), "backbone.bn1.running_mean")));
}

void TestDinoObjective::goesOnFromItsState() {
  const auto first = objective(tinySpec());
  std::map<std::string, double> metrics;
  first->loss(batchOf(), stepAt(0), metrics);
  first->afterStep(stepAt(0), metrics);
  lafs::TensorMap saved;
  for (const auto& [name, tensor] : first->state()) saved[name] = tensor.detach().clone();
  {
    at::NoGradGuard noGrad;
    for (auto& item : saved) {
      if (item.second.is_floating_point()) item.second.mul_(1.5);
    }
  }
  const auto second = objective(tinySpec());
  second->continueFrom(saved, "state.safetensors");
  for (const auto& [name, tensor] : second->state()) {
    QVERIFY2(at::equal(tensor, saved.at(name)), name.c_str());
  }
  QVERIFY(saved.count("student.backbone.pos_embedding") == 1);
  QVERIFY(saved.count("teacher.head.last_layer.weight_v") == 1);
}

void TestDinoObjective::refusesAnotherModelsState() {
  const auto first = objective(tinySpec());
  lafs::TensorMap state = first->state();
  state["centre"] = at::zeros({1, 7});
  QVERIFY_EXCEPTION_THROWN(first->continueFrom(state, "state.safetensors"), lafs::UserError);
  state.erase("centre");
  QVERIFY_EXCEPTION_THROWN(first->continueFrom(state, "state.safetensors"), lafs::UserError);
}

void TestDinoObjective::learnsToPredictItsTeacher() {
  const auto dino = objective(tinySpec());
  lafs::Optimizer optimizer(dino->groups(), {});
  std::map<std::string, double> metrics;
  const Batch batch = batchOf();
  double first = 0, last = 0;
  for (int step = 0; step < 40; ++step) {
    optimizer.clearGradients();
    const at::Tensor loss = dino->loss(batch, stepAt(6), metrics);
    loss.backward();
    (step == 0 ? first : last) = metrics.at("kl");
    optimizer.measure();
    optimizer.step(2e-3, 0, {});
  }
  QVERIFY2(last < 0.7 * first, qPrintable(QString("%1 -> %2").arg(first).arg(last)));
}

void TestDinoObjective::teacherBecomesAFaceModel() {
  const auto dino = objective(tinySpec());
  {
    at::NoGradGuard noGrad;
    parameter(dino->teacher(), "backbone.cls_token").add_(0.5);
  }
  const auto model = lafs::teacherFaceModel(*dino, lafs::test::tinyShape(ModelFamily::FVit),
                                            lafs::LandmarkCnn(nullptr));
  at::NoGradGuard noGrad;
  const at::Tensor image = lafs::test::randomBatch(1, 2, kSide).views[0];
  lafs::DinoBranch teacher = dino->teacher();
  QVERIFY(at::allclose(model->forward(image).embedding, teacher->fvit()->forwardGrid(image), 1e-5,
                       1e-5));
}

QTEST_GUILESS_MAIN(TestDinoObjective)
#include "test_dino_objective.moc"
