// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QCoreApplication>
#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <chrono>
#include <memory>
#include <set>
#include <thread>

#include "core/base/error.h"
#include "core/matrix/core_groups.h"
#include "core/matrix/executor.h"
#include "core/matrix/plan_queue.h"
#include "core/matrix/worker_process.h"
#include "core/run/control_requests.h"
#include "core/run/run_reader.h"

using lafs::ExecutorEvents;
using lafs::ExecutorOptions;
using lafs::ExecutorResult;
using lafs::Experiment;
using lafs::ExperimentSpec;
using lafs::RunReader;
using lafs::RunState;
using lafs::StageGraph;
using lafs::StageKind;
using lafs::StageNode;
using lafs::StageOutcome;
using lafs::StageState;
using lafs::StopWish;

/// The executor with a worker that counts instead of training.
class TestExecutor : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void runsEverythingOnceAndReusesIt();
  void runsInSeveralSlots();
  void goesOnPastAFailure();
  void retriesWhatFailed();
  void endsWhenSeveralFailTheSameWay();
  void reportsAWorkerThatSaysNothing();
  void continuesAfterAKill();
  void stopsWhenAskedAndGoesOn();
  void endsAtOnceWhenAskedTwice();
  void stopsThroughItsPlan();
  void startsWhatWaitsInTheOrderAskedFor();
  void waitsForTheWorkerOfAnother();
  void reportsAWorkerThatCannotStart();
  void sharesTheMachine();
  void pinsEachSlotToItsCores();
  void endsAfterSoManyFailures();
  void leavesNothingHalfMadeForOthers();

 private:
  void plan(const std::vector<std::int64_t>& seeds);
  ExecutorResult run(ExecutorEvents events = {});
  std::string directory(std::size_t node) const { return runs() + '/' + graph_.nodes[node].name; }
  std::string runs() const { return folder_->path().toStdString(); }
  /// Index of the first stage of that kind.
  std::size_t first(StageKind stage) const;
  QStringList starts() const;

  std::unique_ptr<QTemporaryDir> folder_;
  Experiment experiment_;
  StageGraph graph_;
  ExecutorOptions options_;
};

void TestExecutor::init() {
  folder_ = std::make_unique<QTemporaryDir>();
  for (const char* variable : {"FAKE_FAIL", "FAKE_CRASH", "FAKE_DIE", "FAKE_HANG"}) {
    qunsetenv(variable);
  }
  qputenv("FAKE_STEPS", "8");
  qputenv("FAKE_STEP_MS", "2");
  qputenv("FAKE_TRACE", folder_->filePath("trace.txt").toUtf8());
  options_ = ExecutorOptions{};
  options_.runsFolder = runs();
  options_.workerBinary = (QCoreApplication::applicationDirPath() + "/fake_worker").toStdString();
  options_.pollSeconds = 0.01;
  plan({0});
}

void TestExecutor::plan(const std::vector<std::int64_t>& seeds) {
  experiment_ = Experiment{};
  experiment_.name = "test";
  for (const std::int64_t seed : seeds) {
    ExperimentSpec spec;
    spec.model.preset = "mini";
    spec.seed = seed;
    experiment_.cells.push_back({"seed " + std::to_string(seed), {}, spec});
  }
  lafs::DataFingerprints fingerprints(runs() + "/.fingerprints.json");
  graph_ = lafs::buildStageGraph(experiment_, fingerprints);
}

ExecutorResult TestExecutor::run(ExecutorEvents events) {
  return lafs::runStages(experiment_, graph_, options_, events);
}

std::size_t TestExecutor::first(StageKind stage) const {
  const auto found = std::find_if(graph_.nodes.begin(), graph_.nodes.end(),
                                  [&](const StageNode& node) { return node.stage == stage; });
  return static_cast<std::size_t>(found - graph_.nodes.begin());
}

QStringList TestExecutor::starts() const {
  QFile file(folder_->filePath("trace.txt"));
  if (!file.open(QIODevice::ReadOnly)) return {};
  return QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
}

