// SPDX-License-Identifier: GPL-3.0-or-later
// The filter language against a plain reading of each line, and the table model: filter, sorting,
// seed groups against a plain mean and standard deviation, and order that stays while values move.
#include <QAbstractItemModelTester>
#include <QHeaderView>
#include <QSignalSpy>
#include <QTest>
#include <cmath>

#include "widgets/runs/run_filter.h"
#include "widgets/runs/run_table_model.h"
#include "widgets/runs/run_table_view.h"
#include "widgets/runs/runs_panel.h"

using namespace lafs;

namespace {

std::shared_ptr<RunRow> makeRow(int number, const std::string& alpha, const std::string& shots,
                                RunState state, const std::string& seed = "0") {
  auto row = std::make_shared<RunRow>();
  row->name = runName(StageKind::Finetune, std::string(15, '0') + char('a' + number));
  row->identity = parseRunName(row->name);
  row->directory = "/runs/" + row->name;
  row->state = state;
  row->experiment = number % 2 == 0 ? "lafs base" : "dino";
  row->spec = std::make_shared<const SpecValues>(SpecValues{
      {"pretrain.perturbation_alpha", alpha}, {"finetune.subset.shots", shots}, {"seed", seed}});
  row->progress.step = 10 * number;
  row->progress.steps = 100;
  row->metrics["loss"] = 1.0 + number;
  return row;
}

std::vector<RunRowPtr> sample() {
  return {makeRow(0, "2", "1", RunState::Done), makeRow(1, "2", "4", RunState::Failed),
          makeRow(2, "5", "4", RunState::Running), makeRow(3, "0", "10", RunState::Failed)};
}

QStringList namesOf(const RunTableModel& model) {
  QStringList names;
  for (int row = 0; row < model.rowCount(); ++row) {
    const RunRowPtr run = model.run(row);
    names << (run ? QString(run->name.back()) : QString("group"));
  }
  return names;
}

}  // namespace

