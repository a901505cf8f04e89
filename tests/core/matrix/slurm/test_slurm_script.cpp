// SPDX-License-Identifier: GPL-3.0-or-later
// The batch script, run by bash with stand-ins for the worker and for Slurm's commands.
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "core/base/error.h"
#include "core/matrix/slurm/slurm_ledger.h"
#include "core/matrix/slurm/slurm_script.h"
#include "core/run/run_status.h"

using lafs::RunStatus;
using lafs::WorkerState;

class TestSlurmScript : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void saysWhatItNeeds();
  void refusesBrokenOptions();
  void leavesTheWorkersCode_data();
  void leavesTheWorkersCode();
  void requeuesWhatWasPreempted_data();
  void requeuesWhatWasPreempted();
  void startsNothingBeforeItsInputs();
  void leavesADoneRunAlone();

 private:
  std::string runs() const { return folder_->path().toStdString() + "/it's 100% mine"; }
  void program(const QString& name, const QString& text) const;
  void status(const std::string& run, WorkerState state, bool stopRequested = false) const;
  /// Task 1 (the pretraining) of the script; what the ledger says then.
  std::optional<lafs::SlurmTaskEnd> runTask();
  QString calls() const;

  std::unique_ptr<QTemporaryDir> folder_;
  lafs::StageGraph graph_;
  lafs::SlurmArray array_;
  lafs::SlurmSettings settings_;
  const std::string landmark_ = "landmark-00000000000000aa";
  const std::string other_ = "pretrain-00000000000000cc";
  const std::string pretrain_ = "pretrain-00000000000000bb";
};

void TestSlurmScript::init() {
  folder_ = std::make_unique<QTemporaryDir>();
  graph_ = lafs::StageGraph();
  for (const std::string& name : {other_, pretrain_}) {
    lafs::StageNode node;
    node.stage = lafs::StageKind::Pretrain;
    node.name = name;
    node.inputs = {{"landmark", landmark_}};
    graph_.nodes.push_back(node);
  }
  array_ = lafs::SlurmArray();
  array_.stage = lafs::StageKind::Pretrain;
  array_.nodes = {0, 1};
  settings_ = lafs::SlurmSettings();
  lafs::SlurmLedger(runs()).create();
  for (const std::string& name : {landmark_, other_, pretrain_}) {
    QVERIFY(QDir().mkpath(QString::fromStdString(runs() + '/' + name)));
  }
  status(landmark_, WorkerState::Done);
  program("scontrol", "exit 1");
  program("squeue", "echo RUNNING");
}

void TestSlurmScript::program(const QString& name, const QString& text) const {
  QFile file(folder_->filePath(name));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(("#!/bin/bash\necho \"" + name + " $*\" >>'" + folder_->filePath("calls") + "'\n" +
              text + '\n')
                 .toUtf8());
  file.setPermissions(file.permissions() | QFile::ExeOwner);
}

void TestSlurmScript::status(const std::string& run, WorkerState state, bool stopRequested) const {
  RunStatus status;
  status.state = state;
  status.stopRequested = stopRequested;
  const lafs::RunPaths paths(runs() + '/' + run);
  lafs::writeStatus(paths, status, lafs::Durability::Heartbeat);
}

std::optional<lafs::SlurmTaskEnd> TestSlurmScript::runTask() {
  const lafs::SlurmPlaces places{runs(), folder_->filePath("worker").toStdString()};
  QFile file(folder_->filePath("script.sh"));
  if (!file.open(QIODevice::WriteOnly)) return {};
  file.write(QByteArray::fromStdString(lafs::slurmScript(graph_, array_, settings_, places)));
  file.close();
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("PATH", folder_->path() + ':' + environment.value("PATH"));
  environment.insert("SLURM_ARRAY_JOB_ID", "12");
  environment.insert("SLURM_ARRAY_TASK_ID", "1");
  process.setProcessEnvironment(environment);
  process.start("bash", {file.fileName()});
  process.waitForFinished();
  const auto end = lafs::SlurmLedger(runs()).endOf("12_1");
  if (end && end->code != process.exitCode()) return {};  // Slurm and the ledger must hear the same
  return end;
}