void TestExecutor::runsEverythingOnceAndReusesIt() {
  QCOMPARE(graph_.nodes.size(), std::size_t{4});
  const ExecutorResult first = run();
  QCOMPARE(first.exitCode, 0);
  for (const StageOutcome& outcome : first.outcomes) {
    QVERIFY(outcome.state == StageState::Done && !outcome.reused && outcome.seconds > 0);
  }
  QCOMPARE(starts().size(), 4);
  QVERIFY(RunReader(directory(3)).result("metrics.json")->contains("protocols"));

  QElapsedTimer timer;
  timer.start();
  const ExecutorResult again = run();
  QVERIFY(timer.elapsed() < 1000);
  QCOMPARE(again.exitCode, 0);
  for (const StageOutcome& outcome : again.outcomes) {
    QVERIFY(outcome.state == StageState::Done && outcome.reused && outcome.seconds > 0);
  }
  QCOMPARE(starts().size(), 4);
  const auto plans = lafs::readPlans(runs());
  QCOMPARE(plans.size(), std::size_t{1});
  QCOMPARE(plans[0].state, "done");
  QVERIFY(!plans[0].live);
  QCOMPARE(plans[0].stages.size(), std::size_t{4});
}

void TestExecutor::runsInSeveralSlots() {
  plan({0, 1, 2});
  options_.slots = 3;
  options_.devices = {"cuda:0", "cuda:1"};
  qputenv("FAKE_STEP_MS", "20");
  int running = 0;
  int most = 0;
  ExecutorEvents events;
  events.changed = [&](const StageNode&, const StageOutcome& outcome) {
    running += outcome.state == StageState::Running ? 1 : -1;
    most = std::max(most, running);
  };
  QCOMPARE(run(events).exitCode, 0);
  QCOMPARE(most, 3);
  QCOMPARE(starts().size(), 12);
  std::set<std::string> devices;
  for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
    const lafs::Json runtime = RunReader(directory(node)).provenance().at("runtime");
    devices.insert(runtime.at("device").get<std::string>());
  }
  QCOMPARE(devices, (std::set<std::string>{"cuda:0", "cuda:1"}));
}

void TestExecutor::goesOnPastAFailure() {
  plan({0, 1});
  qputenv("FAKE_FAIL", "pretrain");
  QStringList failures;
  ExecutorEvents events;
  events.changed = [&](const StageNode& node, const StageOutcome& outcome) {
    if (outcome.state != StageState::Failed) return;
    failures << QString::fromStdString(node.name + ": " + outcome.error);
  };
  const ExecutorResult result = run(events);
  QCOMPARE(result.exitCode, 1);
  QCOMPARE(failures.size(), 2);  // told when it happened, and the other seed still ran
  QVERIFY(failures[0].contains("is not finite"));
  for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
    const StageKind stage = graph_.nodes[node].stage;
    const StageState expected = stage == StageKind::Landmark   ? StageState::Done
                                : stage == StageKind::Pretrain ? StageState::Failed
                                                               : StageState::Blocked;
    QCOMPARE(lafs::stageStateName(result.outcomes[node].state), lafs::stageStateName(expected));
  }
}

void TestExecutor::retriesWhatFailed() {
  qputenv("FAKE_FAIL", "finetune");
  QCOMPARE(run().exitCode, 1);
  QVERIFY(RunReader(directory(first(StageKind::Finetune))).snapshot().state == RunState::Failed);
  qunsetenv("FAKE_FAIL");
  const ExecutorResult result = run();
  QCOMPARE(result.exitCode, 0);
  QVERIFY(result.outcomes[first(StageKind::Pretrain)].reused);
  QVERIFY(!result.outcomes[first(StageKind::Finetune)].reused);
}

void TestExecutor::endsWhenSeveralFailTheSameWay() {
  plan({0, 1, 2, 3, 4});
  qputenv("FAKE_FAIL", "landmark");
  QString said;
  ExecutorEvents events;
  events.notice = [&](const std::string& text) { said = QString::fromStdString(text); };
  const ExecutorResult result = run(events);
  QCOMPARE(result.exitCode, 1);
  QCOMPARE(starts().size(), 3);
  QVERIFY(said.contains("3 stages failed the same way"));
  const auto notRun = std::count_if(result.outcomes.begin(), result.outcomes.end(),
                                    [](auto& o) { return o.state == StageState::NotRun; });
  QCOMPARE(notRun, 8);  // two seeds were never begun

  options_.sameFailures = 0;
  QCOMPARE(run().exitCode, 1);
  QCOMPARE(starts().size(), 3 + 5);
}

