// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/matrix/core_groups.h"
#include "core/matrix/plan_queue.h"
#include "core/run/run_reader.h"
#include "tests/core/matrix/executor_test.h"

using lafs::ExecutorEvents;
using lafs::ExecutorResult;
using lafs::RunReader;
using lafs::RunState;
using lafs::StageKind;
using lafs::StageNode;
using lafs::StageOutcome;
using lafs::StageState;

/// The executor with a worker that counts instead of training: what runs, where, and what fails.
class TestExecutor : public lafs::test::ExecutorTest {
  Q_OBJECT

 private Q_SLOTS:
  void init() { prepare(); }
  void runsEverythingOnceAndReusesIt();
  void runsInSeveralSlots();
  void goesOnPastAFailure();
  void retriesWhatFailed();
  void endsWhenSeveralFailTheSameWay();
  void reportsAWorkerThatSaysNothing();
  void reportsAWorkerThatCannotStart();
  void sharesTheMachine();
  void pinsEachSlotToItsCores();
  void endsAfterSoManyFailures();
};

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

QTEST_GUILESS_MAIN(TestExecutor)
#include "test_executor.moc"
