// SPDX-License-Identifier: GPL-3.0-or-later
// Which runs differ in nothing but their seed, what the line of such a group says, and in which
// order lines stand.
#include <QTest>
#include <algorithm>

#include "core/config/field_table.h"
#include "widgets/runs/run_sort_key.h"
#include "widgets/runs/seed_groups.h"

using namespace lafs;

namespace {

RunRow makeRun(int number, SpecValues spec = {}, StageKind stage = StageKind::Finetune) {
  RunRow row;
  row.name = runName(stage, std::string(15, '0') + char('a' + number));
  row.identity = parseRunName(row.name);
  row.directory = "/runs/" + row.name;
  row.state = RunState::Done;
  row.spec = std::make_shared<const SpecValues>(std::move(spec));
  return row;
}

RunRowPtr shared(RunRow row) {
  return std::make_shared<const RunRow>(std::move(row));
}

/// Three seeds; what `change` does to the last one tells it from the others.
template <typename Change>
SeedGroup groupWith(Change change) {
  SeedGroup group;
  for (int seed = 0; seed < 3; ++seed) {
    RunRow row = makeRun(seed, {{"seed", std::to_string(seed)}, {"finetune.subset.shots", "4"}});
    row.experiment = "table 3";
    row.host = "anna";
    row.progress.step = 29;
    row.progress.steps = 100;
    row.metrics["loss"] = 0.5 + 0.2 * seed;
    if (seed == 2) change(row);
    group.runs.push_back(shared(row));
  }
  return group;
}

SeedGroup plainGroup() {
  return groupWith([](RunRow&) {});
}

CellValue textCell(const QString& text) {
  return {text};
}

CellValue numberCell(double number) {
  return {QString::number(number), number};
}

/// The texts of cells, sorted as the table does.
QStringList sorted(QVector<CellValue> cells, Qt::SortOrder order) {
  std::stable_sort(cells.begin(), cells.end(), [order](const CellValue& a, const CellValue& b) {
    return RunSortKey(a).isBefore(RunSortKey(b), order);
  });
  QStringList texts;
  for (const CellValue& cell : cells) texts << cell.text;
  return texts;
}

}  // namespace

