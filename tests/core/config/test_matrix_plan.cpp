// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/core/config/experiment_text.h"

using Lines = std::vector<std::string>;

class TestMatrixPlan : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void variesTheFirstAxisSlowest();
  void namesCellsByTheirPoints();
  void zipsFields();
  void seedsAreInnermost();
  void excludesCombinations();
  void includesFurtherCells();
  void overridesFixAnAxis();
  void overridesChangeTheMatrix();
  void reportsMistakes_data();
  void reportsMistakes();

 private:
  lafs::test::ExperimentFolder folder_;
  Lines names(const lafs::Experiment& experiment) {
    Lines all;
    for (const lafs::Cell& cell : experiment.cells) all.push_back(cell.name);
    return all;
  }
};

void TestMatrixPlan::variesTheFirstAxisSlowest() {
  const auto experiment =
      folder_.load("matrix: {axes: {alpha: [0, 2.0], pretrain.epochs: [20, 30]}}\n");
  QCOMPARE(experiment.axes, (Lines{"alpha", "pretrain.epochs"}));
  QCOMPARE(names(experiment), (Lines{"alpha=0 pretrain.epochs=20", "alpha=0 pretrain.epochs=30",
                                     "alpha=2 pretrain.epochs=20", "alpha=2 pretrain.epochs=30"}));
  QCOMPARE(experiment.cells[2].coordinates.at("alpha"), std::string("2"));
  QCOMPARE(experiment.cells[2].spec.pretrain.perturbationAlpha, 2.0);
  QCOMPARE(experiment.cells[3].spec.pretrain.epochs, std::int64_t{30});
}

void TestMatrixPlan::namesCellsByTheirPoints() {
  const auto experiment = folder_.load(
      "matrix:\n"
      "  axes:\n"
      "    method:\n"
      "      LAFS: {pretrain.method: lafs, alpha: 5}\n"
      "      from scratch: {pretrain: {method: none}}\n"
      "      default:\n"
      "    shots: [1, all]\n");
  QCOMPARE(names(experiment),
           (Lines{"LAFS shots=1", "LAFS shots=all", "from scratch shots=1",
                  "from scratch shots=all", "default shots=1", "default shots=all"}));
  QCOMPARE(experiment.cells[0].spec.pretrain.perturbationAlpha, 5.0);
  QCOMPARE(experiment.cells[2].spec.pretrain.method, std::string("none"));
  QCOMPARE(experiment.cells[2].spec.finetune.start, std::string("scratch"));
  QCOMPARE(experiment.cells[4].spec.pretrain.perturbationAlpha, 2.0);
  QCOMPARE(experiment.cells[1].spec.finetune.subset.shots, std::int64_t{0});
}

void TestMatrixPlan::zipsFields() {
  const auto experiment = folder_.load(
      "matrix:\n"
      "  axes: {shuffle: [all, off]}\n"
      "  zip: [{fraction: [0.01, 1], finetune.train.epochs: [80, 34]}]\n");
  QCOMPARE(experiment.cells.size(), std::size_t{4});
  QCOMPARE(experiment.axes, (Lines{"shuffle", "fraction", "finetune.train.epochs"}));
  QCOMPARE(experiment.cells[1].name,
           std::string("shuffle=all fraction=1 finetune.train.epochs=34"));
  QCOMPARE(experiment.cells[2].spec.finetune.train.epochs, std::int64_t{80});
  QCOMPARE(experiment.cells[2].spec.pretrain.shuffle, std::string("off"));
}

void TestMatrixPlan::seedsAreInnermost() {
  const auto counted = folder_.load("matrix: {axes: {alpha: [0, 2]}, seeds: 2}\n");
  QCOMPARE(names(counted),
           (Lines{"alpha=0 seed=0", "alpha=0 seed=1", "alpha=2 seed=0", "alpha=2 seed=1"}));
  const auto listed = folder_.load("matrix: {seeds: [7, 11]}\n");
  QCOMPARE(names(listed), (Lines{"seed=7", "seed=11"}));
  QCOMPARE(listed.cells[1].spec.seed, std::int64_t{11});
}

void TestMatrixPlan::excludesCombinations() {
  const auto experiment = folder_.load(
      "matrix:\n"
      "  axes: {alpha: [0, 2, 5], method: {A: {}, B: {}}}\n"
      "  exclude: [{method: A, alpha: [2.0, 5]}, {alpha: 0, method: B}]\n");
  QCOMPARE(names(experiment), (Lines{"alpha=0 A", "alpha=2 B", "alpha=5 B"}));
}

void TestMatrixPlan::includesFurtherCells() {
  const auto experiment = folder_.load(
      "matrix:\n"
      "  axes: {method: {A: {pretrain.method: lafs}}, alpha: [0]}\n"
      "  seeds: [3]\n"
      "  include:\n"
      "    - {method: A, alpha: 9, name: strong}\n"
      "    - {method: other, pretrain.method: dino, beta: 1, seed: 4}\n");
  QCOMPARE(names(experiment), (Lines{"A alpha=0 seed=3", "strong seed=3",
                                     "other seed=4 pretrain.method=dino beta=1"}));
  QCOMPARE(experiment.cells[1].spec.pretrain.perturbationAlpha, 9.0);
  QCOMPARE(experiment.cells[1].spec.seed, std::int64_t{3});
  QCOMPARE(experiment.cells[2].spec.pretrain.method, std::string("dino"));
  QCOMPARE(experiment.axes, (Lines{"method", "alpha", "seed", "pretrain.method", "beta"}));
}

