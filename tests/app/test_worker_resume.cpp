// SPDX-License-Identifier: GPL-3.0-or-later
// The real worker, killed and stopped at several instants: what it has at the end must equal, bit
// for bit, what an undisturbed one has. Also what it says when it cannot start.
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTest>
#include <csignal>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/config/spec_json.h"
#include "core/run/run_format.h"
#include "core/run/run_paths.h"
#include "tests/support/stage_runs.h"

using namespace lafs;
namespace fs = std::filesystem;

namespace {

constexpr int kPatienceMs = 120000;

const char* const kSpec = R"(
name: resume
model: {preset: mini}
data: {source: synthetic, identities: 12, images_per_identity: 4}
landmark: {train: {epochs: 1, batch_size: 12, warmup_epochs: 0}}
pretrain:
  epochs: 2
  batch_size: 8
  local_views: 2
  subset_landmarks: 16
  head_outputs: 256
  head_hidden: 64
  head_bottleneck: 32
  warmup_epochs: 1
finetune: {train: {epochs: 3, batch_size: 8, warmup_epochs: 1, accumulation: 2}}
runtime: {device: cpu, threads: 1, loader_threads: 1, checkpoint_steps: 3, keep_checkpoints: 2}
)";

struct Ended {
  int code = -1;
  bool crashed = false;
  QByteArray errors;
};

/// A worker on a run directory or on any job file.
class Worker {
 public:
  explicit Worker(const std::string& jobFile) {
    process_.start(LAFS_WORKER_BINARY, {QString::fromStdString(jobFile)});
    process_.waitForStarted();
  }
  bool running() const { return process_.state() == QProcess::Running; }
  qint64 pid() const { return process_.processId(); }
  void send(int signal) const { ::kill(static_cast<pid_t>(pid()), signal); }
  void pump() { process_.waitForFinished(2); }
  Ended end() {
    Ended ended;
    const bool inTime = process_.waitForFinished(kPatienceMs) || !running();
    if (!inTime) process_.kill();
    ended.crashed = process_.exitStatus() == QProcess::CrashExit;
    ended.code = process_.exitCode();
    ended.errors = process_.readAllStandardError();
    return ended;
  }

 private:
  QProcess process_;
};

/// How far metrics.jsonl has come: segments begun, and the last step of the last one (-1: none
/// yet).
struct Written {
  std::int64_t segments = 0;
  std::int64_t step = -1;
};

Written writtenSoFar(const RunPaths& paths) {
  Written written;
  QFile file(QString::fromStdString(paths.metrics()));
  if (!file.open(QIODevice::ReadOnly)) return written;
  for (const QByteArray& line : file.readAll().split('\n')) {
    const Json json = Json::parse(line.toStdString(), nullptr, false);
    if (!json.is_object()) continue;
    if (json.contains("restored_step")) {
      ++written.segments;
      written.step = -1;
    } else {
      written.step = json.value("step", std::int64_t{-1});
    }
  }
  return written;
}

}  // namespace

class TestWorkerResume : public QObject {
  Q_OBJECT

  test::StageRuns runs_;
  std::map<StageKind, std::string> undisturbed_;

  std::string makeRun(StageKind stage) {
    return runs_.make(stage, specFromYaml(kSpec, "test"), undisturbed_);
  }

  static Ended runToEnd(const std::string& directory, const Json& runtime = Json::object()) {
    return Worker(test::writeWorkerJob(directory, runtime)).end();
  }

  /// Starts a worker and sends it `signal` once it has done the step `target` (-1: as soon as it
  /// has claimed the directory). True when the signal is what ended it.
  static bool disturb(const std::string& directory, int signal, std::int64_t target, int delayMs) {
    const RunPaths paths(directory);
    const std::int64_t segmentsBefore = writtenSoFar(paths).segments;
    std::int64_t claim = 1;
    while (fs::exists(paths.claim(claim))) ++claim;
    Worker worker(test::writeWorkerJob(directory));
    QElapsedTimer patience;
    patience.start();
    const auto reached = [&] {
      if (target < 0) return fs::exists(paths.claim(claim));
      const Written written = writtenSoFar(paths);
      return written.segments > segmentsBefore && written.step >= target;
    };
    while (worker.running() && !reached() && patience.elapsed() < kPatienceMs) worker.pump();
    QTest::qSleep(delayMs);
    if (worker.running()) worker.send(signal);
    const Ended ended = worker.end();
    if (signal == SIGKILL) return ended.crashed;
    if (ended.code != format::kExitStopped) qWarning("%s", ended.errors.constData());
    return ended.code == format::kExitStopped;
  }

  static void compareRuns(const std::string& a, const std::string& b) {
    const std::string x = test::lastCheckpoint(a), y = test::lastCheckpoint(b);
    QVERIFY(!x.empty());
    QCOMPARE(fs::path(x).filename().string(), fs::path(y).filename().string());
    for (const char* name : {"/state.safetensors", "/state.json"}) {
      QVERIFY2(readWholeFile(x + name) == readWholeFile(y + name), name);
    }
    int models = 0;
    for (const auto& entry : fs::directory_iterator(RunPaths(a).results())) {
      if (entry.path().extension() != ".safetensors") continue;
      const std::string other = RunPaths(b).result(entry.path().filename().string());
      QVERIFY2(readWholeFile(entry.path().string()) == readWholeFile(other), other.c_str());
      ++models;
    }
    QVERIFY(models > 0);
  }

