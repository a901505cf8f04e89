// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <cmath>

#include "core/config/model_shape.h"
#include "core/matrix/run_costs.h"
#include "core/report/plan_summary.h"
#include "core/report/stage_cost.h"
#include "core/run/run_status.h"
#include "core/run/run_writer.h"
#include "tests/support/graph_of_specs.h"

using lafs::ExperimentSpec;
using lafs::PlanSummary;
using lafs::StageGraph;
using lafs::StageKind;
using lafs::test::graphOf;

/// What a plan says it shares and costs.
class TestPlanSummary : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void countsWhatCellsShare();
  void countsMultiplyAdds();
  void theDraftsEstimateCountsTheSame();
  void knowsTheSizeOfNamedSets();
  void takesTheRateOfFinishedRuns();
};

namespace {

/// Four cells that share a landmark CNN and a pretraining.
StageGraph sharedGraph() {
  std::vector<ExperimentSpec> specs;
  for (const std::int64_t shots : {1, 2, 4, 8}) {
    ExperimentSpec spec;
    spec.model.preset = "mini";
    spec.finetune.subset.shots = shots;
    specs.push_back(spec);
  }
  return graphOf(specs);
}

}  // namespace

void TestPlanSummary::countsWhatCellsShare() {
  const PlanSummary plan = lafs::planSummary(sharedGraph(), "/nonexistent");
  QCOMPARE(plan.cells, std::size_t{4});
  QCOMPARE(plan.stages.size(), std::size_t{4});
  for (const lafs::StageSharing& stage : plan.stages) {
    const bool shared = stage.stage == "landmark" || stage.stage == "pretrain";
    QCOMPARE(stage.cells, std::size_t{4});
    QCOMPARE(stage.distinct, shared ? std::size_t{1} : std::size_t{4});
    QCOMPARE(stage.secondsSaved > 0, shared);
    if (shared) QVERIFY(std::abs(stage.secondsSaved - 3 * stage.secondsToRun) < 1e-6);
  }
  const std::string first = plan.sentences().front();
  QVERIFY2(first.rfind("1 landmark CNN for 4 uses: saves ", 0) == 0, first.c_str());
}

/// Against the sum written out for one small network.
void TestPlanSummary::countsMultiplyAdds() {
  ExperimentSpec spec;
  spec.model.preset = "fvit-mini";
  spec.data.identities = 100;
  spec.data.imagesPerIdentity = 8;
  spec.finetune.start = "scratch";
  spec.finetune.subset.shots = 2;
  spec.finetune.train.epochs = 5;
  const lafs::ModelShape shape = lafs::resolveModel(spec.model);
  double forward = static_cast<double>(lafs::attentionMultiplyAdds(shape));
  for (const lafs::LayerCost& layer : lafs::layerCosts(shape)) {
    forward += static_cast<double>(layer.multiplyAdds);
  }
  const double classes = 100.0 * static_cast<double>(shape.dim);
  const lafs::StageCost cost = lafs::stageCost(StageKind::Finetune, spec, lafs::Json::object());
  QCOMPARE(cost.images, 100.0 * 2 * 5);
  QVERIFY(std::abs(cost.multiplyAdds / (1000 * 3 * (forward + classes)) - 1) < 1e-9);
  spec.finetune.train.maxSteps = 2;
  spec.finetune.train.batchSize = 50;
  QCOMPARE(lafs::stageCost(StageKind::Finetune, spec, lafs::Json::object()).images, 100.0);
}

/// Of synthetic faces, whose number is known without a folder.
void TestPlanSummary::theDraftsEstimateCountsTheSame() {
  ExperimentSpec spec;
  spec.data.identities = 31;
  spec.data.imagesPerIdentity = 5;
  spec.landmark.train.sampledClasses = 0.5;
  spec.pretrain.subset.identityFraction = 0.5;
  spec.finetune.subset.shots = 2;
  spec.finetune.classCount = "fixed";
  spec.evaluate.protocols = {"frontal", "profile"};
  for (const StageKind stage :
       {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune, StageKind::Evaluate}) {
    const lafs::StageCosts step = lafs::stageCosts(spec, stage);
    QVERIFY(step.images.has_value());
    const double images = static_cast<double>(*step.images * step.epochs);
    const lafs::StageCost whole = lafs::stageCost(stage, spec, lafs::Json::object());
    QCOMPARE(whole.images, images);
    QCOMPARE(whole.multiplyAdds, images * step.trainMultiplyAdds);
  }
  QCOMPARE(*lafs::stageCosts(spec, StageKind::Evaluate).images, std::int64_t{31 * 5});
}

void TestPlanSummary::knowsTheSizeOfNamedSets() {
  ExperimentSpec spec;
  spec.data.source = "folder";
  spec.data.set = "webface4m";
  spec.data.testFraction = 0;
  spec.finetune.subset.identityFraction = 0.1;
  spec.finetune.subset.shots = 1;
  spec.finetune.train.epochs = 1;
  const lafs::StageCost cost = lafs::stageCost(StageKind::Finetune, spec, lafs::Json::object());
  QVERIFY(std::abs(cost.images - 20599) < 1);
}

void TestPlanSummary::takesTheRateOfFinishedRuns() {
  QTemporaryDir folder;
  const std::string runs = folder.path().toStdString();
  const StageGraph graph = sharedGraph();
  const auto published = lafs::computeRate(graph, runs);
  QCOMPARE(published.unit, "GPU-hours");
  QVERIFY(published.overall > 1e11);  // multiply-adds a second of a large GPU, give or take
  QVERIFY(published.overall < 1e14);

  const lafs::StageNode& node = graph.nodes.front();
  const lafs::StageJob job = node.job(runs);
  lafs::writeStageDirectory(job, node.content);
  {
    lafs::RunWriter writer(job.directory);
    writer.finishDone();
  }
  // As if it had taken 100 seconds.
  lafs::RunPaths paths(job.directory);
  auto status = lafs::readStatus(paths).value();
  status.seconds = 100;
  lafs::writeStatus(paths, status, lafs::Durability::Heartbeat);
  const auto rate = lafs::computeRate(graph, runs);
  QCOMPARE(rate.unit, "hours");
  const double seconds = lafs::secondsAt(rate, StageKind::Landmark, lafs::stageCost(node));
  QVERIFY(std::abs(seconds - 100) < 1e-6);
}

QTEST_GUILESS_MAIN(TestPlanSummary)
#include "test_plan_summary.moc"
