// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QDirIterator>
#include <QTest>

#include "core/config/spec_json.h"
#include "tests/core/config/experiment_text.h"
#include "tests/support/test_paths.h"

using Lines = std::vector<std::string>;

class TestExperiment : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void takesItsNameFromTheFile();
  void extendsOtherFiles();
  void reportsCircles();
  void reportsMistakesInExtendedFiles();
  void reportsAMissingFile();
  void overridesWin();
  void reportsBadOverrides();
  void presetIsBelowWhatAFileSays();
  void makesRootsAbsolute();
  void keepsReportOptions();
  void everyExperimentOfTheProjectIsGood();
  void paperFilesHoldThePapersNumbers();

 private:
  lafs::test::ExperimentFolder folder_;
};

void TestExperiment::takesItsNameFromTheFile() {
  QCOMPARE(folder_.load("").name, std::string("e"));
  QCOMPARE(folder_.load("name: mine\n").name, std::string("mine"));
  QCOMPARE(folder_.load("").cells.size(), std::size_t{1});
  QCOMPARE(folder_.load("").cells[0].name, std::string("e"));
  QVERIFY(folder_.load("").axes.empty());
}

void TestExperiment::extendsOtherFiles() {
  folder_.write("ground.yaml", "name: ground\nseed: 1\npretrain: {epochs: 20, batch_size: 8}\n");
  folder_.write("middle.yaml", "extends: ground.yaml\nseed: 2\nevaluate: {stages: [pretrain]}\n");
  const auto experiment =
      folder_.load("extends: [middle.yaml]\npretrain: {epochs: 30}\nevaluate: {folds: 5}\n");
  const lafs::ExperimentSpec& spec = experiment.cells.at(0).spec;
  QCOMPARE(experiment.name, std::string("e"));
  QCOMPARE(spec.seed, std::int64_t{2});
  QCOMPARE(spec.pretrain.epochs, std::int64_t{30});
  QCOMPARE(spec.pretrain.batchSize, std::int64_t{8});
  QCOMPARE(spec.evaluate.stages, Lines{"pretrain"});
  QCOMPARE(spec.evaluate.folds, std::int64_t{5});
}

void TestExperiment::reportsCircles() {
  folder_.write("a.yaml", "extends: b.yaml\n");
  folder_.write("b.yaml", "seed: 1\nextends: e.yaml\n");
  const Lines lines = folder_.problems("extends: a.yaml\n");
  QCOMPARE(lines, (Lines{"b.yaml:2:10: extends: 'e.yaml' extends this file itself (break the "
                         "circle)"}));
  QCOMPARE(folder_.problems("extends: e.yaml\n").size(), std::size_t{1});
}

void TestExperiment::reportsMistakesInExtendedFiles() {
  folder_.write("base.yaml", "pretrain: {epochs: none}\n");
  const Lines lines = folder_.problems("extends: base.yaml\npretrain: {epochs: 20}\n");
  QCOMPARE(lines.size(), std::size_t{1});
  QVERIFY(lines[0].rfind("base.yaml:1:20: pretrain.epochs: found 'none'", 0) == 0);
}

void TestExperiment::reportsAMissingFile() {
  const Lines lines = folder_.problems("seed: x\nextends: absent.yaml\n");
  QCOMPARE(lines.size(), std::size_t{2});
  QVERIFY(lines[0].rfind("e.yaml:1:7: seed", 0) == 0);
  QVERIFY(lines[1].rfind("e.yaml:2:10: extends: absent.yaml: cannot be read", 0) == 0);
  QVERIFY_EXCEPTION_THROWN(lafs::loadExperiment("/no/such/file.yaml"), lafs::UserError);
}

void TestExperiment::overridesWin() {
  const auto spec =
      folder_
          .load("seed: 1\npretrain: {epochs: 20}\n",
                {"seed=5", "pretrain.epochs=25", "alpha=0", "evaluate.far_targets=[0.5, 0.25]",
                 "name=\"x: y\"", "shots=all", "evaluate.protocols=[profile]"})
          .cells.at(0)
          .spec;
  QCOMPARE(spec.seed, std::int64_t{5});
  QCOMPARE(spec.pretrain.epochs, std::int64_t{25});
  QCOMPARE(spec.pretrain.perturbationAlpha, 0.0);
  QCOMPARE(spec.evaluate.farTargets, (std::vector<double>{0.5, 0.25}));
  QCOMPARE(spec.evaluate.protocols, Lines{"profile"});
  QCOMPARE(spec.name, std::string("x: y"));
}