void TestExecutor::reportsAWorkerThatSaysNothing() {
  qputenv("FAKE_CRASH", "landmark");
  const ExecutorResult result = run();
  QCOMPARE(result.exitCode, 1);
  QVERIFY(result.outcomes[0].state == StageState::Failed);
  const QString error = QString::fromStdString(result.outcomes[0].error);
  QVERIFY(error.contains("cannot load the network") && error.contains("exit code 1"));
}

void TestExecutor::continuesAfterAKill() {
  qputenv("FAKE_DIE", "pretrain");
  const std::size_t pretrain = first(StageKind::Pretrain);
  const ExecutorResult killed = run();
  QCOMPARE(killed.exitCode, 1);
  QVERIFY(killed.outcomes[pretrain].state == StageState::Interrupted);
  QVERIFY(killed.outcomes[pretrain].error.find("signal 9") != std::string::npos);
  QVERIFY(RunReader(directory(pretrain)).snapshot().state == RunState::Dead);

  qunsetenv("FAKE_DIE");
  const ExecutorResult result = run();
  QCOMPARE(result.exitCode, 0);
  const QString resumed = starts().at(2);  // landmark, pretrain, pretrain again
  QCOMPARE(resumed.section(' ', 0, 1), QString::fromStdString(directory(pretrain)) + " 4");
  const lafs::MetricsHistory history = RunReader(directory(pretrain)).metrics();
  QCOMPARE(history.rows(), std::size_t{8});
  for (std::size_t row = 0; row < 8; ++row) {
    QCOMPARE(history.step[row], static_cast<std::int64_t>(row));
    QCOMPARE(history.segment[row], static_cast<std::int64_t>(row < 4 ? 0 : 1));
  }
}

void TestExecutor::stopsWhenAskedAndGoesOn() {
  qputenv("FAKE_STEPS", "40");
  qputenv("FAKE_STEP_MS", "20");
  const std::size_t pretrain = first(StageKind::Pretrain);
  ExecutorEvents events;
  events.stopWish = [&] {
    const auto steps = RunReader(directory(pretrain)).checkpoints().size();
    return steps > 1 ? StopWish::Stop : StopWish::None;
  };
  const ExecutorResult stopped = run(events);
  QCOMPARE(stopped.exitCode, 75);
  QVERIFY(stopped.outcomes[pretrain].state == StageState::Stopped);
  QVERIFY(stopped.outcomes[first(StageKind::Finetune)].state == StageState::Blocked);
  const lafs::RunSnapshot snapshot = RunReader(directory(pretrain)).snapshot();
  QVERIFY(snapshot.state == RunState::Stopped);
  QVERIFY(snapshot.status.progress.step >= 2 && snapshot.status.progress.step < 40);
  QCOMPARE(lafs::readPlans(runs()).at(0).state, "stopped");

  qputenv("FAKE_STEP_MS", "0");
  QCOMPARE(run().exitCode, 0);
  QVERIFY(starts().at(2).section(' ', 1, 1).toInt() >= 2);
}

void TestExecutor::endsAtOnceWhenAskedTwice() {
  qputenv("FAKE_HANG", "pretrain");
  const std::size_t pretrain = first(StageKind::Pretrain);
  int asked = 0;
  ExecutorEvents events;
  events.stopWish = [&] {
    if (RunReader(directory(pretrain)).snapshot().state != RunState::Running) return StopWish::None;
    return ++asked < 20 ? StopWish::Stop : StopWish::Kill;
  };
  const ExecutorResult result = run(events);
  QCOMPARE(result.exitCode, 75);
  QVERIFY(result.outcomes[pretrain].state == StageState::Stopped);
  QVERIFY(RunReader(directory(pretrain)).snapshot().state == RunState::Dead);
}

