// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QTest>
#include <memory>

#include "tests/app/cli_test.h"

using lafs::Json;

/// Runs that are stopped, killed or left alone, through the real program, and that go on after it.
class TestCliStops : public lafs::test::CliTest {
  Q_OBJECT

 private Q_SLOTS:
  void init() { prepare(); }
  void stopsOnASignalAndResumes();
  void stopsAtItsTimeLimit();
  void stopsThroughTheVerb();
  void givesWaitingStagesOtherTurns();
  void endsAtOnceOnASecondSignal();
  void goesOnAfterItsWorkerWasKilled();
  void outlivesItsExecutor();
};

void TestCliStops::stopsOnASignalAndResumes() {
  const auto process = start({"run", "small.yaml"}, {"FAKE_STEPS=400", "FAKE_STEP_MS=20"});
  QTRY_COMPARE_WITH_TIMEOUT(stateOf("landmark"), "running", 10000);
  ::kill(static_cast<pid_t>(process->processId()), SIGINT);
  const Outcome stopped = finished(*process);
  QCOMPARE(stopped.code, 75);
  QVERIFY(stopped.err.contains("stopping"));
  QCOMPARE(stateOf("landmark"), "stopped");
  const Outcome resumed = call({"resume"}, {"FAKE_STEPS=20"});
  QCOMPARE(resumed.code, 0);
  QCOMPARE(stateOf("landmark"), "done");
  QCOMPARE(call({"run", "small.yaml"}).code, 0);
}

void TestCliStops::stopsAtItsTimeLimit() {
  const Outcome limited =
      call({"run", "small.yaml", "--time-limit", "1s"}, {"FAKE_STEPS=2000", "FAKE_STEP_MS=20"});
  QCOMPARE(limited.code, 75);
  QVERIFY(limited.err.contains("the time limit of 1.0 s is reached"));
  QCOMPARE(stateOf("landmark"), "stopped");
  QCOMPARE(call({"run", "small.yaml"}).code, 0);
  const Outcome wrong = call({"run", "small.yaml", "--time-limit", "soon"});
  QCOMPARE(wrong.code, 2);
  QVERIFY(wrong.err.contains("found 'soon'"));
}

void TestCliStops::stopsThroughTheVerb() {
  const auto process = start({"run", "small.yaml"}, {"FAKE_STEPS=400", "FAKE_STEP_MS=20"});
  QTRY_COMPARE_WITH_TIMEOUT(stateOf("landmark"), "running", 10000);
  const Json plans = status().at("plans");
  QCOMPARE(plans.size(), std::size_t{1});
  QCOMPARE(plans[0].at("state").get<std::string>(), "running");
  const Outcome asked = call({"stop", "--json"});
  QCOMPARE(asked.code, 0);
  QCOMPARE(asked.json().at("runs")[0].at("asked").get<bool>(), true);
  QCOMPARE(finished(*process).code, 75);
  QCOMPARE(stateOf("landmark"), "stopped");
  QVERIFY(call({"stop"}).out.contains("nothing is running"));
}

void TestCliStops::givesWaitingStagesOtherTurns() {
  const auto process = start({"run", "small.yaml"}, {"FAKE_STEPS=400", "FAKE_STEP_MS=20"});
  QTRY_COMPARE_WITH_TIMEOUT(stateOf("landmark"), "running", 10000);
  const auto queue = [this](const QStringList& words) {
    QStringList runs;
    const Json document = call(QStringList{"queue", "--json"} + words).json();
    for (const Json& stage : document.at("plans").at(0).at("queue")) {
      runs << QString::fromStdString(stage.at("run").get<std::string>());
    }
    return runs;
  };
  const QStringList before = queue({});  // pretrain, finetune and the evaluations of both
  QCOMPARE(before.size(), 4);
  const QString evaluation = before.filter("evaluate-").last();
  const QString other = before.filter("evaluate-").first();
  const QStringList moved = queue({evaluation, "--before", other});
  QVERIFY(moved.indexOf(evaluation) < moved.indexOf(other));
  QVERIFY(moved.first().startsWith("pretrain-"));  // all of them read it
  // The executor takes it, and says so in its plan.
  const auto planned = [this] {
    QStringList runs;
    const Json plan = status().at("plans")[0];
    for (const Json& stage : plan.at("stages")) {
      runs << QString::fromStdString(stage.at("run").get<std::string>());
    }
    return runs.mid(1);
  };
  QTRY_COMPARE_WITH_TIMEOUT(planned(), moved, 5000);
  QVERIFY(call({"queue"}).out.contains(evaluation));
  QVERIFY(call({"queue", "landmark", "--first"}).err.contains("is running"));
  QVERIFY(call({"queue", "pretrain-0000", "--first"}).err.contains("waits in no queue"));
  QVERIFY(call({"queue", "evaluate", "--first"}).err.contains("give more of it"));
  QCOMPARE(call({"queue", "pretrain"}).code, 2);  // and where to?
  QCOMPARE(call({"stop"}).code, 0);
  QCOMPARE(finished(*process).code, 75);
  QVERIFY(call({"queue"}).out.contains("nothing waits"));
}

void TestCliStops::endsAtOnceOnASecondSignal() {
  const auto process = start({"run", "small.yaml"}, {"FAKE_HANG=landmark"});
  QTRY_COMPARE_WITH_TIMEOUT(stateOf("landmark"), "running", 10000);
  ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
  QVERIFY(!process->waitForFinished(400));
  ::kill(static_cast<pid_t>(process->processId()), SIGTERM);
  QCOMPARE(finished(*process).code, 75);
  QCOMPARE(stateOf("landmark"), "dead");
  QCOMPARE(call({"run", "small.yaml"}).code, 0);
}

void TestCliStops::goesOnAfterItsWorkerWasKilled() {
  const auto process = start({"run", "small.yaml"}, {"FAKE_STEPS=400", "FAKE_STEP_MS=20"});
  QTRY_COMPARE_WITH_TIMEOUT(stateOf("landmark"), "running", 10000);
  ::kill(static_cast<pid_t>(pidOf("landmark")), SIGKILL);
  const Outcome killed = finished(*process);
  QCOMPARE(killed.code, 1);
  QVERIFY(killed.out.contains("signal 9"));
  QCOMPARE(stateOf("landmark"), "dead");
  QCOMPARE(call({"run", "small.yaml"}).code, 0);
}

void TestCliStops::outlivesItsExecutor() {
  const auto process = start({"run", "small.yaml"}, {"FAKE_STEPS=60", "FAKE_STEP_MS=20"});
  QTRY_COMPARE_WITH_TIMEOUT(stateOf("landmark"), "running", 10000);
  const std::int64_t worker = pidOf("landmark");
  process->kill();
  process->waitForFinished();
  QCOMPARE(stateOf("landmark"), "running");
  const Outcome next = call({"run", "small.yaml", "--json"});  // waits for it, then goes on
  QCOMPARE(next.code, 0);
  QVERIFY(next.json().at("stages")[0].at("reused").get<bool>());
  QCOMPARE(pidOf("landmark"), worker);
}

QTEST_GUILESS_MAIN(TestCliStops)
#include "test_cli_stops.moc"
