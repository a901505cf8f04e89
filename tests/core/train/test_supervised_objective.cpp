// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/supervised_objective.h"

#include <torch/torch.h>

#include <QTest>
#include <cmath>
#include <memory>

#include "core/model/frozen_landmark_cnn.h"
#include "core/train/optimizer.h"
#include "core/train/row_gradient.h"
#include "core/train/stage_models.h"
#include "tests/core/train/tiny_models.h"

using lafs::Batch;
using lafs::FaceInput;
using lafs::ModelFamily;
using lafs::StepContext;
using lafs::SupervisedObjective;
using lafs::SupervisedSetup;
using lafs::SupervisedSpec;

namespace {

constexpr std::int64_t kImages = 6;
constexpr std::int64_t kClasses = 20;

SupervisedSpec plainSpec() {
  SupervisedSpec spec;
  spec.augment.mixupProbability = 0;
  spec.augment.enabled = false;
  return spec;
}

SupervisedSetup setupFor(FaceInput input) {
  torch::manual_seed(5);
  const bool grid = input == FaceInput::Grid;
  SupervisedSetup setup;
  setup.model = lafs::makeFaceModel(
      lafs::test::tinyShape(grid ? ModelFamily::FVit : ModelFamily::PartFVit), input);
  setup.classes = kClasses;
  setup.seed = 9;
  return setup;
}

Batch batchOf() {
  return lafs::test::randomBatch(1, kImages, 32);
}

StepContext stepAt(std::int64_t epoch) {
  return {epoch, epoch, 1, 40};
}

}  // namespace

class TestSupervisedObjective : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void trainsEverythingWithItsOwnCnn();
  void fixedCnnStaysAsItIs();
  void landmarkTeacherAddsBetaTimesTheirDistance();
  void betaFollowsItsSchedule();
  void mixupIsAFunctionOfTheBatch();
  void sampledClassesLeaveOtherRowsAlone();
  void stateHoldsModelMatrixAndMargin();
  void learnsItsBatch();
};

void TestSupervisedObjective::trainsEverythingWithItsOwnCnn() {
  SupervisedObjective objective(plainSpec(), setupFor(FaceInput::Landmarks));
  std::map<std::string, double> metrics;
  objective.loss(batchOf(), stepAt(0), metrics).backward();
  std::size_t parameters = 0;
  for (const auto& group : objective.groups()) {
    for (std::size_t i = 0; i < group.names.size(); ++i) {
      QVERIFY2(group.parameters[i].grad().defined(), group.names[i].c_str());
      ++parameters;
    }
  }
  QCOMPARE(parameters, objective.model()->parameters().size() + 1);
  QCOMPARE(metrics.at("loss"), metrics.at("identity_loss"));
  QVERIFY(metrics.count("landmark_loss") == 0);
  QCOMPARE(metrics.at("mixup_lambda"), 1.0);
}

void TestSupervisedObjective::fixedCnnStaysAsItIs() {
  SupervisedObjective objective(plainSpec(), setupFor(FaceInput::FixedLandmarks));
  const auto before =
      lafs::stateDict(*objective.model()).at("stn.features.0.1.running_mean").clone();
  std::map<std::string, double> metrics;
  objective.loss(batchOf(), stepAt(0), metrics).backward();
  for (const auto& group : objective.groups()) {
    for (const std::string& name : group.names) {
      QVERIFY2(name.find("stn.") != 0 && name.find("output_layer.") != 0, name.c_str());
    }
  }
  QVERIFY(
      at::equal(before, lafs::stateDict(*objective.model()).at("stn.features.0.1.running_mean")));
}

void TestSupervisedObjective::landmarkTeacherAddsBetaTimesTheirDistance() {
  SupervisedSetup setup = setupFor(FaceInput::Landmarks);
  torch::manual_seed(77);  // another CNN than the model's
  const lafs::LandmarkCnn other(lafs::test::tinyShape());
  setup.landmarkTeacher = std::make_shared<lafs::FrozenLandmarkCnn>(other);
  setup.landmarkBeta = 0.25;
  SupervisedObjective objective(plainSpec(), setup);
  std::map<std::string, double> metrics;
  const double loss = objective.loss(batchOf(), stepAt(0), metrics).item<double>();
  QVERIFY(metrics.at("landmark_loss") > 0 && metrics.at("landmark_loss") <= 1);
  QVERIFY(std::abs(loss - metrics.at("identity_loss") - 0.25 * metrics.at("landmark_loss")) < 1e-4);
}