class TestSeedGroups : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void seedNameAndMachineTellNoGroupsApart() {
    const std::string key = seedGroupKey(makeRun(0, {{"finetune.subset.shots", "4"}}));
    QVERIFY(!key.empty());
    for (const SpecField& field : specFields()) {
      const bool apart = field.field().changesNumbers && field.path() != "seed";
      SpecValues spec = {{"finetune.subset.shots", "4"}};
      spec[field.path()] = "something else";
      QVERIFY2((seedGroupKey(makeRun(1, spec)) != key) == apart, field.path().c_str());
    }
  }

  void stageAndSubjectTellGroupsApart() {
    const RunRow tuned = makeRun(0);
    QVERIFY(seedGroupKey(makeRun(0, {}, StageKind::Pretrain)) != seedGroupKey(tuned));
    RunRow ofTuned = makeRun(0, {}, StageKind::Evaluate);
    ofTuned.subject = "finetune";
    RunRow ofLandmark = ofTuned;
    ofLandmark.subject = "landmark";
    QVERIFY(seedGroupKey(ofTuned) != seedGroupKey(ofLandmark));
  }

  void whatIsNoRunOfOursHasNoGroup() {
    RunRow damaged = makeRun(0);
    damaged.problem = "stage.json is damaged";
    QCOMPARE(seedGroupKey(damaged), std::string());
    RunRow foreign = makeRun(0);
    foreign.identity.reset();
    QCOMPARE(seedGroupKey(foreign), std::string());
  }

  void keysOfANewListAreThoseOfEachRun() {
    std::vector<RunRowPtr> before;
    for (int i = 0; i < 6; ++i) before.push_back(shared(makeRun(i, {{"seed", "1"}})));
    std::vector<std::string> keysBefore;
    for (const RunRowPtr& run : before) keysBefore.push_back(seedGroupKey(*run));
    // The first has gone, one is new, one has another spec, one a problem, one only went on.
    std::vector<RunRowPtr> now(before.begin() + 1, before.end());
    now.push_back(shared(makeRun(6)));
    now[1] = shared(makeRun(2, {{"finetune.subset.shots", "1"}}));
    RunRow broken = *now[2];
    broken.problem = "damaged";
    now[2] = shared(broken);
    RunRow further = *now[3];
    further.progress.step = 7;
    now[3] = shared(further);
    std::vector<std::string> expected;
    for (const RunRowPtr& run : now) expected.push_back(seedGroupKey(*run));
    QCOMPARE(seedGroupKeys(now, before, keysBefore), expected);
    QCOMPARE(seedGroupKeys(now, {}, {}), expected);
    QCOMPARE(seedGroupKeys({}, before, keysBefore), std::vector<std::string>());
  }

  void keysOfRunsThatStayAreNotMadeAnew() {
    const RunRowPtr stays = shared(makeRun(1));
    RunRow went = *stays;
    went.progress.step = 5;
    const std::vector<RunRowPtr> before = {shared(makeRun(0)), stays};
    QCOMPARE(seedGroupKeys({shared(went)}, before, {"first", "second"}),
             std::vector<std::string>({"second"}));
  }

  void seedsStandInTheirOrder() {
    std::vector<RunRowPtr> runs;
    for (const char* seed : {"10", "9", "0", "9"}) {
      runs.push_back(shared(makeRun(static_cast<int>(runs.size()), {{"seed", seed}})));
    }
    QString order;
    for (const RunRowPtr& run : inOrderOfSeeds(runs)) order += run->name.back();
    QCOMPARE(order, QString("cbda"));  // by size, equal ones as they came
  }

  void saysStageAndCountForAName() {
    const QString name = groupText(plainGroup(), "name");
    QVERIFY2(name.startsWith("finetune") && name.contains('3'), qPrintable(name));
  }

  void saysHowManyAreInWhichState() {
    QCOMPARE(groupText(plainGroup(), "state"), QString("done"));
    const SeedGroup mixed = groupWith([](RunRow& row) { row.state = RunState::Failed; });
    QCOMPARE(groupText(mixed, "state"), QString("2 done, 1 failed"));
    const SeedGroup paused = groupWith([](RunRow& row) { row.paused = true; });
    QCOMPARE(groupText(paused, "state"), QString("2 done, 1 paused"));
  }

  void saysTheMeanOfTheProgress() {
    QCOMPARE(groupText(plainGroup(), "progress"), QString("29 %"));
    const SeedGroup ahead = groupWith([](RunRow& row) { row.progress.step = 59; });
    QCOMPARE(groupText(ahead, "progress"), QString("39 %"));  // of 29, 29 and 59
    const SeedGroup nearly = groupWith([](RunRow& row) { row.progress.steps = 0; });
    QVERIFY(!groupText(nearly, "progress").isEmpty());
    QCOMPARE(groupText({"", {shared(makeRun(0))}}, "progress"), QString());
  }

  void aRunSaysWholePercentsOfItsProgress() {
    for (int step = 1; step <= 100; ++step) {
      RunRow row = makeRun(0);
      row.progress.step = step;
      row.progress.steps = 100;
      QCOMPARE(cellValue(row, "progress").text, QString("%1 %").arg(step));
      QCOMPARE(groupText({"", {shared(row), shared(row)}}, "progress"), QString("%1 %").arg(step));
    }
    RunRow nearly = makeRun(0);
    nearly.progress.step = 999;
    nearly.progress.steps = 1000;
    QCOMPARE(cellValue(nearly, "progress").text, QString("99 %"));  // all is said at the end only
  }

  void meansCountTheRunsThatHaveTheValue() {
    QCOMPARE(groupText(plainGroup(), "loss"), QString::fromUtf8("0.7 ± 0.2 (n = 3)"));
    const SeedGroup two = groupWith([](RunRow& row) { row.metrics.clear(); });
    QCOMPARE(groupText(two, "loss"), QString::fromUtf8("0.6 ± 0.14 (n = 2)"));
    QCOMPARE(groupText(two, "accuracy"), QString());
    const SeedGroup one{"", {plainGroup().runs.front()}};
    QCOMPARE(groupText(one, "loss"), QString("0.5 (n = 1)"));
  }

  void saysWhatAllShareAndNothingWhereTheyDiffer() {
    const SeedGroup group = groupWith([](RunRow& row) { row.host = "otto"; });
    QCOMPARE(groupText(group, "experiment"), QString("table 3"));
    QCOMPARE(groupText(group, "shots"), QString("4"));
    QCOMPARE(groupText(group, "alpha"), QString("2"));  // the default
    QCOMPARE(groupText(group, "host"), QString());
    QCOMPARE(groupText(group, "seed"), QString());
    QCOMPARE(groupText({"", {group.runs.front()}}, "seed"), QString());
  }

  void linesAreSortedBySizeOrByWords_data() {
    QTest::addColumn<QString>("rising");
    QTest::addColumn<QString>("falling");
    QTest::addColumn<QVector<CellValue>>("cells");
    const QVector<CellValue> numbers = {numberCell(10), {}, numberCell(9), numberCell(-1)};
    QTest::newRow("numbers") << "-1 9 10 "
                             << "10 9 -1 " << numbers;
    const QVector<CellValue> texts = {textCell("b"), textCell("C"), {}, textCell("a")};
    QTest::newRow("texts") << "a b C "
                           << "C b a " << texts;
    const QVector<CellValue> mixed = {textCell("auto"), numberCell(4), {}, numberCell(2)};
    QTest::newRow("numbers among words") << "2 4 auto "
                                         << "auto 4 2 " << mixed;
    const QVector<CellValue> none = {{}, {}};
    QTest::newRow("nothing") << " "
                             << " " << none;
  }
  void linesAreSortedBySizeOrByWords() {
    QFETCH(QString, rising);
    QFETCH(QString, falling);
    QFETCH(QVector<CellValue>, cells);
    QLocale::setDefault(QLocale(QLocale::English));
    QCOMPARE(sorted(cells, Qt::AscendingOrder).join(' '), rising);
    QCOMPARE(sorted(cells, Qt::DescendingOrder).join(' '), falling);
  }

  void equalLinesAreBeforeNeither() {
    for (const CellValue& cell : {numberCell(3), textCell("three"), CellValue()}) {
      for (const Qt::SortOrder order : {Qt::AscendingOrder, Qt::DescendingOrder}) {
        QVERIFY(!RunSortKey(cell).isBefore(RunSortKey(cell), order));
      }
    }
  }
};

QTEST_GUILESS_MAIN(TestSeedGroups)
#include "test_seed_groups.moc"
