// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "core/config/spec_difference.h"

using lafs::ExperimentSpec;
using lafs::specDifferences;

class TestSpecDifference : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void equalSpecsDifferInNothing() {
    QVERIFY(specDifferences({}).empty());
    QVERIFY(specDifferences({ExperimentSpec()}).empty());
    QVERIFY(specDifferences({ExperimentSpec(), ExperimentSpec(), ExperimentSpec()}).empty());
    QVERIFY(lafs::differenceText({}, {}).empty());
  }

  void namesOnlyTheChangedFields() {
    ExperimentSpec a;
    ExperimentSpec b;
    ExperimentSpec c;
    b.pretrain.perturbationAlpha = 5;
    c.pretrain.batchSize = a.pretrain.batchSize + 1;
    const auto differences = specDifferences({a, b, c});
    QCOMPARE(differences.size(), std::size_t{2});
    QCOMPARE(differences[1].field->path(), std::string("pretrain.perturbation_alpha"));
    QCOMPARE(differences[1].values, (std::vector<std::string>{"2", "5", "2"}));
    QCOMPARE(differences[0].field->path(), std::string("pretrain.batch_size"));
    QCOMPARE(differences[0].values[0], differences[0].values[1]);
  }

  void textsDoWhereThereIsNoSpec() {
    const auto differences =
        specDifferences(2, [](const lafs::SpecField& field, std::size_t i) -> std::string {
          return field.path() == "seed" ? std::to_string(i) : "same";
        });
    QCOMPARE(differences.size(), std::size_t{1});
    QCOMPARE(differences[0].field->path(), std::string("seed"));
    QCOMPARE(differences[0].values, (std::vector<std::string>{"0", "1"}));
  }

  void saysTwoSpecsInAFewWords() {
    ExperimentSpec a;
    ExperimentSpec b;
    b.pretrain.perturbationAlpha = 5;
    b.seed = 7;
    QCOMPARE(QString::fromStdString(lafs::differenceText(a, b)),
             QString("seed 0 \u2192 7, alpha 2 \u2192 5"));
  }

  void leavesOutWhatChangesNoNumber() {
    ExperimentSpec a;
    ExperimentSpec b;
    b.name = "another";
    b.runtime.logSteps = a.runtime.logSteps + 1;
    QCOMPARE(specDifferences({a, b}).size(), std::size_t{2});
    QVERIFY(specDifferences({a, b}, /*numbersOnly=*/true).empty());
  }

  void findsTheRunsOfASeedGroup() {
    ExperimentSpec a;
    ExperimentSpec b;
    b.seed = 3;
    b.name = "seed 3";
    QVERIFY(lafs::sameButSeed(a, b));
    b.pretrain.perturbationAlpha = 5;
    QVERIFY(!lafs::sameButSeed(a, b));
  }

  void labelsRunsByWhatDiffers() {
    std::vector<ExperimentSpec> specs(3);
    specs[1].pretrain.perturbationAlpha = 5;
    specs[2].pretrain.perturbationAlpha = 5;
    const auto labels = lafs::distinguishingLabels(specs, {"a", "b", "c"});
    QCOMPARE(labels, (std::vector<std::string>{"alpha 2", "alpha 5 (b)", "alpha 5 (c)"}));
    specs[1].pretrain.batchSize = specs[2].pretrain.batchSize = specs[0].pretrain.batchSize + 1;
    QCOMPARE(lafs::distinguishingLabels(specs, {"a", "b", "c"}).front(),
             "batch_size " + std::to_string(specs[0].pretrain.batchSize));  // alpha adds nothing
    QCOMPARE(lafs::distinguishingLabels({specs[0], specs[0]}, {"a", "b"}),
             (std::vector<std::string>{"a", "b"}));
  }
};

QTEST_GUILESS_MAIN(TestSpecDifference)
#include "test_spec_difference.moc"