QString TestSlurmScript::calls() const {
  QFile file(folder_->filePath("calls"));
  return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

void TestSlurmScript::saysWhatItNeeds() {
  array_.threads = 6;
  settings_.partition = "gpu";
  settings_.atOnce = 3;
  settings_.sbatchArguments = {"--gres=gpu:1", "--time=2:00:00"};
  const QString text = QString::fromStdString(
      lafs::slurmScript(graph_, array_, settings_, {"/data/50% runs", "/opt/lafs-worker"}));
  QVERIFY(text.startsWith("#!/bin/bash\n"));
  for (const char* line :
       {"#SBATCH --array=0-1%3\n", "#SBATCH --requeue\n", "#SBATCH --cpus-per-task=6\n",
        "#SBATCH --partition=gpu\n", "#SBATCH --gres=gpu:1\n#SBATCH --time=2:00:00\n",
        "#SBATCH --output=\"/data/50%% runs/.slurm/%A.out\"\n",
        "#SBATCH --job-name=lafs-pretrain\n"}) {
    QVERIFY2(text.contains(line), line);
  }
  QVERIFY(!text.contains(QRegularExpression("@[a-z_]+@")));  // every placeholder was filled
  QCOMPARE(lafs::slurmTasksText(graph_, array_), "0 " + other_ + "\n1 " + pretrain_ + '\n');
}

void TestSlurmScript::refusesBrokenOptions() {
  settings_.sbatchArguments = {"--time=1\nrm -rf /"};
  QVERIFY_EXCEPTION_THROWN(lafs::checkSlurmSettings(settings_), lafs::UserError);
  settings_.sbatchArguments = {"gpu"};
  QVERIFY_EXCEPTION_THROWN(lafs::checkSlurmSettings(settings_), lafs::UserError);
  settings_.sbatchArguments = {"-A project"};
  lafs::checkSlurmSettings(settings_);
}

void TestSlurmScript::leavesTheWorkersCode_data() {
  QTest::addColumn<QString>("worker");
  QTest::addColumn<int>("code");
  QTest::newRow("done") << "exit 0" << 0;
  QTest::newRow("failed") << "exit 1" << 1;
  QTest::newRow("bad spec") << "exit 2" << 2;
  QTest::newRow("killed") << "kill -9 $$" << 137;
}

void TestSlurmScript::leavesTheWorkersCode() {
  QFETCH(QString, worker);
  QFETCH(int, code);
  program("worker", "echo from the worker\n" + worker);
  const auto end = runTask();
  QVERIFY(end.has_value());
  QCOMPARE(end->code, code);
  QVERIFY(end->pid > 0);
  const QString job = QString::fromStdString(runs() + '/' + pretrain_ + "/job.json");
  QCOMPARE(calls(), "worker " + job + '\n');
  QFile log(QString::fromStdString(runs() + '/' + pretrain_ + "/worker.log"));
  QVERIFY(log.open(QIODevice::ReadOnly) && log.readAll().contains("from the worker"));
}

void TestSlurmScript::requeuesWhatWasPreempted_data() {
  QTest::addColumn<bool>("asked");
  QTest::addColumn<QString>("slurm");  // what squeue says of the job
  QTest::addColumn<bool>("requeued");
  QTest::addColumn<int>("code");  // when scontrol refuses
  QTest::newRow("preempted") << false << "echo RUNNING" << true << lafs::kExitPreempted;
  QTest::newRow("no answer") << false << "exit 1" << true << lafs::kExitPreempted;
  QTest::newRow("asked to stop") << true << "echo RUNNING" << false << 75;
  QTest::newRow("Slurm ends it") << false << "echo COMPLETING" << false << 75;
}

void TestSlurmScript::requeuesWhatWasPreempted() {
  QFETCH(bool, asked);
  QFETCH(QString, slurm);
  QFETCH(bool, requeued);
  QFETCH(int, code);
  status(pretrain_, WorkerState::Stopped, asked);
  program("worker", "exit 75");
  program("squeue", slurm);
  const auto end = runTask();
  QVERIFY(end.has_value());
  QCOMPARE(end->code, code);
  QCOMPARE(calls().contains("scontrol requeue 12_1\n"), requeued);
}

void TestSlurmScript::startsNothingBeforeItsInputs() {
  program("worker", "exit 0");
  for (const WorkerState state :
       {WorkerState::Running, WorkerState::Failed, WorkerState::Stopped}) {
    status(landmark_, state);
    const auto end = runTask();
    QVERIFY(end.has_value());
    QCOMPARE(end->code, lafs::kExitNotReady);
  }
  QVERIFY(!calls().contains("worker"));
  QVERIFY(!QFile::exists(QString::fromStdString(runs() + '/' + pretrain_ + "/status.json")));
}

void TestSlurmScript::leavesADoneRunAlone() {
  program("worker", "exit 1");
  status(pretrain_, WorkerState::Done);
  const auto end = runTask();
  QVERIFY(end.has_value());
  QCOMPARE(end->code, 0);
  QVERIFY(calls().isEmpty());
}

QTEST_GUILESS_MAIN(TestSlurmScript)
#include "test_slurm_script.moc"
