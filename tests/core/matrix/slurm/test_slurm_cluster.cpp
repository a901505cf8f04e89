// SPDX-License-Identifier: GPL-3.0-or-later
// The executor on a real Slurm cluster that this test starts on loopback, with a worker that counts
// instead of training.
#include <signal.h>

#include <QCoreApplication>
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <memory>
#include <set>

#include "core/matrix/executor.h"
#include "core/matrix/slurm/slurm_emit.h"
#include "core/matrix/slurm/slurm_ledger.h"
#include "core/matrix/slurm/slurm_queue.h"
#include "core/matrix/slurm/slurm_stop.h"
#include "core/run/control_requests.h"
#include "core/run/run_reader.h"
#include "tests/support/slurm_cluster.h"

using lafs::ExecutorEvents;
using lafs::ExecutorResult;
using lafs::RunReader;
using lafs::RunState;
using lafs::SlurmLedger;
using lafs::StageKind;
using lafs::StageNode;
using lafs::StageOutcome;
using lafs::StageState;
using lafs::StopWish;

class TestSlurmCluster : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase();
  void cleanupTestCase() { cluster_.reset(); }
  void init();
  void cleanup();
  void keepsTroubleToItsCell();
  void fillsAMatrixAcrossFollowers();
  void stopsWhenAsked();
  void takesScancelForAStop();
  void followsWhatAScriptSubmitted();
  void refusesWhatTheClusterRefuses();

 private:
  void plan(int seeds);
  ExecutorResult run(ExecutorEvents events = {});
  std::size_t node(StageKind stage, std::size_t seed) const;
  std::string name(StageKind stage, std::size_t seed) const {
    return graph_.nodes[node(stage, seed)].name;
  }
  std::string directory(const std::string& run) const { return runs() + '/' + run; }
  std::string runs() const { return folder_->path().toStdString() + "/runs"; }
  QStringList starts(const std::string& run = {}) const;
  bool hasCounted(const std::string& run, int steps) const;
  /// Wishes `wish` once the stage has counted that far.
  ExecutorEvents wishAfter(const std::string& run, int steps, StopWish wish) const;

  std::unique_ptr<lafs::test::SlurmCluster> cluster_;
  std::unique_ptr<QTemporaryDir> folder_;
  lafs::Experiment experiment_;
  lafs::StageGraph graph_;
  lafs::ExecutorOptions options_;
  QStringList notices_;
};

void TestSlurmCluster::initTestCase() {
  cluster_ = std::make_unique<lafs::test::SlurmCluster>();
  if (cluster_->isMissing()) QSKIP("NOT CHECKED: Slurm is not installed (package slurm-wlm)");
  QVERIFY2(cluster_->isUp(), qPrintable(cluster_->problem()));
}

void TestSlurmCluster::init() {
  folder_ = std::make_unique<QTemporaryDir>();
  notices_.clear();
  for (const char* variable : {"FAKE_FAIL", "FAKE_CRASH", "FAKE_DIE", "FAKE_HANG"}) {
    qunsetenv(variable);
  }
  qputenv("FAKE_STEPS", "8");
  qputenv("FAKE_STEP_MS", "2");
  qputenv("FAKE_TRACE", folder_->filePath("trace.txt").toUtf8());
  options_ = lafs::ExecutorOptions{};
  options_.runsFolder = runs();
  options_.workerBinary = (QCoreApplication::applicationDirPath() + "/fake_worker").toStdString();
  options_.executor = "slurm";
  options_.pollSeconds = 0.02;
  options_.slurm.partition = "lafs";
  options_.slurm.lookSeconds = 0.1;
  options_.slurm.queueSeconds = 0.3;
  options_.slurm.settleSeconds = 0.5;
}

void TestSlurmCluster::cleanup() {
  QProcess::execute("scancel", {"--quiet", "--partition=lafs"});
  if (!QTest::currentTestFailed()) return;
  for (const QString& notice : std::as_const(notices_)) qInfo("%s", qPrintable(notice));
}

