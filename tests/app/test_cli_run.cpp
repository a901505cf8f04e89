// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QFileInfo>
#include <QRegularExpression>
#include <QSet>
#include <QTest>

#include "tests/app/cli_test.h"

using lafs::Json;

/// The verb `run` and its kin, through the real program and a worker without LibTorch.
class TestCliRun : public lafs::test::CliTest {
  Q_OBJECT

 private Q_SLOTS:
  void init() { prepare(); }
  void runsAndPrintsATable();
  void printsOneJsonDocument();
  void answersFastWhenAllIsDone();
  void plansWithoutRunning();
  void failsWithOneAndRetries();
  void runsOneCellOfAMatrix();
  void executesEachDistinctKeyOnce();
  void writesScriptsForACluster();
  void evaluatesAFile();
  void refusesWrongUse_data();
  void refusesWrongUse();
};

void TestCliRun::runsAndPrintsATable() {
  const Outcome outcome = call({"run", "small.yaml"});
  QCOMPARE(outcome.code, 0);
  QVERIFY(outcome.out.contains("protocol frontal"));
  QVERIFY(outcome.out.contains("75.00 ± 1.00"));
  QVERIFY(outcome.out.contains("TAR@FAR=0.01 %"));
  QVERIFY(outcome.out.contains("5 of 5 stages done (0 reused); runs in runs"));
  QVERIFY(outcome.err.contains("running landmark-"));
  QVERIFY(!outcome.err.contains('\033') && !outcome.err.contains('\r'));  // no terminal
  const QStringList runs = QDir(folder_->filePath("runs")).entryList(QDir::Dirs);
  QCOMPARE(runs.filter(QRegularExpression("^(landmark|pretrain|finetune|evaluate)-[0-9a-f]{16}$"))
               .size(),
           5);
}

void TestCliRun::printsOneJsonDocument() {
  const Outcome outcome = call({"run", "small.yaml", "--json", "--runs", "elsewhere"});
  QCOMPARE(outcome.code, 0);
  const Json json = outcome.json();
  QCOMPARE(json.at("experiment").get<std::string>(), "small");
  QCOMPARE(json.at("stages").size(), std::size_t{5});
  for (const Json& stage : json.at("stages")) {
    QCOMPARE(stage.at("key").get<std::string>().size(), std::size_t{16});
    QCOMPARE(stage.at("state").get<std::string>(), "done");
    QCOMPARE(stage.at("reused").get<bool>(), false);
    QVERIFY(stage.at("seconds").get<double>() > 0);
  }
  QCOMPARE(json.at("results").size(), std::size_t{2});
  QCOMPARE(json.at("results")[1].at("stage").get<std::string>(), "finetune");
  QCOMPARE(json.at("results")[1].at("metrics").at("protocols")[0].at("accuracy").get<double>(),
           0.75);
  QVERIFY(QDir(folder_->filePath("elsewhere")).exists());
}

void TestCliRun::answersFastWhenAllIsDone() {
  QCOMPARE(call({"run", "small.yaml"}).code, 0);
  QElapsedTimer timer;
  timer.start();
  const Outcome again = call({"run", "small.yaml", "--json"}, {"LAFS_WORKER=/nonexistent"});
  QVERIFY(timer.elapsed() < 2000);
  QCOMPARE(again.code, 0);
  const Json json = again.json();
  for (const Json& stage : json.at("stages")) QVERIFY(stage.at("reused").get<bool>());
}

void TestCliRun::plansWithoutRunning() {
  const Outcome before = call({"run", "small.yaml", "--dry-run", "--json"});
  QCOMPARE(before.code, 0);
  QCOMPARE(before.json().at("stages")[0].at("state").get<std::string>(), "queued");
  QVERIFY(!QDir(folder_->filePath("runs")).exists());
  QCOMPARE(call({"run", "small.yaml"}).code, 0);
  const Outcome changed =
      call({"run", "small.yaml", "--dry-run", "--set", "finetune.subset.shots=2"});
  QVERIFY(changed.out.contains("finetune.subset.shots (0 -> 2)"));
  QVERIFY(changed.out.contains("5 stages, 3 reused, 2 to run"));
}