void TestExecutor::stopsThroughItsPlan() {
  qputenv("FAKE_STEPS", "1000");
  qputenv("FAKE_STEP_MS", "10");
  std::thread watcher([this] {
    for (int i = 0; i < 500; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
      const auto plans = lafs::readPlans(runs());
      if (plans.empty() || !plans[0].live) continue;
      if (RunReader(directory(0)).snapshot().state != RunState::Running) continue;
      lafs::requestPlanStop(plans[0]);
      return;
    }
  });
  const ExecutorResult result = run();
  watcher.join();
  QCOMPARE(result.exitCode, 75);
  QVERIFY(result.outcomes[0].state == StageState::Stopped);
}

void TestExecutor::startsWhatWaitsInTheOrderAskedFor() {
  plan({0, 1, 2});
  options_.slots = 1;
  qputenv("FAKE_STEP_MS", "15");
  const std::string last = graph_.nodes[10].name;  // fine-tuning of the third seed
  QVERIFY(graph_.nodes[10].stage == StageKind::Finetune);
  bool asked = false;
  std::vector<lafs::QueuedStage> waiting;
  ExecutorEvents events;
  events.progressed = [&](const StageNode&, const lafs::RunStatus&) {
    if (asked) return;
    asked = true;
    qputenv("FAKE_STEPS", "4");  // the others need not be long
    const lafs::PlanView view = lafs::readPlans(runs()).at(0);
    requestPlanOrder(view, movedInQueue(queueOf(view), last, lafs::QueueMove::First));
    waiting = queueOf(view);  // an order that was not taken yet counts already
  };
  qputenv("FAKE_STEPS", "60");
  QCOMPARE(run(events).exitCode, 0);
  QVERIFY(asked);
  QCOMPARE(waiting.size(), std::size_t{11});
  QCOMPARE(waiting[2].run, last);
  std::vector<std::string> started;
  for (const QString& line : starts()) {
    started.push_back(line.section(' ', 0, 0).section('/', -1).toStdString());
  }
  QCOMPARE(started.size(), std::size_t{12});
  std::vector<std::string> expected = {graph_.nodes[0].name};
  for (const lafs::QueuedStage& stage : waiting) expected.push_back(stage.run);
  QCOMPARE(started, expected);
  // The plan tells the order, and nothing of the request is left.
  std::vector<std::string> planned;
  for (const auto& stage : plannedStages(lafs::readPlans(runs()).at(0))) {
    planned.push_back(stage.stage.run);
  }
  QCOMPARE(planned, expected);
  const QDir plans(QString::fromStdString(lafs::RunsFolder(runs()).plans()));
  QCOMPARE(plans.entryList(QDir::Files | QDir::Hidden).size(), 1);
}

void TestExecutor::waitsForTheWorkerOfAnother() {
  // Another executor's worker is at the landmark stage already.
  qputenv("FAKE_STEP_MS", "60");
  const StageNode& node = graph_.nodes[0];
  lafs::writeStageDirectory(node.job(runs()), node.content);
  const lafs::RunPaths paths(directory(0));
  QFile job(QString::fromStdString(paths.job()));
  QVERIFY(job.open(QIODevice::WriteOnly));
  const lafs::Json text{
      {"job", "stage"}, {"run", paths.directory()}, {"runtime", lafs::Json::object()}};
  job.write(QByteArray::fromStdString(text.dump()));
  job.close();
  lafs::WorkerProcess other =
      lafs::WorkerProcess::start(options_.workerBinary, paths.job(), paths.workerLog());
  QTRY_VERIFY(RunReader(directory(0)).snapshot().state == RunState::Running);
  bool waited = false;
  ExecutorEvents events;
  events.changed = [&](const StageNode& changed, const StageOutcome& outcome) {
    waited = waited || (changed.name == node.name && outcome.state == StageState::Waiting);
    other.poll();
  };
  qputenv("FAKE_STEP_MS", "1");
  const ExecutorResult result = run(events);
  QVERIFY(waited);
  QCOMPARE(result.exitCode, 0);
  QVERIFY(result.outcomes[0].reused);
  QCOMPARE(starts().size(), 4);
  QTRY_VERIFY(other.poll().has_value());
}