void TestExperiment::reportsBadOverrides() {
  QCOMPARE(folder_.problems("", {"pretrain.epoch=3"}),
           Lines{"--set pretrain.epoch=3: unknown key 'pretrain.epoch' (did you mean "
                 "pretrain.epochs?)"});
  QCOMPARE(folder_.problems("", {"seed"}),
           Lines{"--set seed: expected key=value (e.g. --set pretrain.epochs=10)"});
  QCOMPARE(folder_.problems("", {"seed=x"}),
           Lines{"--set seed=x: seed: found 'x', expected whole number, at least 0"});
  QCOMPARE(folder_.problems("", {"evaluate.stages=[a"}).size(), std::size_t{2});
  const Lines rule = folder_.problems("", {"runtime.device=gpu"});
  QCOMPARE(rule.size(), std::size_t{1});
  QVERIFY(rule[0].rfind("--set runtime.device=gpu: runtime.device: found 'gpu'", 0) == 0);
}

void TestExperiment::presetIsBelowWhatAFileSays() {
  const auto spec =
      folder_.load("preset: release\npretrain: {epochs: 12}\n", {"beta=0.5"}).cells.at(0).spec;
  QCOMPARE(spec.pretrain.perturbationAlpha, 5.0);
  QCOMPARE(spec.pretrain.epochs, std::int64_t{12});
  QCOMPARE(spec.finetune.landmarkMode, std::string("trainable"));
  QCOMPARE(spec.finetune.landmarkBeta, 0.5);
  const auto both = folder_.load("matrix: {axes: {preset: [paper, release]}}\n");
  QCOMPARE(both.cells.at(0).spec.pretrain.epochs, std::int64_t{40});
  QCOMPARE(both.cells.at(1).spec.pretrain.epochs, std::int64_t{41});
}

void TestExperiment::makesRootsAbsolute() {
  const auto spec = folder_
                        .load(
                            "data: {source: folder, root: faces/../people}\n"
                            "evaluate: {protocols: [all-pairs]}\n")
                        .cells.at(0)
                        .spec;
  QCOMPARE(QString::fromStdString(spec.data.root), QDir::current().absoluteFilePath("people"));
  QVERIFY(spec.pretrain.data.root.empty());
}

void TestExperiment::keepsReportOptions() {
  QCOMPARE(folder_.load("report: {rows: method, columns: [alpha]}\n").report.dump(),
           std::string(R"({"rows":"method","columns":["alpha"]})"));
  QCOMPARE(folder_.load("", {"report.rows=alpha"}).report.dump(),
           std::string(R"({"rows":"alpha"})"));
  QCOMPARE(folder_.problems("report: 3\n").size(), std::size_t{1});
}

void TestExperiment::everyExperimentOfTheProjectIsGood() {
  QDirIterator files(QString::fromStdString(lafs::test::sourceDir()) + "/experiments", {"*.yaml"},
                     QDir::Files, QDirIterator::Subdirectories);
  int count = 0;
  while (files.hasNext()) {
    const std::string path = files.next().toStdString();
    try {
      lafs::loadExperiment(path, {"data.root=."});
    } catch (const lafs::UserError&) {
      try {
        lafs::loadExperiment(path);  // synthetic faces have no root
      } catch (const lafs::UserError& error) {
        QFAIL(error.what());
      }
    }
    ++count;
  }
  QVERIFY(count >= 3);
}

void TestExperiment::paperFilesHoldThePapersNumbers() {
  const std::string folder = lafs::test::sourceDir() + "/experiments/paper/";
  const auto lafsRun = lafs::loadExperiment(folder + "pretrain_lafs.yaml").cells.at(0).spec;
  QCOMPARE(lafsRun.model.preset, std::string("part-fvit-b"));
  QCOMPARE(lafsRun.pretrain.epochs, std::int64_t{40});
  QCOMPARE(lafsRun.pretrain.headOutputs, std::int64_t{100000});
  QCOMPARE(lafsRun.pretrain.subsetLandmarks, std::int64_t{36});
  QCOMPARE(lafsRun.pretrain.perturbationAlpha, 2.0);
  const auto dino = lafs::loadExperiment(folder + "pretrain_dino.yaml").cells.at(0).spec;
  QCOMPARE(dino.pretrain.localSize, std::int64_t{48});
  QCOMPARE(dino.pretrain.localScale, (std::vector<double>{0.08, 0.4}));
  QCOMPARE(dino.pretrain.shuffle, std::string("off"));
  const auto finetune = lafs::loadExperiment(folder + "finetune.yaml").cells.at(0).spec;
  QCOMPARE(finetune.finetune.train.epochs, std::int64_t{80});
  QCOMPARE(finetune.finetune.train.layerDecay, 0.58);
  QCOMPARE(finetune.finetune.subset.identityFraction, 0.01);
  // The pretraining is shared with the other file.
  QVERIFY(lafs::numbersOf(finetune, "pretrain") == lafs::numbersOf(lafsRun, "pretrain"));
  QVERIFY(lafs::numbersOf(finetune, "landmark") == lafs::numbersOf(lafsRun, "landmark"));
}

QTEST_GUILESS_MAIN(TestExperiment)
#include "test_experiment.moc"
