// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <set>

#include "core/matrix/slurm/slurm_arrays.h"

using lafs::SlurmArray;
using lafs::StageGraph;
using lafs::StageKind;
using lafs::StageNode;

class TestSlurmArrays : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void groupsByKindAndDepth();
  void keepsDifferentDemandsApart();
  void waitsForWhatIsQueuedAlready();
  void dividesLongArrays();
  void keepsTheOrderOfAnyGraph();
};

namespace {

std::size_t add(StageGraph& graph, StageKind stage, const std::vector<std::size_t>& inputs,
                std::int64_t threads = 0) {
  StageNode node;
  node.stage = stage;
  node.dependencies = inputs;
  node.spec.runtime.threads = threads;
  graph.nodes.push_back(node);
  return graph.nodes.size() - 1;
}

std::vector<std::size_t> everything(const StageGraph& graph) {
  std::vector<std::size_t> nodes;
  for (std::size_t node = 0; node < graph.nodes.size(); ++node) nodes.push_back(node);
  return nodes;
}

}  // namespace

void TestSlurmArrays::groupsByKindAndDepth() {
  StageGraph graph;  // two seeds: landmark, its evaluation, pretrain, two fine-tunings
  for (int seed = 0; seed < 2; ++seed) {
    const std::size_t landmark = add(graph, StageKind::Landmark, {});
    add(graph, StageKind::Evaluate, {landmark});
    const std::size_t pretrain = add(graph, StageKind::Pretrain, {landmark});
    add(graph, StageKind::Finetune, {landmark, pretrain});
    add(graph, StageKind::Finetune, {landmark, pretrain});
  }
  const auto arrays = lafs::slurmArrays(graph, everything(graph), {});
  QCOMPARE(arrays.size(), std::size_t{4});
  QCOMPARE(arrays[0].nodes, (std::vector<std::size_t>{0, 5}));
  QVERIFY(arrays[0].after.empty());
  QCOMPARE(lafs::dependencyOf(arrays[0], {}), std::string());
  std::set<StageKind> second = {arrays[1].stage, arrays[2].stage};
  QCOMPARE(second, (std::set<StageKind>{StageKind::Pretrain, StageKind::Evaluate}));
  QVERIFY(arrays[3].stage == StageKind::Finetune);
  QCOMPARE(arrays[3].nodes, (std::vector<std::size_t>{3, 4, 8, 9}));
  const std::size_t pretrain = arrays[1].stage == StageKind::Pretrain ? 1 : 2;
  QCOMPARE(arrays[3].after, (std::vector<std::size_t>{0, pretrain}));
  const std::string dependency = lafs::dependencyOf(arrays[3], {"70", "71", "72"});
  QCOMPARE(dependency, "afterany:70:" + std::string(pretrain == 1 ? "71" : "72"));
}

void TestSlurmArrays::keepsDifferentDemandsApart() {
  StageGraph graph;
  add(graph, StageKind::Landmark, {}, 4);
  add(graph, StageKind::Landmark, {}, 8);
  add(graph, StageKind::Landmark, {}, 4);
  const auto arrays = lafs::slurmArrays(graph, everything(graph), {});
  QCOMPARE(arrays.size(), std::size_t{2});
  QCOMPARE(arrays[0].threads, std::int64_t{4});
  QCOMPARE(arrays[0].nodes, (std::vector<std::size_t>{0, 2}));
}

void TestSlurmArrays::waitsForWhatIsQueuedAlready() {
  StageGraph graph;
  const std::size_t landmark = add(graph, StageKind::Landmark, {});  // done: not waited for
  const std::size_t pretrain = add(graph, StageKind::Pretrain, {landmark});
  const std::size_t finetune = add(graph, StageKind::Finetune, {landmark, pretrain});
  const auto arrays = lafs::slurmArrays(graph, {finetune}, {{pretrain, "12_3"}});
  QCOMPARE(arrays.size(), std::size_t{1});
  QCOMPARE(lafs::dependencyOf(arrays[0], {}), std::string("afterany:12_3"));
}

void TestSlurmArrays::dividesLongArrays() {
  StageGraph graph;
  for (int i = 0; i < 5; ++i) add(graph, StageKind::Landmark, {});
  for (std::size_t i = 0; i < 5; ++i) add(graph, StageKind::Pretrain, {i});
  const auto arrays = lafs::slurmArrays(graph, everything(graph), {}, 2);
  QCOMPARE(arrays.size(), std::size_t{6});
  for (std::size_t i = 0; i < 3; ++i) {
    QVERIFY(arrays[i].nodes.size() <= 2);
    QCOMPARE(arrays[3 + i].after, (std::vector<std::size_t>{i}));  // only of its own part
  }
}

/// Whatever the graph: each stage once, and each array after every array that it reads from.
void TestSlurmArrays::keepsTheOrderOfAnyGraph() {
  const StageKind kinds[] = {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune,
                             StageKind::Evaluate};
  std::uint32_t state = 7;
  const auto draw = [&state](std::size_t below) {
    state = state * 1664525u + 1013904223u;
    return (state >> 8) % below;
  };
  for (int round = 0; round < 200; ++round) {
    StageGraph graph;
    for (std::size_t node = 0; node < 30; ++node) {
      std::set<std::size_t> inputs;
      for (std::size_t i = 0; node > 0 && i < draw(4); ++i) inputs.insert(draw(node));
      add(graph, kinds[draw(4)], {inputs.begin(), inputs.end()}, 1 + draw(2));
    }
    const auto arrays = lafs::slurmArrays(graph, everything(graph), {}, 5);
    std::map<std::size_t, std::size_t> home;
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      for (const std::size_t node : arrays[i].nodes) QVERIFY(home.emplace(node, i).second);
    }
    QCOMPARE(home.size(), graph.nodes.size());
    for (std::size_t node = 0; node < graph.nodes.size(); ++node) {
      const auto& after = arrays[home[node]].after;
      for (const std::size_t input : graph.nodes[node].dependencies) {
        QVERIFY(home[input] < home[node]);
        QVERIFY(std::find(after.begin(), after.end(), home[input]) != after.end());
      }
    }
  }
}

QTEST_APPLESS_MAIN(TestSlurmArrays)
#include "test_slurm_arrays.moc"