void TestExecutor::reportsAWorkerThatCannotStart() {
  options_.workerBinary = "/nonexistent/lafs-worker";
  QVERIFY_EXCEPTION_THROWN(run(), lafs::UserError);
}

void TestExecutor::sharesTheMachine() {
  options_.slots = 2;
  QCOMPARE(run().exitCode, 0);
  const int threads = static_cast<int>(lafs::availableCores().size());
  const lafs::Json runtime = RunReader(directory(0)).provenance().at("runtime");
  QCOMPARE(runtime.at("threads").get<int>(), std::max(1, threads / 2));
}

void TestExecutor::pinsEachSlotToItsCores() {
  const lafs::CoreSet cores = lafs::availableCores();
  if (cores.size() < 2) QSKIP("one core cannot be divided");
  plan({0, 1});
  options_.slots = 2;
  options_.pinCores = true;
  qputenv("FAKE_STEP_MS", "20");
  QCOMPARE(run().exitCode, 0);
  std::set<std::string> seen;
  for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
    seen.insert(RunReader(directory(node)).provenance().at("cores").dump());
  }
  const auto groups = lafs::coreGroups(cores, 2);
  for (const std::string& text : seen) {
    QVERIFY2(text == lafs::Json(groups[0]).dump() || text == lafs::Json(groups[1]).dump(),
             text.c_str());
  }
  QCOMPARE(seen.size(), std::size_t{2});
  QCOMPARE(lafs::availableCores(), cores);  // the executor itself is free again
}

void TestExecutor::endsAfterSoManyFailures() {
  plan({0, 1, 2, 3});
  qputenv("FAKE_CRASH", "landmark");
  options_.sameFailures = 0;
  options_.maxFailures = 2;
  const ExecutorResult result = run();
  QCOMPARE(result.exitCode, 1);
  const auto failed = std::count_if(result.outcomes.begin(), result.outcomes.end(),
                                    [](auto& o) { return o.state == StageState::Failed; });
  QCOMPARE(failed, 2);
}

/// Many cells read one pretraining whose worker is killed in the middle of it.
void TestExecutor::leavesNothingHalfMadeForOthers() {
  experiment_ = Experiment{};
  experiment_.name = "test";
  for (const std::int64_t shots : {1, 2, 4}) {
    ExperimentSpec spec;
    spec.model.preset = "mini";
    spec.finetune.subset.shots = shots;
    experiment_.cells.push_back({"shots " + std::to_string(shots), {}, spec});
  }
  lafs::DataFingerprints fingerprints(runs() + "/.fingerprints.json");
  graph_ = lafs::buildStageGraph(experiment_, fingerprints);
  QCOMPARE(graph_.nodes.size(), std::size_t{1 + 1 + 3 + 3});

  qputenv("FAKE_DIE", "pretrain");
  const ExecutorResult killed = run();
  QCOMPARE(killed.exitCode, 1);
  QVERIFY(killed.outcomes[first(StageKind::Pretrain)].state == StageState::Interrupted);
  QVERIFY(RunReader(directory(first(StageKind::Pretrain))).results().empty());
  for (std::size_t node = 0; node < graph_.nodes.size(); ++node) {
    const StageKind stage = graph_.nodes[node].stage;
    if (stage != StageKind::Finetune && stage != StageKind::Evaluate) continue;
    QVERIFY(killed.outcomes[node].state == StageState::Blocked);
    QVERIFY(!QFile::exists(QString::fromStdString(directory(node))));
  }
  QCOMPARE(starts().size(), 2);

  qunsetenv("FAKE_DIE");
  QCOMPARE(run().exitCode, 0);
  // Every stage began once, and the killed one went on from its checkpoint.
  QCOMPARE(starts().size(), static_cast<int>(graph_.nodes.size()) + 1);
  std::set<QString> distinct;
  for (const QString& line : starts()) distinct.insert(line.section(' ', 0, 0));
  QCOMPARE(distinct.size(), graph_.nodes.size());
  QVERIFY(starts().at(2).section(' ', 1, 1).toInt() > 0);
}

QTEST_GUILESS_MAIN(TestExecutor)
#include "test_executor.moc"