class TestRunTable : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void filters_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("passing");
    QTest::newRow("nothing") << ""
                             << "abcd";
    QTest::newRow("the issue's own") << "alpha==2 && shots<=4 && state:failed"
                                     << "b";
    QTest::newRow("alias or path") << "pretrain.perturbation_alpha == 5"
                                   << "c";
    QTest::newRow("or") << "alpha==0 || alpha==5"
                        << "cd";
    QTest::newRow("and binds tighter") << "alpha==5 || alpha==2 && shots==1"
                                       << "ac";
    QTest::newRow("brackets") << "(alpha==5 || alpha==2) && shots==4"
                              << "bc";
    QTest::newRow("not") << "!state:failed"
                         << "ac";
    QTest::newRow("words") << "not state:failed and shots<2"
                           << "a";
    QTest::newRow("bare word") << "DINO"
                               << "bd";
    QTest::newRow("two bare words mean both") << "dino finetune"
                                              << "bd";
    QTest::newRow("metric") << "loss > 2.5"
                            << "cd";
    QTest::newRow("metric nobody has") << "accuracy > 0"
                                       << "";
    QTest::newRow("quoted") << "experiment:\"lafs base\""
                            << "ac";
    QTest::newRow("default of a field") << "finetune.train.loss==cosface"
                                        << "abcd";
    QTest::newRow("progress is a share") << "progress>=0.2"
                                         << "cd";
    QTest::newRow("unequal") << "alpha != 2"
                             << "cd";
  }
  void filters() {
    QFETCH(QString, line);
    QFETCH(QString, passing);
    const RunFilter filter(line);
    QCOMPARE(filter.error(), QString());
    QString found;
    for (const RunRowPtr& row : sample()) {
      if (filter.accepts(*row)) found += row->name.back();
    }
    QCOMPARE(found, passing);
  }

  void mistakesInFilters_data() {
    QTest::addColumn<QString>("line");
    QTest::addColumn<QString>("says");
    QTest::newRow("near a field") << "alphaa==2"
                                  << "alpha";
    QTest::newRow("open bracket") << "(alpha==2"
                                  << ")";
    QTest::newRow("no value") << "alpha=="
                              << "needs a value";
    QTest::newRow("no name") << "== 2"
                             << "name";
    QTest::newRow("open quote") << "name:\"x"
                                << "quote";
    QTest::newRow("foreign sign") << "alpha ~ 2"
                                  << "~";
    QTest::newRow("half a line") << "alpha==2 &&"
                                 << "end";
  }
  void mistakesInFilters() {
    QFETCH(QString, line);
    QFETCH(QString, says);
    const RunFilter filter(line);
    QVERIFY2(filter.error().contains(says), qPrintable(filter.error()));
    for (const RunRowPtr& row : sample()) QVERIFY(filter.accepts(*row));
  }

  void sortsWithMissingLast() {
    RunTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    auto rows = sample();
    auto without = makeRow(4, "2", "2", RunState::Queued);
    without->metrics.clear();
    rows.push_back(without);
    model.setColumns({"name", "loss"});
    model.setRuns(rows);
    model.sort(1, Qt::DescendingOrder);
    QCOMPARE(namesOf(model), QStringList({"d", "c", "b", "a", "e"}));
    model.sort(1, Qt::AscendingOrder);
    QCOMPARE(namesOf(model), QStringList({"a", "b", "c", "d", "e"}));
    model.setFilter(RunFilter("alpha==2"));
    QCOMPARE(namesOf(model), QStringList({"a", "b", "e"}));
    QCOMPARE(model.passedCount(), 3);
  }

  void linesStayWhileValuesMove() {
    RunTableModel model;
    model.setColumns({"name", "loss"});
    auto rows = sample();
    model.setRuns(rows);
    model.sort(1, Qt::AscendingOrder);
    const QPersistentModelIndex second(model.index(1, 0));
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy moved(&model, &QAbstractItemModel::layoutChanged);
    auto better = std::make_shared<RunRow>(*rows[2]);
    better->metrics["loss"] = 0.1;  // would sort first
    rows[2] = better;
    model.setRuns(rows);
    QCOMPARE(moved.count(), 0);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(changed.first().first().toModelIndex().row(), 2);
    QCOMPARE(namesOf(model), QStringList({"a", "b", "c", "d"}));
    rows.erase(rows.begin());
    model.setRuns(rows);
    QCOMPARE(namesOf(model), QStringList({"c", "b", "d"}));
    QCOMPARE(model.run(second.row())->name.back(), 'b');
  }

  void foldsSeedsIntoMeanAndStd() {
    RunTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    std::vector<RunRowPtr> rows;
    const double losses[] = {0.5, 0.7, 0.9};
    for (int seed = 0; seed < 3; ++seed) {
      auto row = makeRow(seed, "2", "4", RunState::Done, std::to_string(seed));
      row->metrics["loss"] = losses[seed];
      rows.push_back(row);
    }
    rows.push_back(makeRow(3, "5", "4", RunState::Done));
    model.setColumns({"name", "loss", "alpha", "seed"});
    model.setRuns(rows);
    QCOMPARE(namesOf(model), QStringList({"group", "d"}));
    // mean 0.7, sample standard deviation sqrt((0.04 + 0 + 0.04) / 2) = 0.2
    QCOMPARE(model.index(0, 1).data().toString(), QString::fromUtf8("0.7 ± 0.2 (n = 3)"));
    QCOMPARE(model.index(0, 2).data().toString(), QString("2"));
    QCOMPARE(model.index(0, 3).data().toString(), QString());
    QCOMPARE(static_cast<int>(model.runsAt(0).size()), 3);
    model.toggleGroup(0);
    QCOMPARE(namesOf(model), QStringList({"group", "a", "b", "c", "d"}));
    model.setGrouped(false);
    QCOMPARE(namesOf(model), QStringList({"a", "b", "c", "d"}));
  }

  void anEvaluationShowsItsAccuracyAndATrainingNone() {
    std::vector<RunRowPtr> rows;
    for (int seed = 0; seed < 2; ++seed) {
      auto row = makeRow(seed, "2", "4", RunState::Done, std::to_string(seed));
      row->name = runName(StageKind::Evaluate, std::string(15, '0') + char('a' + seed));
      row->identity = parseRunName(row->name);
      row->metrics = {{"accuracy", 0.1},
                      {"frontal.accuracy", 0.5 + 0.1 * seed},
                      {"frontal.tar@0.01", 0.2},
                      {"profile.accuracy", 0.9}};
      rows.push_back(row);
    }
    rows.push_back(makeRow(2, "2", "4", RunState::Done));
    RunTableModel model;
    model.setColumns({"name", "result"});
    model.setGrouped(false);
    model.setRuns(rows);
    QCOMPARE(model.index(0, 1).data().toString(), QString("50.00 % frontal"));
    QCOMPARE(model.index(1, 1).data().toString(), QString("60.00 % frontal"));
    QCOMPARE(model.index(2, 1).data().toString(), QString());
    model.setFilter(RunFilter("result>55"));
    QCOMPARE(namesOf(model), QStringList({"b"}));
    model.setFilter(RunFilter(""));
    model.setGrouped(true);
    QCOMPARE(model.index(0, 1).data().toString(), QString::fromUtf8("55 ± 7.1 (n = 2)"));
  }

  void groupsFollowRunsThatComeAndGo() {
    // Against a model that has seen nothing before: what is remembered must not show.
    std::vector<RunRowPtr> all;
    for (int i = 0; i < 12; ++i) {
      all.push_back(makeRow(i, i % 4 < 2 ? "2" : "5", "4", RunState::Done, std::to_string(12 - i)));
    }
    RunTableModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    const unsigned lists[] = {0xfff, 0x0f3, 0x301, 0xaaa, 0x000, 0xfff, 0xffe};
    for (const unsigned list : lists) {
      std::vector<RunRowPtr> rows;
      for (std::size_t i = 0; i < all.size(); ++i) {
        if ((list >> i & 1) != 0) rows.push_back(all[i]);
      }
      if (list == 0xffe) {  // the directory holds another spec now
        rows[3] = makeRow(4, "0", "4", RunState::Done);
      }
      model.setRuns(rows);
      RunTableModel fresh;
      fresh.setRuns(rows);
      QCOMPARE(namesOf(model), namesOf(fresh));
      for (int row = 0; row < model.rowCount(); ++row) {
        const auto runs = model.runsAt(row);
        QVERIFY(runs == fresh.runsAt(row));
        for (std::size_t i = 1; i < runs.size(); ++i) {
          QVERIFY(cellValue(*runs[i - 1], "seed").number < cellValue(*runs[i], "seed").number);
          QCOMPARE(runs[i]->specText("alpha"), runs[0]->specText("alpha"));
        }
      }
    }
  }

  void brokenRowsJoinNoGroup() {
    RunTableModel model;
    auto first = makeRow(0, "2", "4", RunState::Done);
    auto second = makeRow(1, "2", "4", RunState::Done);
    second->problem = "stage.json is damaged";
    model.setRuns({first, second});
    QCOMPARE(model.rowCount(), 2);
    QCOMPARE(model.index(1, 1).data().toString(), QString("problem"));
  }

  void aPanelKeepsItsLayout() {
    RunsPanel panel;
    panel.setRuns(sample());
    panel.model().setColumns({"name", "alpha"});
    panel.setFilterText("state:failed");
    RunsPanel other;
    other.restoreLayout(panel.saveLayout());
    QCOMPARE(other.model().columns(), QStringList({"name", "alpha"}));
    QCOMPARE(other.filterText(), QString("state:failed"));
    other.restoreLayout("nonsense");
    QCOMPARE(other.model().columns(), QStringList({"name", "alpha"}));
  }

  void columnsGrowWithWhatTheyHold() {
    RunsPanel panel;
    panel.setRuns(sample());
    QHeaderView& header = *panel.table().horizontalHeader();
    const auto column = static_cast<int>(panel.model().columns().indexOf("experiment"));
    QVERIFY(column >= 0);
    const int narrow = header.sectionSize(column);
    auto rows = sample();
    auto longer = makeRow(0, "2", "1", RunState::Done);
    longer->experiment = std::string(40, 'm');
    rows[0] = longer;
    panel.setRuns(rows);
    const int wide = header.sectionSize(column);
    QVERIFY(wide > narrow);
    header.resizeSection(column, narrow);  // by hand: the same content does not undo it
    panel.setRuns(rows);
    QCOMPARE(header.sectionSize(column), narrow);
    panel.setRuns(sample());
    QCOMPARE(header.sectionSize(column), narrow);
  }
};

QTEST_MAIN(TestRunTable)
#include "test_run_table.moc"
