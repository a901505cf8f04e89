// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <functional>
#include <map>

#include "core/matrix/plan_reason.h"
#include "core/matrix/stage_graph.h"
#include "core/run/run_reader.h"
#include "core/run/run_writer.h"
#include "tests/support/graph_of_specs.h"

using lafs::ExperimentSpec;
using lafs::RunState;
using lafs::StageGraph;
using lafs::StageKind;
using lafs::StageNode;
using lafs::test::graphOf;

/// Keys, sharing and the reasons for running.
class TestStageGraph : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void sharesEqualStages();
  void keysChangeWhereTheyShould_data();
  void keysChangeWhereTheyShould();
  void weightsFromAFileStandForTraining();
  void putsInputsFirst();
  void namesMissingData();
  void writesJobsThatReadBack();
  void reusesWhatIsDone();
  void saysWhyInFields();
  void saysHowUnfinishedRunsStand();
  void takesRunsUpAgain();

 private:
  QTemporaryDir folder_;
  std::string runs() const { return folder_.path().toStdString(); }
  void begin(const StageNode& node, const std::function<void(lafs::RunWriter&)>& work) const;
};

namespace {

ExperimentSpec baseSpec() {
  ExperimentSpec spec;
  spec.model.preset = "mini";
  return spec;
}

const StageNode& nodeOf(const StageGraph& graph, std::size_t cell, StageKind stage) {
  for (const std::size_t node : graph.cellNodes.at(cell)) {
    if (graph.nodes[node].stage == stage) return graph.nodes[node];
  }
  throw std::logic_error("the cell has no such stage");
}

}  // namespace

void TestStageGraph::begin(const StageNode& node,
                           const std::function<void(lafs::RunWriter&)>& work) const {
  const lafs::StageJob job = node.job(runs());
  lafs::writeStageDirectory(job, node.content);
  lafs::RunWriter writer(job.directory);
  work(writer);
}

void TestStageGraph::sharesEqualStages() {
  std::vector<ExperimentSpec> specs;
  for (const std::int64_t shots : {1, 2, 4, 10}) {
    for (const double alpha : {0.0, 2.0}) {
      specs.push_back(baseSpec());
      specs.back().finetune.subset.shots = shots;
      specs.back().pretrain.perturbationAlpha = alpha;
    }
  }
  const StageGraph graph = graphOf(specs);
  std::map<StageKind, int> count;
  for (const StageNode& node : graph.nodes) ++count[node.stage];
  QCOMPARE(count[StageKind::Landmark], 1);
  QCOMPARE(count[StageKind::Pretrain], 2);
  QCOMPARE(count[StageKind::Finetune], 8);
  QCOMPARE(count[StageKind::Evaluate], 8);
  QCOMPARE(nodeOf(graph, 3, StageKind::Landmark).cells.size(), std::size_t{8});
}

void TestStageGraph::keysChangeWhereTheyShould_data() {
  QTest::addColumn<int>("change");
  QTest::addColumn<QString>("changed");  // first letters of the stages whose key must change
  QTest::newRow("nothing") << 0 << "";
  QTest::newRow("seed") << 1 << "LPFE";
  QTest::newRow("model") << 2 << "LPFE";
  QTest::newRow("landmark epochs") << 3 << "LPFE";
  QTest::newRow("alpha") << 4 << "PFE";
  QTest::newRow("shots") << 5 << "FE";
  QTest::newRow("beta") << 6 << "FE";
  QTest::newRow("FAR targets") << 7 << "E";
  QTest::newRow("device, threads, cadences") << 8 << "";
  QTest::newRow("name") << 9 << "";
  QTest::newRow("data of all") << 10 << "LPFE";
  QTest::newRow("data of pretraining") << 11 << "PFE";
}

