// SPDX-License-Identifier: GPL-3.0-or-later
// Rows from run directories in every condition, and a scanner that watches while directories are
// mutated at random: no bad one may hide the others, and each bad one says why.
#include <QAbstractItemModelTester>
#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <fstream>
#include <random>

#include "app/desktop/run_index.h"
#include "app/desktop/run_row_reader.h"
#include "app/desktop/run_row_values.h"
#include "app/desktop/run_scanner.h"
#include "core/config/field_table.h"
#include "core/config/spec_json.h"
#include "core/run/run_note.h"
#include "tests/support/many_runs.h"
#include "widgets/runs/run_column.h"
#include "widgets/runs/run_table_model.h"

using namespace lafs;

namespace {

void overwrite(const std::string& path, const std::string& text) {
  std::ofstream(path, std::ios::binary | std::ios::trunc) << text;
}

RunRowPtr read(const std::string& directory) {
  return readRunRow(directory, {}).row;
}

}  // namespace

class TestRunScanner : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void readsASoundRun() {
    const QTemporaryDir folder;
    const auto runs = test::makeManyRuns(folder.path().toStdString(), 4);
    const RunRowPtr row = read(runs[3]);
    QCOMPARE(row->problem, std::string());
    QCOMPARE(row->state, RunState::Done);
    QCOMPARE(row->experiment, std::string("many-3"));
    QCOMPARE(row->specText("shots"), std::string("2"));
    QCOMPARE(row->specText("seed"), std::string("0"));
    QCOMPARE(row->specText("finetune.train.loss"), std::string("cosface"));
    QCOMPARE(row->metrics.at("accuracy"), 0.503);
    QVERIFY(row->metrics.count("loss") == 1);
    QCOMPARE(row->spark.size(), std::size_t(40));
    QVERIFY(row->spark.front() > row->spark.back());
    test::makeLive(runs[3], 120);
    QCOMPARE(read(runs[3])->state, RunState::Running);
    QCOMPARE(read(runs[3])->progress.step, std::int64_t(120));
  }

  void notesAreSeenAndKept() {
    const QTemporaryDir folder;
    const auto runs = test::makeManyRuns(folder.path().toStdString(), 1);
    const ReadRun before = readRunRow(runs[0], {});
    QVERIFY(before.row->note.empty());
    writeNote(RunPaths(runs[0]), {"the good one\nof two", {"figure-3", "baseline"}});
    const ReadRun after = readRunRow(runs[0], before);
    QVERIFY(!(after.stamps == before.stamps));  // so that a scan takes notice
    QCOMPARE(after.row->note, std::string("the good one\nof two"));
    QCOMPARE(after.row->tags, std::string("baseline figure-3"));
    QCOMPARE(cellValue(*after.row, "remark").text, QString("the good one"));
    const std::string index = folder.filePath("index").toStdString();
    saveRunIndex(index, folder.path().toStdString(), {{runs[0], after}});
    const auto loaded = loadRunIndex(index, folder.path().toStdString());
    QCOMPARE(loaded.at(runs[0]).row->tags, after.row->tags);
  }

  void theQuickReadingEqualsTheParser() {
    // One field of each kind away from its default; a comment makes the parser read it.
    const QTemporaryDir folder;
    ExperimentSpec spec;
    spec.name = "a b";
    spec.seed = 7;
    spec.data.root = "/data/faces";
    spec.finetune.subset.shots = 4;
    spec.model.dim = 96;
    spec.pretrain.globalScale = {0.3, 0.9};
    spec.pretrain.perturbationShared = false;
    spec.evaluate.protocols = {"frontal", "profile"};
    spec.finetune.train.learningRate = 5e-4;
    const std::string plain = folder.filePath("plain.yaml").toStdString();
    const std::string parsed = folder.filePath("parsed.yaml").toStdString();
    overwrite(plain, toYaml(spec));
    overwrite(parsed, "# by hand\n" + toYaml(spec));
    const SpecReading quick = readSpecValues(plain);
    const SpecReading full = readSpecValues(parsed);
    QCOMPARE(*quick.values, *full.values);
    QCOMPARE(quick.name, std::string("a b"));
    QCOMPARE(full.name, quick.name);
    const ExperimentSpec defaults;
    for (const SpecField& field : specFields()) {
      const auto found = full.values->find(field.path());
      const std::string value = found == full.values->end() ? field.text(defaults) : found->second;
      QCOMPARE(value, field.text(spec));
    }
  }

  void saysWhatIsWrong_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("says");
    QTest::newRow("newer") << "stage.json"
                           << R"({"format": 99})"
                           << "newer program";
    QTest::newRow("damaged stage") << "stage.json"
                                   << "{\"format\": 1, \"stage"
                                   << "damaged";
    QTest::newRow("stage is a list") << "stage.json"
                                     << "[]"
                                     << "damaged";
    QTest::newRow("no stage") << "stage.json"
                              << "-"
                              << "half-written";
    QTest::newRow("no spec") << "spec.yaml"
                             << "-"
                             << "half-written";
    QTest::newRow("damaged spec") << "spec.yaml"
                                  << "a: [1, \n b"
                                  << "spec.yaml";
    QTest::newRow("damaged status") << "status.json"
                                    << "{\"state\": \"run"
                                    << "status.json";
  }
  void saysWhatIsWrong() {
    QFETCH(QString, file);
    QFETCH(QString, text);
    QFETCH(QString, says);
    const QTemporaryDir folder;
    const std::string run = test::makeManyRuns(folder.path().toStdString(), 1).front();
    const std::string path = run + "/" + file.toStdString();
    if (text == "-") {
      QFile::remove(QString::fromStdString(path));
      // Long since made: a directory that is being made just now is no problem.
      QProcess::execute("touch", {"-d", "2020-01-01", QString::fromStdString(run)});
    } else {
      overwrite(path, text.toStdString());
    }
    const RunRowPtr row = read(run);
    QVERIFY2(QString::fromStdString(row->problem).contains(says), row->problem.c_str());
  }

  void foreignDirectoriesAreOneRowEach() {
    const QTemporaryDir folder;
    test::makeManyRuns(folder.path().toStdString(), 3);
    QDir(folder.path()).mkpath("holiday pictures/2024");
    QDir(folder.path()).mkpath(".plans");
    RunScanner scanner(folder.path(), folder.filePath(".index"));
    scanner.start();
    QTRY_VERIFY(scanner.runs()->complete);
    QCOMPARE(scanner.runs()->rows.size(), std::size_t(4));
    const RunRowPtr foreign = scanner.findByName("holiday pictures");
    QVERIFY(foreign);
    QVERIFY(QString::fromStdString(foreign->problem).contains("not a run"));
  }

  void theIndexGivesTheSameRows() {
    const QTemporaryDir folder;
    const std::string runs = folder.path().toStdString();
    std::map<std::string, ReadRun> rows;
    for (const std::string& run : test::makeManyRuns(runs, 20)) rows[run] = readRunRow(run, {});
    const std::string file = folder.filePath(".index").toStdString();
    saveRunIndex(file, runs, rows);
    const auto loaded = loadRunIndex(file, runs);
    QCOMPARE(loaded.size(), rows.size());
    for (const auto& [directory, was] : rows) {
      const ReadRun& now = loaded.at(directory);
      QVERIFY(now.stamps == was.stamps);
      QCOMPARE(now.row->metrics, was.row->metrics);
      QCOMPARE(*now.row->spec, *was.row->spec);
      QCOMPARE(now.row->spark, was.row->spark);
      QCOMPARE(now.row->state, was.row->state);
      QCOMPARE(now.row->progress.steps, was.row->progress.steps);
    }
    QVERIFY(loadRunIndex(file, "/elsewhere").empty());
    QFile index(QString::fromStdString(file));
    QVERIFY(index.open(QIODevice::ReadWrite));
    index.resize(index.size() / 2);
    QVERIFY(loadRunIndex(file, runs).size() < rows.size());
    overwrite(file, "nonsense");
    QVERIFY(loadRunIndex(file, runs).empty());
  }

  void everyDamageIsOneRowWithItsReason_data() {
    QTest::addColumn<int>("damage");
    const char* names[] = {"stage cut off", "garbage",         "spec deleted",
                           "newer version", "status gone bad", "replaced by a file"};
    for (int i = 0; i < 6; ++i) QTest::newRow(names[i]) << i;
  }
  void everyDamageIsOneRowWithItsReason() {
    QFETCH(int, damage);
    const QTemporaryDir folder;
    const auto runs = test::makeManyRuns(folder.path().toStdString(), 9);
    RunScanner scanner(folder.path(), folder.filePath(".index"));
    RunTableModel table;
    QAbstractItemModelTester tester(&table, QAbstractItemModelTester::FailureReportingMode::QtTest);
    table.setColumns({"name", "state", "remark"});
    connect(&scanner, &RunScanner::changed, &table, [&] { table.setRuns(scanner.runs()->rows); });
    scanner.start();
    QTRY_VERIFY(scanner.runs()->complete);
    QCOMPARE(table.runCount(), 9);
    const QString victim = QString::fromStdString(runs[4]);
    const std::string file = runs[4] + "/";
    switch (damage) {
      case 0:
        QVERIFY(QFile::resize(victim + "/stage.json", 9));
        break;
      case 1:
        overwrite(file + "stage.json", std::string("\x00\xff\x7f{{[", 6));
        break;
      case 2:
        QVERIFY(QFile::remove(victim + "/spec.yaml"));
        break;
      case 3:
        overwrite(file + "stage.json", R"({"format": 1000000})");
        break;
      case 4:
        overwrite(file + "status.json", "[1, 2");
        break;
      default:
        QVERIFY(QDir(victim).removeRecursively());
        overwrite(runs[4], "not a directory");
        break;
    }
    scanner.poke();
    QTRY_VERIFY(scanner.find(victim) && !scanner.find(victim)->problem.empty());
    // One line for it, which says why; the others are what they were.
    QCOMPARE(table.runCount(), 9);
    int broken = 0;
    for (int row = 0; row < table.rowCount(); ++row) {
      const RunRowPtr run = table.run(row);
      if (!run || run->problem.empty()) continue;
      ++broken;
      QCOMPARE(QString::fromStdString(run->directory), victim);
      QCOMPARE(table.index(row, 1).data().toString(), QString("problem"));
      QCOMPARE(table.index(row, 2).data().toString(), QString::fromStdString(run->problem));
    }
    QCOMPARE(broken, 1);
  }

  void watchesWhileDirectoriesAreMutated() {
    const QTemporaryDir folder;
    const auto runs = test::makeManyRuns(folder.path().toStdString(), 24, 200);
    RunScanner scanner(folder.path(), folder.filePath(".index"));
    scanner.start();
    QTRY_VERIFY(scanner.runs()->complete);
    // The first four are left alone and must stay what they are throughout.
    std::mt19937 random(20260131);
    const auto pick = [&random](std::size_t count) { return random() % count; };
    const char* files[] = {"spec.yaml",
                           "stage.json",
                           "status.json",
                           "metrics.jsonl",
                           "results/metrics.json",
                           "claims/000001.json",
                           "control/stop",
                           "claims",
                           "results"};
    for (int round = 0; round < 400; ++round) {
      const std::string& run = runs[4 + pick(runs.size() - 4)];
      const QString path = QString::fromStdString(run + "/" + files[pick(std::size(files))]);
      switch (pick(6)) {
        case 0:
          QFile::remove(path);
          break;
        case 1:
          overwrite(path.toStdString(), std::string(pick(4000), char(pick(256))));
          break;
        case 2: {
          QFile file(path);
          if (file.open(QIODevice::ReadWrite) && file.size() > 0) file.resize(pick(file.size()));
          break;
        }
        case 3: {
          QFile file(path);
          if (file.open(QIODevice::ReadWrite) && file.size() > 0) {
            file.seek(pick(file.size()));
            file.putChar(char(pick(256)));
          }
          break;
        }
        case 4:
          QDir(path).removeRecursively();
          break;
        default:
          QDir().mkpath(path);
          break;
      }
      if (round % 20 == 0) scanner.poke();
      if (round % 10 == 0) QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    }
    QSignalSpy looked(&scanner, &RunScanner::changed);
    scanner.poke();
    QTRY_VERIFY(looked.count() > 0 && scanner.runs()->complete);
    QCOMPARE(scanner.runs()->rows.size(), runs.size());
    for (int i = 0; i < 4; ++i) {
      const RunRowPtr row = scanner.find(QString::fromStdString(runs[static_cast<std::size_t>(i)]));
      QVERIFY(row);
      QCOMPARE(row->problem, std::string());
      QCOMPARE(row->state, RunState::Done);
    }
    int broken = 0;
    for (const RunRowPtr& row : scanner.runs()->rows) broken += row->problem.empty() ? 0 : 1;
    QVERIFY2(broken > 5, "the mutations broke next to nothing: they test nothing");
  }
};

QTEST_GUILESS_MAIN(TestRunScanner)
#include "test_run_scanner.moc"