void TestCliRun::failsWithOneAndRetries() {
  const Outcome failed = call({"run", "small.yaml"}, {"FAKE_FAIL=finetune"});
  QCOMPARE(failed.code, 1);
  QVERIFY(failed.err.contains("failed finetune-"));
  QVERIFY(failed.out.contains("is not finite"));
  QCOMPARE(stateOf("finetune"), "failed");
  QVERIFY(call({"status"}).out.contains("is not finite"));
  QCOMPARE(call({"resume", "finetune"}).code, 2);  // a failure is retried, not resumed
  const Outcome retried = call({"retry", "--json"});
  QCOMPARE(retried.code, 0);
  QCOMPARE(retried.json().at("stages").size(), std::size_t{1});
  QCOMPARE(stateOf("finetune"), "done");
  QVERIFY(call({"retry"}).out.contains("nothing to retry"));
}

void TestCliRun::runsOneCellOfAMatrix() {
  QFile file(folder_->filePath("many.yaml"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("model: {preset: mini}\nmatrix: {axes: {shots: [1, 2]}, seeds: 2}\n");
  file.close();
  const Json one = call({"run", "many.yaml", "--cell", "shots=2", "--dry-run", "--json"}).json();
  QCOMPARE(one.at("stages").size(), std::size_t{8});  // four of each of two seeds
  QCOMPARE(one.at("plan").at("cells").get<int>(), 2);
  const Outcome wrong = call({"run", "many.yaml", "--cell", "shots=3"});
  QCOMPARE(wrong.code, 2);
  QVERIFY(wrong.err.contains("did you mean"));
}

/// The plan equals what runs: two files in one, whose cells share their first stages.
void TestCliRun::executesEachDistinctKeyOnce() {
  for (const char* name : {"a", "b"}) {
    QFile file(folder_->filePath(QString(name) + ".yaml"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("model: {preset: mini}\nmatrix: {axes: {shots: [1, ");
    file.write(*name == 'a' ? "2]}}\n" : "4]}}\n");
  }
  QFile both(folder_->filePath("both.yaml"));
  QVERIFY(both.open(QIODevice::WriteOnly));
  both.write("experiments: [a.yaml, b.yaml]\n");
  both.close();
  const Json plan = call({"run", "both.yaml", "--dry-run", "--json"}).json();
  QCOMPARE(plan.at("stages").size(), std::size_t{1 + 1 + 3 + 3});
  const QString trace = folder_->filePath("trace.txt");
  QCOMPARE(call({"run", "both.yaml"}, {"FAKE_TRACE=" + trace}).code, 0);
  QFile starts(trace);
  QVERIFY(starts.open(QIODevice::ReadOnly));
  QSet<QByteArray> runs;
  int count = 0;
  while (!starts.atEnd()) {
    runs.insert(QFileInfo(QString(starts.readLine().split(' ').first())).fileName().toUtf8());
    ++count;
  }
  QCOMPARE(count, 8);
  QSet<QByteArray> planned;
  for (const Json& stage : plan.at("stages")) {
    planned.insert(QByteArray::fromStdString(stage.at("run").get<std::string>()));
  }
  QCOMPARE(runs, planned);
}

/// Needs none of Slurm's commands: what is submitted elsewhere can be written anywhere.
void TestCliRun::writesScriptsForACluster() {
  const Outcome outcome = call({"run", "small.yaml", "--executor", "slurm", "--partition", "gpu",
                                "--sbatch-arg=--gres=gpu:1", "--jobs", "2", "--emit", "scripts"});
  QCOMPARE(outcome.code, 0);
  QVERIFY2(outcome.out.contains("scripts/submit.sh"), qPrintable(outcome.out));
  const QDir scripts(folder_->filePath("scripts"));
  QCOMPARE(scripts.entryList({"*.sh"}, QDir::Files).size(), 6);  // five arrays and submit.sh
  QFile first(scripts.filePath("01-landmark.sh"));
  QVERIFY(first.open(QIODevice::ReadOnly));
  const QByteArray text = first.readAll();
  QVERIFY(text.contains("--partition=gpu\n#SBATCH --gres=gpu:1\n"));
  QVERIFY(text.contains("--array=0-0%2\n"));
  QCOMPARE(stateOf("landmark"), "queued");  // described, and begun by nobody
}

void TestCliRun::evaluatesAFile() {
  QFile file(folder_->filePath("model.safetensors"));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("x");
  file.close();
  const QStringList words = {"evaluate", "model.safetensors", "--protocol",
                             "frontal",  "--protocol",        "profile"};
  const Outcome table = call(words);
  QCOMPARE(table.code, 0);
  QVERIFY(table.out.contains("protocol profile") && table.out.contains("TAR@FAR=0.001 %"));
  const Outcome json = call(words + QStringList{"--json", "--set", "evaluate.tar_rule=floor"});
  QCOMPARE(json.code, 0);
  QCOMPARE(json.json().at("protocols").size(), std::size_t{2});
  // The default protocol is made of synthetic faces; what was asked for counts, not the default.
  const Outcome folder = call({"evaluate", "model.safetensors", "--protocol", "all-pairs", "--set",
                               "data.root=" + folder_->path()});
  QVERIFY2(folder.code == 0, qPrintable(folder.err));
  const Outcome mixed = call({"evaluate", "model.safetensors", "--protocol", "profile", "--set",
                              "data.root=" + folder_->path()});
  QCOMPARE(mixed.code, 2);
  QVERIFY2(mixed.err.contains("profile is made of synthetic faces"), qPrintable(mixed.err));
}

void TestCliRun::refusesWrongUse_data() {
  QTest::addColumn<QStringList>("words");
  QTest::addColumn<QString>("said");
  QTest::newRow("no experiment") << QStringList{"run"} << "EXPERIMENT";
  QTest::newRow("no such file") << QStringList{"run", "none.yaml"} << "none.yaml";
  QTest::newRow("no such field") << QStringList{"run", "small.yaml", "--set", "sed=1"} << "seed";
  QTest::newRow("no data") << QStringList{"run",   "small.yaml",
                                          "--set", "data.source=folder",
                                          "--set", "data.root=nowhere",
                                          "--set", "evaluate.protocols=[all-pairs]"}
                           << "nowhere";
  QTest::newRow("no jobs") << QStringList{"run", "small.yaml", "--jobs", "0"} << "jobs";
  QTest::newRow("no device") << QStringList{"run", "small.yaml", "--device", "gpu"} << "cuda:N";
  QTest::newRow("no executor") << QStringList{"run", "small.yaml", "--executor", "pbs"} << "slurm";
  QTest::newRow("no cluster") << QStringList{"run", "small.yaml", "--partition", "gpu"}
                              << "--executor slurm";
  QTest::newRow("no run") << QStringList{"stop", "pretrain-12"} << "pretrain-12";
  QTest::newRow("no protocol") << QStringList{"evaluate", "small.yaml"} << "--protocol";
  QTest::newRow("no checkpoint") << QStringList{"evaluate", "none", "--protocol", "frontal"}
                                 << "none";
}

void TestCliRun::refusesWrongUse() {
  QFETCH(QStringList, words);
  QFETCH(QString, said);
  const Outcome outcome = call(words);
  QCOMPARE(outcome.code, 2);
  QVERIFY2(outcome.err.contains(said), qPrintable(outcome.err));
  QVERIFY(outcome.out.isEmpty());
}

QTEST_GUILESS_MAIN(TestCliRun)
#include "test_cli_run.moc"