void TestStageGraph::keysChangeWhereTheyShould() {
  QFETCH(int, change);
  QFETCH(QString, changed);
  ExperimentSpec spec = baseSpec();
  const std::function<void()> changes[] = {
      [] {},
      [&] { spec.seed = 7; },
      [&] { spec.model.depth = 2; },
      [&] { spec.landmark.train.epochs = 3; },
      [&] { spec.pretrain.perturbationAlpha = 5; },
      [&] { spec.finetune.subset.shots = 4; },
      [&] { spec.finetune.landmarkBeta = 1; },
      [&] { spec.evaluate.farTargets = {0.01}; },
      [&] {
        spec.runtime.device = "cpu";
        spec.runtime.threads = 7;
        spec.runtime.loaderThreads = 5;
        spec.runtime.checkpointSteps = 3;
        spec.runtime.logSteps = 9;
      },
      [&] { spec.name = "other"; },
      [&] { spec.data.identities = 12; },
      [&] {
        spec.pretrain.data = spec.data;
        spec.pretrain.data.domain = "wild";
      },
  };
  changes[change]();
  const StageGraph graph = graphOf({baseSpec(), spec});
  for (const StageKind stage :
       {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune, StageKind::Evaluate}) {
    const QChar letter = QString(lafs::stageName(stage)).at(0).toUpper();
    const bool differs = nodeOf(graph, 0, stage).key != nodeOf(graph, 1, stage).key;
    QVERIFY2(differs == changed.contains(letter), lafs::stageName(stage));
  }
}

/// Of a stage that takes its weights from a file, the file decides: not its training, not the seed,
/// not where the file lies.
void TestStageGraph::weightsFromAFileStandForTraining() {
  const auto write = [&](const char* name, const QByteArray& bytes) {
    QFile file(folder_.filePath(name));
    if (file.open(QIODevice::WriteOnly)) file.write(bytes);
    file.close();
    return folder_.filePath(name).toStdString();
  };
  QByteArray bytes(1'000'000, 'w');
  const std::string weights = write("weights.pth", bytes);
  const std::string moved = write("moved.pth", bytes);
  for (qsizetype i = 400'000; i < 450'000; ++i) bytes[i] = 'v';
  const std::string others = write("others.pth", bytes);
  std::vector<ExperimentSpec> specs(5, baseSpec());
  for (std::size_t i = 1; i < specs.size(); ++i) specs[i].pretrain.checkpoint = weights;
  specs[2].pretrain.checkpoint = moved;
  specs[2].pretrain.epochs = 3;
  specs[2].pretrain.data.source = "synthetic";
  specs[3].pretrain.checkpoint = others;
  specs[4].landmark.checkpoint = weights;
  const StageGraph graph = graphOf(specs);
  QVERIFY(graph.problems().empty());
  const auto key = [&](std::size_t cell, StageKind stage) {
    return nodeOf(graph, cell, stage).key;
  };
  QVERIFY(key(0, StageKind::Pretrain) != key(1, StageKind::Pretrain));
  QCOMPARE(key(1, StageKind::Pretrain), key(2, StageKind::Pretrain));
  QCOMPARE(key(1, StageKind::Finetune), key(2, StageKind::Finetune));
  QVERIFY(key(1, StageKind::Pretrain) != key(3, StageKind::Pretrain));
  QVERIFY(key(1, StageKind::Landmark) != key(4, StageKind::Landmark));
  QVERIFY(key(1, StageKind::Pretrain) != key(4, StageKind::Pretrain));

  ExperimentSpec seeded = specs[1];
  seeded.landmark.checkpoint = weights;
  ExperimentSpec other = seeded;
  other.seed = 7;
  const StageGraph pair = graphOf({seeded, other});
  QCOMPARE(nodeOf(pair, 0, StageKind::Pretrain).key, nodeOf(pair, 1, StageKind::Pretrain).key);
  QVERIFY(nodeOf(pair, 0, StageKind::Finetune).key != nodeOf(pair, 1, StageKind::Finetune).key);

  other.landmark.checkpoint = folder_.filePath("absent.pth").toStdString();
  const auto problems = graphOf({other}).problems();
  QCOMPARE(problems.size(), std::size_t{1});
  QCOMPARE(problems[0].where, std::string("landmark.checkpoint"));
}

void TestStageGraph::putsInputsFirst() {
  const StageGraph graph = graphOf({baseSpec()});
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    const StageNode& node = graph.nodes[i];
    QCOMPARE(node.inputs.size(), node.dependencies.size());
    for (const std::size_t input : node.dependencies) {
      QVERIFY(input < i);
      QCOMPARE(node.inputs.at(lafs::stageName(graph.nodes[input].stage)), graph.nodes[input].name);
    }
  }
}

void TestStageGraph::namesMissingData() {
  ExperimentSpec spec = baseSpec();
  spec.data.source = "folder";
  spec.data.root = "/nonexistent/faces";
  const StageGraph graph = graphOf({spec, spec});
  QCOMPARE(graph.problems().size(), std::size_t{1});
  QVERIFY(QString::fromStdString(graph.problems().front().text()).contains("/nonexistent/faces"));
}

