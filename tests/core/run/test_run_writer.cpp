// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <limits>
#include <thread>

#include "core/base/error.h"
#include "core/run/control_requests.h"
#include "core/run/run_reader.h"
#include "core/run/run_writer.h"

using lafs::RunPaths;
using lafs::RunReader;
using lafs::RunState;
using lafs::RunWriter;

/// Writer and reader of one directory, round trip.
class TestRunWriter : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init();
  void reportsARunToItsEnd();
  void writesWhyANumberIsMissing();
  void marksHowItEnded_data();
  void marksHowItEnded();
  void goesOnAfterAKill();
  void closesATornLine();
  void handsOutRequests();
  void forgetsOldRequests();
  void beatsItsHeart();
  void stopsWhenTakenOver();
  void collectsProvenance();
  void survivesDamagedFiles();
  void listsCheckpoints();
  void cutsLogsAtALine();

 private:
  std::string run() const { return directory_; }
  std::unique_ptr<QTemporaryDir> folder_;
  std::string directory_;
};

void TestRunWriter::init() {
  folder_ = std::make_unique<QTemporaryDir>();
  const QString path = folder_->filePath("pretrain-0123456789abcdef");
  QVERIFY(QDir().mkpath(path));
  directory_ = path.toStdString();
}

void TestRunWriter::reportsARunToItsEnd() {
  const RunReader reader(run());
  QVERIFY(reader.snapshot().state == RunState::Queued);
  RunWriter writer(run());
  QVERIFY(reader.snapshot().state == RunState::Running);
  writer.beginSegment(0);
  writer.metrics(0, 0, {{"loss", 2.5}, {"rate", 1e-7}});
  writer.metrics(1, 0, {{"loss", 1.25}});
  writer.progress({2, 10, 0, 5, 33.5, "images"});
  writer.log(lafs::LogLevel::Warning, "first\nsecond");
  writer.result("metrics.json", R"({"accuracy":0.5})");
  writer.finishDone();

  const lafs::RunSnapshot snapshot = reader.snapshot();
  QVERIFY(snapshot.state == RunState::Done);
  QVERIFY(snapshot.identity && snapshot.identity->key == "0123456789abcdef");
  QCOMPARE(snapshot.status.progress.step, std::int64_t{2});
  QCOMPARE(snapshot.status.progress.steps, std::int64_t{10});
  QCOMPARE(snapshot.status.progress.rate, 33.5);
  const lafs::MetricsHistory history = reader.metrics();
  QCOMPARE(history.step, (std::vector<std::int64_t>{0, 1}));
  QCOMPARE(history.values.at("loss"), (std::vector<double>{2.5, 1.25}));
  QCOMPARE(history.values.at("rate")[0], 1e-7);
  QCOMPARE(history.damagedLines, std::int64_t{0});
  QCOMPARE(reader.results(), std::vector<std::string>{"metrics.json"});
  QCOMPARE(reader.result("metrics.json")->at("accuracy").get<double>(), 0.5);
  QVERIFY(QString::fromStdString(reader.logTail(1000)).endsWith("WARNING first\n    second\n"));
}

void TestRunWriter::writesWhyANumberIsMissing() {
  {
    RunWriter writer(run());
    const double infinity = std::numeric_limits<double>::infinity();
    writer.metrics(3, 0, {{"a", std::nan("")}, {"b", infinity}, {"c", -infinity}});
    writer.finishDone();
  }
  QFile file(QString::fromStdString(RunPaths(run()).metrics()));
  QVERIFY(file.open(QIODevice::ReadOnly));
  file.readLine();
  const lafs::Json json = lafs::Json::parse(file.readLine().toStdString());
  QVERIFY(json["a"].is_null() && json["b"].is_null() && json["c"].is_null());
  QCOMPARE(json["a_reason"].get<std::string>(), "nan");
  QCOMPARE(json["b_reason"].get<std::string>(), "infinity");
  QCOMPARE(json["c_reason"].get<std::string>(), "-infinity");
}