void TestMatrixPlan::overridesFixAnAxis() {
  const char* text =
      "matrix:\n"
      "  axes: {alpha: [0, 2, 5]}\n"
      "  exclude: [{alpha: 5}]\n"
      "  seeds: 3\n";
  const auto experiment = folder_.load(text, {"alpha=7", "seed=9"});
  QCOMPARE(names(experiment), Lines{"alpha=7 seed=9"});
  QCOMPARE(experiment.cells[0].spec.pretrain.perturbationAlpha, 7.0);
  const Lines zipped =
      folder_.problems("matrix: {zip: [{alpha: [0, 2], beta: [0, 1]}]}\n", {"alpha=1"});
  QCOMPARE(zipped.size(), std::size_t{1});
  QVERIFY(zipped[0].rfind("--set alpha=1: matrix: alpha varies together", 0) == 0);
}

void TestMatrixPlan::overridesChangeTheMatrix() {
  const char* text = "matrix: {axes: {pretrain.epochs: [20, 30]}}\n";
  QCOMPARE(folder_.load(text, {"matrix.axes.pretrain.epochs=[11]", "matrix.seeds=2"}).cells.size(),
           std::size_t{2});
  QCOMPARE(folder_.load(text, {"matrix.axes.alpha=[0, 1, 2]"}).cells.size(), std::size_t{6});
  folder_.write("base.yaml", text);
  QCOMPARE(folder_.load("extends: base.yaml\nmatrix: null\n").cells.size(), std::size_t{1});
}

void TestMatrixPlan::reportsMistakes_data() {
  QTest::addColumn<QString>("matrix");
  QTest::addColumn<QString>("start");
  const auto row = [](const char* name, const char* matrix, const char* start) {
    QTest::newRow(name) << matrix << start;
  };
  row("no map", "matrix: 3", "e.yaml:1:9: matrix: found '3', expected axes");
  row("unknown key", "matrix: {axis: {}}",
      "e.yaml:1:10: matrix: unknown key 'axis' (did you mean axes?)");
  row("unknown field", "matrix: {axes: {pretrain.epoch: [1]}}",
      "e.yaml:1:17: matrix: unknown field 'pretrain.epoch' (did you mean pretrain.epochs?)");
  row("value out of range", "matrix: {axes: {alpha: [0, -2]}}",
      "e.yaml:1:28: pretrain.perturbation_alpha: found '-2'");
  row("one value", "matrix: {axes: {alpha: 2}}",
      "e.yaml:1:24: matrix: alpha: found '2', expected a list of values, or named points");
  row("no values", "matrix: {axes: {alpha: []}}", "e.yaml:1:17: matrix: axis alpha has no values");
  row("value twice", "matrix: {axes: {alpha: [2, 2.0]}}", "e.yaml:1:28: matrix: alpha has 2 twice");
  row("axis twice", "matrix: {axes: {alpha: [1], pretrain.perturbation_alpha: [2]}}",
      "e.yaml:1:29: matrix: 'alpha' is an axis twice");
  row("point with an unknown key", "matrix: {axes: {m: {A: {pretrain: {methd: lafs}}}}}",
      "e.yaml:1:36: matrix: unknown key 'pretrain.methd' (did you mean pretrain.method?)");
  row("point with a bad value", "matrix: {axes: {m: {A: {pretrain.method: x}}}}",
      "e.yaml:1:42: pretrain.method: found 'x'");
  row("point that is no map", "matrix: {axes: {m: {A: 3}}}",
      "e.yaml:1:24: matrix: point A: found '3'");
  row("zip of unequal length", "matrix: {zip: [{alpha: [1, 2], beta: [1]}]}",
      "e.yaml:1:32: matrix: zip: beta has 1 values, alpha has 2");
  row("zip that is no list", "matrix: {zip: {alpha: [1]}}",
      "e.yaml:1:15: matrix: zip: found a section");
  row("exclude without axis", "matrix: {axes: {alpha: [1, 2]}, exclude: [{alhpa: 1}]}",
      "e.yaml:1:44: matrix: exclude: 'alhpa' is no axis of this matrix (did you mean alpha?)");
  row("exclude of no value", "matrix: {axes: {alpha: [1, 2]}, exclude: [{alpha: 3}]}",
      "e.yaml:1:51: matrix: exclude: alpha has no value '3' (it has 1, 2)");
  row("exclude of everything", "matrix: {axes: {alpha: [1]}, exclude: [{alpha: 1}]}",
      "e.yaml:1:9: matrix: exclude leaves no cell");
  row("include of nothing", "matrix: {axes: {alpha: [1]}, include: [7]}",
      "e.yaml:1:40: matrix: include: found '7'");
  row("include of an unknown point", "matrix: {axes: {m: {A: {}}}, include: [{m: B}]}",
      "e.yaml:1:44: matrix: include: m has no point 'B'");
  row("seeds", "matrix: {seeds: many}", "e.yaml:1:17: matrix: seeds: found 'many'");
  row("no seeds", "matrix: {seeds: 0}", "e.yaml:1:17: matrix: seeds: found '0'");
  row("the same cell twice", "matrix: {axes: {alpha: [1]}, include: [{alpha: 1}]}",
      "e.yaml:1:9: matrix: two cells are called 'alpha=1'");
  row("far too many", "matrix: {axes: {alpha: [1, 2, 3]}, seeds: 10000}",
      "e.yaml:1:36: matrix: more than 20000 combinations");
}

void TestMatrixPlan::reportsMistakes() {
  QFETCH(QString, matrix);
  QFETCH(QString, start);
  const Lines lines = folder_.problems(matrix.toStdString() + "\n");
  QVERIFY2(lines.size() == 1, lines.empty() ? "no problem" : lines.back().c_str());
  QVERIFY2(lines[0].rfind(start.toStdString(), 0) == 0, lines[0].c_str());
}

QTEST_GUILESS_MAIN(TestMatrixPlan)
#include "test_matrix_plan.moc"