void TestStageGraph::writesJobsThatReadBack() {
  const StageGraph graph = graphOf({baseSpec()});
  const StageNode& node = nodeOf(graph, 0, StageKind::Evaluate);
  const lafs::StageJob job = node.job(runs());
  lafs::writeStageDirectory(job, node.content);
  const lafs::StageJob back = lafs::readStageJob(job.directory);
  QVERIFY(back.stage == StageKind::Evaluate);
  QCOMPARE(back.key, node.key);
  QCOMPARE(back.subject, "finetune");
  QCOMPARE(back.inputs.at("finetune"), runs() + '/' + nodeOf(graph, 0, StageKind::Finetune).name);
  const StageGraph again = graphOf({back.spec});
  QCOMPARE(nodeOf(again, 0, StageKind::Evaluate).key, node.key);
}

void TestStageGraph::reusesWhatIsDone() {
  const StageGraph graph = graphOf({baseSpec()});
  begin(graph.nodes[0], [](lafs::RunWriter& writer) { writer.finishDone(); });
  const auto plans = lafs::planStages(graph, runs());
  QVERIFY(plans[0].reused && plans[0].reason == "done");
  for (std::size_t i = 1; i < plans.size(); ++i) QVERIFY(!plans[i].reused);
}

void TestStageGraph::saysWhyInFields() {
  const StageGraph before = graphOf({baseSpec()});
  begin(nodeOf(before, 0, StageKind::Pretrain), [](auto& writer) { writer.finishDone(); });
  ExperimentSpec far = baseSpec();
  far.seed = 3;
  far.pretrain.localViews = 4;
  begin(nodeOf(graphOf({far}), 0, StageKind::Pretrain), [](auto& w) { w.finishDone(); });

  ExperimentSpec spec = baseSpec();
  spec.pretrain.perturbationAlpha = 5;
  const StageGraph graph = graphOf({spec});
  const auto plans = lafs::planStages(graph, runs());
  for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
    if (graph.nodes[i].stage != StageKind::Pretrain) continue;
    QCOMPARE(plans[i].nearest, nodeOf(before, 0, StageKind::Pretrain).name);
    QCOMPARE(plans[i].differences.size(), std::size_t{1});
    QCOMPARE(plans[i].differences[0].field, "pretrain.perturbation_alpha");
    QCOMPARE(std::stod(plans[i].differences[0].was), 2.0);
    QCOMPARE(std::stod(plans[i].differences[0].now), 5.0);
    QVERIFY(plans[i].reason.find("perturbation_alpha") != std::string::npos);
    return;
  }
  QFAIL("no pretraining in the graph");
}

void TestStageGraph::saysHowUnfinishedRunsStand() {
  ExperimentSpec spec = baseSpec();
  spec.seed = 11;
  const StageGraph graph = graphOf({spec});
  begin(graph.nodes[0], [](lafs::RunWriter& w) { w.finishFailed("the loss is not finite\nmore"); });
  begin(graph.nodes[1], [](lafs::RunWriter& w) {
    w.progress({12, 40, 0, 1, 1, "images"});
    w.finishStopped();
  });
  const auto plans = lafs::planStages(graph, runs());
  QVERIFY(plans[0].state == RunState::Failed);
  QCOMPARE(plans[0].reason, "failed (the loss is not finite): retried");
  QCOMPARE(plans[1].reason, "stopped at step 12 of 40: continues");
  QVERIFY(plans[2].reason.rfind("new: ", 0) == 0);
}

void TestStageGraph::takesRunsUpAgain() {
  ExperimentSpec spec = baseSpec();
  spec.seed = 12;
  const StageGraph graph = graphOf({spec});
  std::vector<std::string> directories;
  for (std::size_t i = 0; i < 3; ++i) {
    begin(graph.nodes[i], [](lafs::RunWriter& writer) { writer.finishStopped(); });
    directories.push_back(runs() + '/' + graph.nodes[i].name);
  }
  // Only the last one is named; what it reads is not done either.
  const StageGraph again = lafs::graphOfRuns({directories[2]});
  QCOMPARE(again.nodes.size(), std::size_t{3});
  for (std::size_t i = 0; i < 3; ++i) {
    QCOMPARE(again.nodes[i].name, graph.nodes[i].name);
    QCOMPARE(again.nodes[i].dependencies, graph.nodes[i].dependencies);
    QCOMPARE(again.nodes[i].content.dump(), graph.nodes[i].content.dump());
  }
}

QTEST_GUILESS_MAIN(TestStageGraph)
#include "test_stage_graph.moc"