void TestSupervisedObjective::betaFollowsItsSchedule() {
  SupervisedSetup setup = setupFor(FaceInput::Landmarks);
  const lafs::LandmarkCnn other(lafs::test::tinyShape());
  setup.landmarkTeacher = std::make_shared<lafs::FrozenLandmarkCnn>(other);
  setup.betaSchedule = "release";
  SupervisedObjective objective(plainSpec(), setup);
  std::map<std::string, double> metrics;
  objective.loss(batchOf(), stepAt(9), metrics);
  QCOMPARE(metrics.at("landmark_beta"), 100.0);
}

void TestSupervisedObjective::mixupIsAFunctionOfTheBatch() {
  SupervisedSpec spec = plainSpec();
  spec.augment.enabled = true;
  spec.augment.mixupProbability = 1;
  SupervisedObjective objective(spec, setupFor(FaceInput::Grid));
  std::map<std::string, double> first, again, other;
  Batch batch = batchOf();
  objective.loss(batch, stepAt(0), first);
  objective.loss(batch, stepAt(0), again);
  batch.step = 1;
  objective.loss(batch, stepAt(0), other);
  QCOMPARE(first.at("mixup_lambda"), again.at("mixup_lambda"));
  QVERIFY(first.at("mixup_lambda") != other.at("mixup_lambda"));
}

void TestSupervisedObjective::sampledClassesLeaveOtherRowsAlone() {
  SupervisedSpec spec = plainSpec();
  spec.sampledClasses = 0.5;
  SupervisedObjective objective(spec, setupFor(FaceInput::Grid));
  lafs::Optimizer optimizer(objective.groups(), {});
  const at::Tensor before = objective.classHead()->weight.detach().clone();
  std::map<std::string, double> metrics;
  objective.loss(batchOf(), stepAt(0), metrics).backward();
  const at::Tensor rows = lafs::rowGradient(objective.classHead()->weight.grad()).rows;
  QCOMPARE(rows.numel(), kClasses / 2);
  optimizer.measure();
  optimizer.step(1e-2, 0, {});
  const at::Tensor moved =
      (objective.classHead()->weight.detach() - before).abs().sum(1).gt(0).nonzero().flatten();
  QVERIFY(at::equal(moved, rows));
}

void TestSupervisedObjective::stateHoldsModelMatrixAndMargin() {
  SupervisedSpec spec = plainSpec();
  spec.loss = "adaface";
  SupervisedObjective objective(spec, setupFor(FaceInput::Grid));
  const auto state = objective.state();
  QVERIFY(state.count("model.pos_embedding") == 1);
  QVERIFY(state.count("loss.weight") == 1);
  QVERIFY(state.count("adaface.statistics") == 1);
  QVERIFY(state.at("loss.weight").is_same(objective.classHead()->weight));
}

void TestSupervisedObjective::learnsItsBatch() {
  SupervisedObjective objective(plainSpec(), setupFor(FaceInput::Grid));
  lafs::Optimizer optimizer(objective.groups(), {});
  std::map<std::string, double> metrics;
  double first = 0;
  for (int step = 0; step < 60; ++step) {
    optimizer.clearGradients();
    const at::Tensor loss = objective.loss(batchOf(), stepAt(0), metrics);
    loss.backward();
    if (step == 0) first = loss.item<double>();
    optimizer.measure();
    optimizer.step(3e-3, 0, {});
  }
  QVERIFY2(metrics.at("loss") < 0.3 * first, qPrintable(QString::number(metrics.at("loss"))));
  QCOMPARE(metrics.at("accuracy"), 1.0);
}

QTEST_GUILESS_MAIN(TestSupervisedObjective)
#include "test_supervised_objective.moc"