void TestSlurmCluster::plan(int seeds) {
  experiment_ = lafs::Experiment{};
  experiment_.name = "test";
  for (int seed = 0; seed < seeds; ++seed) {
    lafs::ExperimentSpec spec;
    spec.model.preset = "mini";
    spec.seed = seed;
    experiment_.cells.push_back({"seed " + std::to_string(seed), {}, spec});
  }
  lafs::DataFingerprints fingerprints(folder_->path().toStdString() + "/fingerprints.json");
  graph_ = lafs::buildStageGraph(experiment_, fingerprints);
  QCOMPARE(graph_.nodes.size(), static_cast<std::size_t>(4 * seeds));
}

ExecutorResult TestSlurmCluster::run(ExecutorEvents events) {
  events.notice = [this](const std::string& text) { notices_ << QString::fromStdString(text); };
  return lafs::runStages(experiment_, graph_, options_, events);
}

std::size_t TestSlurmCluster::node(StageKind stage, std::size_t seed) const {
  for (const std::size_t node : graph_.cellNodes[seed]) {
    if (graph_.nodes[node].stage == stage) return node;
  }
  qFatal("no such stage");
}

QStringList TestSlurmCluster::starts(const std::string& run) const {
  QFile file(folder_->filePath("trace.txt"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QString::fromUtf8(file.readAll())
      .split('\n', Qt::SkipEmptyParts)
      .filter(QString::fromStdString(run));
}

bool TestSlurmCluster::hasCounted(const std::string& run, int steps) const {
  const RunReader reader(directory(run));
  if (reader.snapshot().state != RunState::Running) return false;
  const auto checkpoints = reader.checkpoints();  // these are there at once, unlike the heartbeat
  return !checkpoints.empty() && checkpoints.back().step >= steps;
}

ExecutorEvents TestSlurmCluster::wishAfter(const std::string& run, int steps, StopWish wish) const {
  ExecutorEvents events;
  events.stopWish = [this, run, steps, wish, wished = false]() mutable {
    wished = wished || hasCounted(run, steps);
    return wished ? wish : StopWish::None;
  };
  return events;
}

/// Of six cells one fails, the workers of two are killed or crash, and two are preempted: by a
/// signal to the worker, and by Slurm's word to the script that the time is nearly up.
void TestSlurmCluster::keepsTroubleToItsCell() {
  plan(6);
  const auto pretrain = [this](std::size_t seed) { return name(StageKind::Pretrain, seed); };
  qputenv("FAKE_FAIL", QByteArray::fromStdString(pretrain(1)));
  qputenv("FAKE_DIE", QByteArray::fromStdString(pretrain(2)));
  qputenv("FAKE_CRASH", QByteArray::fromStdString(pretrain(3)));
  qputenv("FAKE_STEPS", "60");
  qputenv("FAKE_STEP_MS", "10");
  std::set<std::size_t> preempted;
  ExecutorEvents events;
  events.stopWish = [&] {  // asked at every turn
    for (const std::size_t seed : {4, 5}) {
      if (preempted.count(seed) > 0 || !hasCounted(pretrain(seed), 2)) continue;
      preempted.insert(seed);
      const auto status = RunReader(directory(pretrain(seed))).snapshot().status;
      const std::string task = SlurmLedger(runs()).tasks().at(pretrain(seed));
      if (seed == 4) ::kill(static_cast<pid_t>(status.process.pid), SIGTERM);
      if (seed == 5) QProcess::execute("scancel", {"-b", "-s", "USR1", task.c_str()});
    }
    return StopWish::None;
  };
  const ExecutorResult result = run(events);
  QCOMPARE(result.exitCode, 1);
  const StageState expected[] = {StageState::Done,   StageState::Failed, StageState::Interrupted,
                                 StageState::Failed, StageState::Done,   StageState::Done};
  for (std::size_t seed = 0; seed < 6; ++seed) {
    const StageOutcome& outcome = result.outcomes[node(StageKind::Pretrain, seed)];
    QVERIFY2(outcome.state == expected[seed],
             (std::to_string(seed) + lafs::stageStateName(outcome.state) + outcome.error).c_str());
    const StageState after =
        expected[seed] == StageState::Done ? StageState::Done : StageState::Blocked;
    QVERIFY(result.outcomes[node(StageKind::Finetune, seed)].state == after);
    QVERIFY(result.outcomes[node(StageKind::Evaluate, seed)].state == after);
  }
  const auto error = [&](std::size_t seed) {
    return QString::fromStdString(result.outcomes[node(StageKind::Pretrain, seed)].error);
  };
  QVERIFY2(error(1).contains("is not finite"), qPrintable(error(1)));
  QVERIFY2(error(2).contains("signal 9"), qPrintable(error(2)));
  QVERIFY2(error(3).contains("cannot load the network"), qPrintable(error(3)));
  QCOMPARE(preempted.size(), std::size_t{2});
  for (const std::size_t seed : {4, 5}) {
    QCOMPARE(starts(pretrain(seed)).size(), 2);  // and the second went on where the first was
    QVERIFY(starts(pretrain(seed)).at(1).section(' ', 1, 1).toInt() >= 2);
  }
  QCOMPARE(notices_.filter("was preempted and ").size(), 2);

  for (const char* variable : {"FAKE_FAIL", "FAKE_DIE", "FAKE_CRASH"}) qunsetenv(variable);
  qputenv("FAKE_STEP_MS", "1");
  const qsizetype before = starts().size();
  QCOMPARE(run().exitCode, 0);
  QCOMPARE(starts().size() - before, 9);  // three stages of three cells, and nothing else
  QVERIFY(starts(pretrain(2)).last().section(' ', 1, 1).toInt() == 30);
}

void TestSlurmCluster::fillsAMatrixAcrossFollowers() {
  plan(3);
  qputenv("FAKE_STEPS", "20");
  qputenv("FAKE_STEP_MS", "20");
  const ExecutorResult left = run(wishAfter(name(StageKind::Landmark, 0), 2, StopWish::Leave));
  QCOMPARE(left.exitCode, 75);
  for (const std::size_t seed : {0, 1, 2}) {  // all at once, before anything was done
    const StageState state = left.outcomes[node(StageKind::Evaluate, seed)].state;
    QCOMPARE(lafs::stageStateName(state), "submitted");
  }
  QCOMPARE(notices_.filter("the jobs stay with Slurm").size(), 1);
  const auto jobs = SlurmLedger(runs()).jobs();
  QCOMPARE(jobs.size(), std::size_t{4});  // an array for each kind

  const ExecutorResult result = run();
  QCOMPARE(result.exitCode, 0);
  QCOMPARE(SlurmLedger(runs()).jobs(), jobs);  // nothing was submitted twice
  QCOMPARE(starts().size(), 12);
  for (const StageOutcome& outcome : result.outcomes) {
    QVERIFY(outcome.state == StageState::Done && outcome.seconds > 0);
  }
  QVERIFY(RunReader(directory(name(StageKind::Evaluate, 2))).result("metrics.json").has_value());

  const ExecutorResult again = run();
  QCOMPARE(again.exitCode, 0);
  QVERIFY(again.outcomes[11].reused);
  QCOMPARE(starts().size(), 12);
  QVERIFY(SlurmLedger(runs()).jobs().empty());  // over, and forgotten
}

void TestSlurmCluster::stopsWhenAsked() {
  plan(2);
  qputenv("FAKE_STEPS", "400");
  qputenv("FAKE_STEP_MS", "20");
  const std::string landmark = name(StageKind::Landmark, 0);
  const ExecutorResult stopped = run(wishAfter(landmark, 2, StopWish::Stop));
  QCOMPARE(stopped.exitCode, 75);
  QVERIFY(stopped.outcomes[node(StageKind::Landmark, 0)].state == StageState::Stopped);
  QVERIFY(RunReader(directory(landmark)).snapshot().status.stopRequested);
  QTRY_VERIFY(lafs::slurm::queue(SlurmLedger(runs()).jobs()).empty());  // not queued again

  // With nobody following, the folder alone says which jobs to take back.
  const std::int64_t before = RunReader(directory(landmark)).checkpoints().back().step;
  const ExecutorEvents later = wishAfter(landmark, static_cast<int>(before) + 1, StopWish::Leave);
  QCOMPARE(run(later).exitCode, 75);
  QCOMPARE(starts(landmark).last().section(' ', 1, 1).toLongLong(), before);
  const auto withdrawn = lafs::cancelWaitingSlurmTasks(runs(), {});
  QCOMPARE(withdrawn.size(), std::size_t{6});
  for (const std::size_t seed : {0, 1}) {
    lafs::makeRequest(lafs::RunPaths(directory(name(StageKind::Landmark, seed))), "stop");
  }
  QTRY_VERIFY_WITH_TIMEOUT(lafs::slurm::queue(SlurmLedger(runs()).jobs()).empty(), 10000);
  QVERIFY(RunReader(directory(landmark)).snapshot().state == RunState::Stopped);
  QVERIFY(
      !QDir(QString::fromStdString(directory(name(StageKind::Pretrain, 0)) + "/claims")).exists());
}

void TestSlurmCluster::takesScancelForAStop() {
  plan(1);
  qputenv("FAKE_STEPS", "400");
  qputenv("FAKE_STEP_MS", "20");
  bool cancelled = false;
  ExecutorEvents events;
  events.stopWish = [&] {
    const std::string landmark = name(StageKind::Landmark, 0);
    if (cancelled || !hasCounted(landmark, 2)) return StopWish::None;
    cancelled = true;
    QProcess::execute("scancel", {SlurmLedger(runs()).tasks().at(landmark).c_str()});
    return StopWish::None;
  };
  const ExecutorResult result = run(events);
  QCOMPARE(result.exitCode, 75);
  QVERIFY(result.outcomes[node(StageKind::Landmark, 0)].state == StageState::Stopped);
  QVERIFY(result.outcomes[node(StageKind::Pretrain, 0)].state == StageState::Blocked);
  QCOMPARE(starts().size(), 1);  // the user took it away: it is not submitted again
}

void TestSlurmCluster::followsWhatAScriptSubmitted() {
  plan(1);
  qputenv("FAKE_STEP_MS", "20");
  const std::string folder = folder_->path().toStdString() + "/scripts with blanks";
  const auto names = lafs::emitSlurmScripts(graph_, options_, folder);
  QCOMPARE(names.size(), std::size_t{4});
  QVERIFY(SlurmLedger(runs()).jobs().empty());
  QProcess submit;
  submit.start(QString::fromStdString(folder + "/submit.sh"), {});
  QVERIFY(submit.waitForFinished());
  QVERIFY2(submit.exitCode() == 0, submit.readAllStandardError().constData());
  const auto jobs = SlurmLedger(runs()).jobs();
  QCOMPARE(jobs.size(), std::size_t{4});

  const ExecutorResult result = run();
  QCOMPARE(result.exitCode, 0);
  QCOMPARE(SlurmLedger(runs()).jobs(), jobs);
  QCOMPARE(starts().size(), 4);
  QVERIFY(lafs::emitSlurmScripts(graph_, options_, folder).empty());  // all done
}

void TestSlurmCluster::refusesWhatTheClusterRefuses() {
  plan(1);
  options_.slurm.partition = "nowhere";
  try {
    run();
    QFAIL("submitted to a partition that does not exist");
  } catch (const lafs::UserError& error) {
    QVERIFY2(QString(error.what()).contains("partition"), error.what());
  }
  options_.slurm.partition = "a b";
  QVERIFY_EXCEPTION_THROWN(run(), lafs::UserError);
  options_.slurm.partition.clear();
  options_.slurm.sbatchArguments = {"gres=gpu:1"};
  QVERIFY_EXCEPTION_THROWN(run(), lafs::UserError);
}

QTEST_GUILESS_MAIN(TestSlurmCluster)
#include "test_slurm_cluster.moc"
