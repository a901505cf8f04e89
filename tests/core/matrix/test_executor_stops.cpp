// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QTest>
#include <chrono>
#include <set>
#include <thread>

#include "core/matrix/plan_queue.h"
#include "core/matrix/worker_process.h"
#include "core/run/control_requests.h"
#include "core/run/run_reader.h"
#include "tests/core/matrix/executor_test.h"

using lafs::ExecutorEvents;
using lafs::ExecutorResult;
using lafs::ExperimentSpec;
using lafs::RunReader;
using lafs::RunState;
using lafs::StageKind;
using lafs::StageNode;
using lafs::StageOutcome;
using lafs::StageState;
using lafs::StopWish;

/// Stages that are stopped, killed, put in another order or another's, and that go on after it.
class TestExecutorStops : public lafs::test::ExecutorTest {
  Q_OBJECT

 private Q_SLOTS:
  void init() { prepare(); }
  void continuesAfterAKill();
  void stopsWhenAskedAndGoesOn();
  void endsAtOnceWhenAskedTwice();
  void stopsThroughItsPlan();
  void startsWhatWaitsInTheOrderAskedFor();
  void waitsForTheWorkerOfAnother();
  void leavesNothingHalfMadeForOthers();
};

void TestExecutorStops::continuesAfterAKill() {
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

void TestExecutorStops::stopsWhenAskedAndGoesOn() {
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

void TestExecutorStops::endsAtOnceWhenAskedTwice() {
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

void TestExecutorStops::stopsThroughItsPlan() {
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

void TestExecutorStops::startsWhatWaitsInTheOrderAskedFor() {
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

void TestExecutorStops::waitsForTheWorkerOfAnother() {
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

/// Many cells read one pretraining whose worker is killed in the middle of it.
void TestExecutorStops::leavesNothingHalfMadeForOthers() {
  std::vector<lafs::Cell> cells;
  for (const std::int64_t shots : {1, 2, 4}) {
    ExperimentSpec spec;
    spec.model.preset = "mini";
    spec.finetune.subset.shots = shots;
    cells.push_back({"shots " + std::to_string(shots), {}, spec});
  }
  planCells(std::move(cells));
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

QTEST_GUILESS_MAIN(TestExecutorStops)
#include "test_executor_stops.moc"