void TestRunWriter::marksHowItEnded_data() {
  QTest::addColumn<QString>("end");
  for (const char* end : {"stopped", "failed", "interrupted"}) QTest::newRow(end) << QString(end);
}

void TestRunWriter::marksHowItEnded() {
  QFETCH(QString, end);
  {
    RunWriter writer(run());
    if (end == "stopped") writer.finishStopped();
    if (end == "failed") writer.finishFailed("no \xff luck", {{"step", 7}});
  }
  const lafs::RunSnapshot snapshot = RunReader(run()).snapshot();
  QCOMPARE(QString(lafs::runStateName(snapshot.state)), end);
  QVERIFY(!snapshot.status.stopRequested);  // nobody asked: a signal, or its own decision
  if (end == "failed") {
    QVERIFY(snapshot.status.error.find("luck") != std::string::npos);
    QCOMPARE(snapshot.status.errorDetails.at("step").get<int>(), 7);
  }
  RunWriter again(run());
  QVERIFY(RunReader(run()).snapshot().state == RunState::Running);
}

void TestRunWriter::goesOnAfterAKill() {
  const pid_t child = ::fork();
  if (child == 0) {
    RunWriter writer(run());
    writer.beginSegment(0);
    for (int step = 0; step < 5; ++step) writer.metrics(step, 0, {{"loss", 1}});
    ::kill(::getpid(), SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  const RunReader reader(run());
  QVERIFY(reader.snapshot().state == RunState::Dead);
  RunWriter writer(run());
  writer.beginSegment(3);
  for (int step = 3; step < 6; ++step) writer.metrics(step, 0, {{"loss", 2}});
  writer.finishDone();
  QVERIFY(reader.snapshot().state == RunState::Done);
  QCOMPARE(reader.snapshot().status.segment, std::int64_t{1});
  QCOMPARE(reader.metrics().segment, (std::vector<std::int64_t>{0, 0, 0, 1, 1, 1}));
}

void TestRunWriter::closesATornLine() {
  { RunWriter(run()).metrics(0, 0, {{"loss", 1}}); }
  QFile file(QString::fromStdString(RunPaths(run()).metrics()));
  QVERIFY(file.open(QIODevice::Append));
  file.write(R"({"step":1,"epoch":0,"se)");
  file.close();
  { RunWriter(run()).metrics(1, 0, {{"loss", 2}}); }
  const lafs::MetricsHistory history = RunReader(run()).metrics();
  QCOMPARE(history.step, (std::vector<std::int64_t>{0, 1}));
  QCOMPARE(history.values.at("loss"), (std::vector<double>{1, 2}));
  QCOMPARE(history.damagedLines, std::int64_t{1});
}

void TestRunWriter::handsOutRequests() {
  const RunPaths paths(run());
  RunWriter writer(run());
  QVERIFY(!writer.poll().stop);
  lafs::makeRequest(paths, "checkpoint");
  lafs::makeRequest(paths, "pause");
  QTest::qWait(300);
  lafs::ControlRequests requests = writer.poll();
  QVERIFY(requests.checkpoint && requests.pause && !requests.stop && !requests.preview);
  QVERIFY(!writer.poll().checkpoint);  // taken
  QVERIFY(writer.poll().pause);
  lafs::withdrawRequest(paths, "pause");
  lafs::makeRequest(paths, "stop");
  QTest::qWait(300);
  requests = writer.poll();
  QVERIFY(requests.stop && !requests.pause && !requests.checkpoint);
  writer.finishStopped();
  QVERIFY(!lafs::readRequests(paths).stop);
  QVERIFY(RunReader(run()).snapshot().status.stopRequested);
}

void TestRunWriter::forgetsOldRequests() {
  lafs::makeRequest(RunPaths(run()), "stop");
  RunWriter writer(run());
  QVERIFY(!writer.poll().stop);
}

void TestRunWriter::beatsItsHeart() {
  RunWriter writer(run());
  const RunReader reader(run());
  const std::int64_t first = reader.snapshot().status.heartbeat;
  writer.progress({4, 8, 1, 2, 1, "images"});
  QTRY_VERIFY_WITH_TIMEOUT(reader.snapshot().status.heartbeat > first, 4000);
  QCOMPARE(reader.snapshot().status.progress.step, std::int64_t{4});
  QVERIFY(reader.snapshot().silenceSeconds < 5);
}

void TestRunWriter::stopsWhenTakenOver() {
  const RunPaths paths(run());
  RunWriter writer(run());
  QVERIFY(
      QFile::copy(QString::fromStdString(paths.claim(1)), QString::fromStdString(paths.claim(2))));
  bool refused = false;
  for (int i = 0; i < 40 && !refused; ++i) {
    QTest::qWait(100);
    try {
      writer.metrics(i, 0, {{"loss", 1}});
    } catch (const lafs::UserError&) {
      refused = true;
    }
  }
  QVERIFY(refused);
  QVERIFY_EXCEPTION_THROWN(writer.finishDone(), lafs::UserError);
}

void TestRunWriter::collectsProvenance() {
  {
    RunWriter writer(run());
    writer.provenance({{"threads", 2}, {"device", "cpu"}});
    writer.provenance({{"threads", 4}});
  }
  {
    RunWriter writer(run());
    writer.provenance({{"device", "cuda:0"}});
  }
  const lafs::Json json = RunReader(run()).provenance();
  QCOMPARE(json.at("threads").get<int>(), 4);
  QCOMPARE(json.at("device").get<std::string>(), "cuda:0");
  QCOMPARE(json.at("starts").size(), std::size_t{2});
  QCOMPARE(json.at("starts")[1].at("pid").get<int>(), ::getpid());
  QVERIFY(!json.at("starts")[0].at("argv").empty());
  QVERIFY(!json.at("version").get<std::string>().empty());
}

void TestRunWriter::survivesDamagedFiles() {
  const RunPaths paths(run());
  { RunWriter writer(run()); }
  for (const std::string& path : {paths.status(), paths.provenance(), paths.claim(1),
                                  paths.metrics(), paths.stage(), paths.result("metrics.json")}) {
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("{\"state\": \"run");
  }
  const RunReader reader(run());
  QVERIFY(!reader.snapshot().hasStatus);
  QVERIFY(reader.provenance().empty());
  QVERIFY(reader.stage().empty());
  QVERIFY(!reader.result("metrics.json"));
  QCOMPARE(reader.metrics().rows(), std::size_t{0});
}

void TestRunWriter::listsCheckpoints() {
  const RunPaths paths(run());
  for (const std::int64_t step : {200, 30, 1000}) {
    QVERIFY(QDir().mkpath(QString::fromStdString(paths.checkpoint(step))));
  }
  QVERIFY(QDir().mkpath(QString::fromStdString(paths.checkpoints() + "/.step-00000007.tmp")));
  QFile mark(QString::fromStdString(paths.checkpointMark(200)));
  QVERIFY(mark.open(QIODevice::WriteOnly));
  const auto entries = RunReader(run()).checkpoints();
  QCOMPARE(entries.size(), std::size_t{3});
  QCOMPARE(entries[0].step, std::int64_t{30});
  QVERIFY(!entries[0].complete && entries[1].complete && !entries[2].complete);
}

void TestRunWriter::cutsLogsAtALine() {
  QFile file(QString::fromStdString(RunPaths(run()).log()));
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write("one\ntwo\nthree\n");
  file.close();
  QCOMPARE(RunReader(run()).logTail(8), "three\n");
  QCOMPARE(RunReader(run()).logTail(100), "one\ntwo\nthree\n");
}

QTEST_GUILESS_MAIN(TestRunWriter)
#include "test_run_writer.moc"