  static void stages() {
    QTest::addColumn<QString>("stage");
    QTest::newRow("pretrain") << "pretrain";
    QTest::newRow("finetune") << "finetune";
  }

  static Json provenanceOf(const std::string& directory) {
    return Json::parse(readWholeFile(RunPaths(directory).provenance()));
  }

 private Q_SLOTS:
  void initTestCase() {
    for (const StageKind stage : {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune}) {
      const std::string directory = makeRun(stage);
      const Ended ended = runToEnd(directory);
      QVERIFY2(ended.code == 0, ended.errors.constData());
      undisturbed_[stage] = directory;
    }
  }

  void provenanceSaysWhatComputed() {
    const Json facts = provenanceOf(undisturbed_.at(StageKind::Pretrain));
    QCOMPARE(facts["threads"].get<int>(), 1);
    QCOMPARE(facts["device"].get<std::string>(), std::string("cpu"));
    QCOMPARE(facts["stage"].get<std::string>(), std::string("pretrain"));
    for (const char* name : {"version", "commit", "libtorch", "instruction_set", "kernels", "blas",
                             "blas_kernels", "seed", "compiler"}) {
      QVERIFY2(facts.contains(name) && !facts[name].is_null(), name);
    }
  }

  void killedAtAnyInstant_data() { stages(); }
  void killedAtAnyInstant() {
    QFETCH(QString, stage);
    const StageKind kind = stageFromName(stage.toStdString());
    const std::string directory = makeRun(kind);
    int hits = 0;
    for (const auto& [target, delayMs] :
         {std::pair{-1, 0}, std::pair{1, 7}, std::pair{4, 0}, std::pair{7, 13}}) {
      hits += disturb(directory, SIGKILL, target, delayMs);
    }
    QVERIFY(hits >= 3);
    QCOMPARE(runToEnd(directory).code, 0);
    compareRuns(undisturbed_.at(kind), directory);
  }

  void stoppedAndResumed_data() { stages(); }
  void stoppedAndResumed() {
    QFETCH(QString, stage);
    const StageKind kind = stageFromName(stage.toStdString());
    const std::string directory = makeRun(kind);
    QVERIFY(disturb(directory, SIGTERM, 1, 0));
    QVERIFY(disturb(directory, SIGTERM, 4, 0));
    QCOMPARE(runToEnd(directory).code, 0);
    compareRuns(undisturbed_.at(kind), directory);
  }

  void fourLoaderThreads_data() { stages(); }
  void fourLoaderThreads() {
    QFETCH(QString, stage);
    const StageKind kind = stageFromName(stage.toStdString());
    const std::string directory = makeRun(kind);
    QCOMPARE(runToEnd(directory, {{"loader_threads", 4}}).code, 0);
    compareRuns(undisturbed_.at(kind), directory);
  }

  void wrongJobsAreUsageErrors_data() {
    QTest::addColumn<QByteArray>("job");
    QTest::addColumn<QByteArray>("says");
    QTest::newRow("no JSON") << QByteArray("{") << QByteArray("not a JSON object");
    QTest::newRow("no job") << QByteArray("{}") << QByteArray("\"job\"");
    QTest::newRow("unknown") << QByteArray(R"({"job":"dance"})") << QByteArray("stage, evaluate");
    QTest::newRow("no run") << QByteArray(R"({"job":"stage"})") << QByteArray("\"run\"");
    QTest::newRow("run missing") << QByteArray(R"({"job":"stage","run":"/nowhere"})")
                                 << QByteArray("/nowhere");
  }
  void wrongJobsAreUsageErrors() {
    QFETCH(QByteArray, job);
    QFETCH(QByteArray, says);
    const std::string file = runs_.path("wrong.json");
    writeFileAtomically(file, job.toStdString());
    const Ended ended = Worker(file).end();
    QCOMPARE(ended.code, 2);
    QVERIFY2(ended.errors.contains(says), ended.errors.constData());
  }

  void whatCannotBeRunIsWrittenDown() {
    const std::string directory = makeRun(StageKind::Landmark);
    const Ended ended = runToEnd(directory, {{"device", "cuda:97"}});
    QCOMPARE(ended.code, 2);
    QVERIFY2(ended.errors.contains("cuda:97"), ended.errors.constData());
    const Json status = Json::parse(readWholeFile(RunPaths(directory).status()));
    QCOMPARE(status["state"].get<std::string>(), std::string("failed"));
  }

  void helpAndVersion() {
    QProcess help;
    help.start(LAFS_WORKER_BINARY, {"--help"});
    QVERIFY(help.waitForFinished(kPatienceMs));
    QCOMPARE(help.exitCode(), 0);
    QVERIFY(help.readAllStandardOutput().contains("evaluate"));
    QProcess version;
    version.start(LAFS_WORKER_BINARY, {"--version"});
    QVERIFY(version.waitForFinished(kPatienceMs));
    QVERIFY(version.readAllStandardOutput().contains("LibTorch"));
    QProcess wrong;
    wrong.start(LAFS_WORKER_BINARY, {"--nonsense"});
    QVERIFY(wrong.waitForFinished(kPatienceMs));
    QCOMPARE(wrong.exitCode(), 2);
  }
};

QTEST_GUILESS_MAIN(TestWorkerResume)
#include "test_worker_resume.moc"
