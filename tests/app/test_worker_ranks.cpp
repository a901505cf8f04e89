// SPDX-License-Identifier: GPL-3.0-or-later
// One training over two real worker processes on the loopback device against the same training in
// one: the numbers, the one run directory, stops of one rank, checkpoints that change the number of
// ranks, and ranks that die.
#include <QElapsedTimer>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/config/spec_json.h"
#include "core/formats/safetensors.h"
#include "core/matrix/worker_team.h"
#include "core/run/metrics_history.h"
#include "core/run/run_paths.h"
#include "core/run/run_reader.h"
#include "tests/support/stage_runs.h"

using namespace lafs;
namespace fs = std::filesystem;

namespace {

constexpr int kPatienceMs = 60000;

// Dropout and drop-path are on: a sample's noise must not depend on who computes it.
const char* const kSpec = R"(
name: ranks
model: {preset: mini, image_size: 32, patch_size: 8, landmarks: 16, dim: 16, depth: 2, heads: 2,
        head_dim: 8, mlp_dim: 32, cnn_width: 0.25, dropout: 0.1, drop_path: 0.1}
data: {source: synthetic, identities: 9, images_per_identity: 4}
landmark:
  train: {epochs: 2, batch_size: 8, warmup_epochs: 0, optimizer: sgd, learning_rate: 0.001,
          clip_norm: 1, augment: {mixup_probability: 0}}
pretrain:
  epochs: 2
  batch_size: 4
  accumulation: 2
  local_views: 2
  local_size: 16
  subset_landmarks: 4
  head_outputs: 64
  head_hidden: 16
  head_bottleneck: 8
  warmup_epochs: 1
  freeze_last_layer_epochs: 1
finetune:
  landmark_mode: supervised
  train: {epochs: 2, batch_size: 8, warmup_epochs: 1, clip_norm: 1, loss: adaface,
          optimizer: sgd, learning_rate: 0.001,
          sampled_classes: 0.7, augment: {mixup_probability: 0}}
runtime: {device: cpu, threads: 1, loader_threads: 1, checkpoint_steps: 2, keep_checkpoints: 2,
          log_steps: 1}
)";

using Numbers = std::map<std::string, std::vector<float>>;

Numbers numbersOf(const std::string& file) {
  const SafetensorsFile opened = SafetensorsFile::open(file);
  Numbers all;
  for (const TensorView& view : opened.views()) {
    // Moments are gradients and their squares, which the logged norm is about.
    if (view.dtype != Dtype::F32 || view.name.rfind("optimizer.", 0) == 0) continue;
    std::vector<float>& numbers = all[view.name];
    numbers.resize(view.bytes / sizeof(float));
    std::memcpy(numbers.data(), view.data, view.bytes);
  }
  return all;
}

/// The largest difference between two files of tensors; infinite when names or shapes differ.
double largestDifference(const std::string& a, const std::string& b, std::string* where) {
  const Numbers x = numbersOf(a), y = numbersOf(b);
  double largest = x.size() == y.size() && !x.empty() ? 0 : INFINITY;
  for (const auto& [name, numbers] : x) {
    const auto other = y.find(name);
    if (other == y.end() || other->second.size() != numbers.size()) return INFINITY;
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      const double difference = std::abs(double{numbers[i]} - double{other->second[i]});
      if (!(difference <= largest)) {
        largest = difference;
        *where = name;
      }
    }
  }
  return largest;
}

MetricsHistory historyOf(const std::string& directory) {
  MetricsTail tail(RunPaths(directory).metrics());
  tail.poll();
  return tail.history();
}

/// The largest relative difference of a logged value, step by step.
double largestMetricDifference(const MetricsHistory& x, const MetricsHistory& y,
                               const std::string& name) {
  double largest = 0;
  for (std::size_t i = 0; i < x.rows(); ++i) {
    const double a = x.values.at(name)[i], b = y.values.at(name)[i];
    if (std::isnan(a) && std::isnan(b)) continue;
    const double difference = std::abs(a - b) / std::max(1.0, std::abs(a));
    if (!(difference <= largest)) largest = difference;
  }
  return largest;
}

}  // namespace

class TestWorkerRanks : public QObject {
  Q_OBJECT

  test::StageRuns runs_;
  std::map<StageKind, std::string> alone_;  ///< undisturbed runs of one process

  std::string makeRun(StageKind stage, const std::string& spec = kSpec) {
    return runs_.make(stage, specFromYaml(spec, "test"), alone_);
  }

  static WorkerTeam start(const std::string& directory, int ranks) {
    return WorkerTeam::start(LAFS_WORKER_BINARY, RunPaths(directory), ranks);
  }

  static WorkerExit endOf(WorkerTeam& team) {
    QElapsedTimer patience;
    patience.start();
    for (;;) {
      if (const auto exit = team.poll()) return *exit;
      if (patience.elapsed() > kPatienceMs) team.kill();
      QTest::qSleep(5);
    }
  }

  /// Exit code of rank 0, with what it and its partner had to say when that is not 0.
  static int runToEnd(const std::string& directory, int ranks) {
    WorkerTeam team = start(directory, ranks);
    const WorkerExit exit = endOf(team);
    if (exit.code != 0 || exit.signal != 0) {
      const RunReader reader(directory);
      qWarning("%s\n%s", reader.workerLogTail(2000).c_str(), reader.workerLogTail(2000, 1).c_str());
    }
    return exit.signal == 0 ? exit.code : -exit.signal;
  }

  /// Whether the team logs so many steps before it ends or patience does.
  static bool reaches(WorkerTeam& team, const std::string& directory, std::size_t rows) {
    QElapsedTimer patience;
    patience.start();
    while (historyOf(directory).rows() < rows) {
      if (team.poll() || patience.elapsed() > kPatienceMs) {
        qWarning("%s", RunReader(directory).workerLogTail(2000).c_str());
        team.kill();
        return false;
      }
      QTest::qSleep(5);
    }
    return true;
  }

  static void compare(const std::string& a, const std::string& b) {
    const MetricsHistory first = historyOf(a), second = historyOf(b);
    QVERIFY(first.rows() > 0 && first.step == second.step);
    for (const auto& [name, values] : first.values) {
      if (name.find("second") != std::string::npos) continue;  // times and rates
      // A gradient jumps where a landmark crosses from one pixel to the next: float32's last bits
      // show in it a thousand times larger than in the loss.
      const double allowed = name == "gradient_norm" ? 1e-2 : 1e-5;
      const double difference = largestMetricDifference(first, second, name);
      QVERIFY2(difference < allowed,
               qPrintable(
                   QString("%1 differs by %2").arg(QString::fromStdString(name)).arg(difference)));
    }
    std::string where;
    const std::string x = test::lastCheckpoint(a), y = test::lastCheckpoint(b);
    QCOMPARE(fs::path(x).filename().string(), fs::path(y).filename().string());
    const double state =
        largestDifference(x + "/state.safetensors", y + "/state.safetensors", &where);
    QVERIFY2(state < 1e-5,
             qPrintable(QString("%1 differs by %2").arg(QString::fromStdString(where)).arg(state)));
    qInfo("state within %.1e", state);
  }

 private Q_SLOTS:
  void initTestCase() {
    for (const StageKind stage : {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune}) {
      const std::string directory = makeRun(stage);
      QCOMPARE(runToEnd(directory, 1), 0);
      alone_[stage] = directory;
    }
  }

  void twoEqualOne_data() {
    QTest::addColumn<QString>("stage");
    for (const char* stage : {"landmark", "pretrain", "finetune"}) QTest::newRow(stage) << stage;
  }
  void twoEqualOne() {
    QFETCH(QString, stage);
    const StageKind kind = stageFromName(stage.toStdString());
    const std::string directory = makeRun(kind);
    QCOMPARE(runToEnd(directory, 2), 0);
    compare(alone_[kind], directory);
    const RunReader reader(directory);
    QVERIFY(reader.snapshot().state == RunState::Done);
    QVERIFY(fs::exists(RunPaths(directory).claim(1)));
    QVERIFY(!fs::exists(RunPaths(directory).claim(2)));  // one writer
    QVERIFY(reader.workerLogTail(4000, 1).find("rank 1 of 2") != std::string::npos);
    const Json facts = Json::parse(readWholeFile(RunPaths(directory).provenance()));
    QCOMPARE(facts.at("ranks").get<int>(), 2);
  }

  void stopsAsOneAndGoesOnAlone() {
    const std::string directory = makeRun(StageKind::Finetune);
    WorkerTeam team = start(directory, 2);
    QVERIFY(reaches(team, directory, 3));
    ::kill(team.pid(1), SIGTERM);  // one of them is enough
    QCOMPARE(endOf(team).code, format::kExitStopped);
    QVERIFY(RunReader(directory).snapshot().state == RunState::Stopped);
    const std::size_t rows = historyOf(directory).rows();
    QVERIFY(rows >= 3 && rows < historyOf(alone_[StageKind::Finetune]).rows());
    QCOMPARE(runToEnd(directory, 1), 0);
    compare(alone_[StageKind::Finetune], directory);
  }

  void goesOnInTwoAfterOne() {
    // Long enough that a busy machine cannot end it between the third step and the signal.
    std::string spec = kSpec;
    spec.replace(spec.find("epochs: 2\n  batch_size: 4"), 9, "epochs: 9");
    const std::string whole = makeRun(StageKind::Pretrain, spec);
    QCOMPARE(runToEnd(whole, 1), 0);
    const std::string directory = makeRun(StageKind::Pretrain, spec);
    WorkerTeam first = start(directory, 1);
    QVERIFY(reaches(first, directory, 3));
    ::kill(first.pid(0), SIGTERM);
    QCOMPARE(endOf(first).code, format::kExitStopped);
    QCOMPARE(runToEnd(directory, 2), 0);
    compare(whole, directory);
  }

  void aDeadRankEndsTheOther_data() {
    QTest::addColumn<int>("rank");
    QTest::newRow("the one that writes") << 0;
    QTest::newRow("the other") << 1;
  }
  void aDeadRankEndsTheOther() {
    QFETCH(int, rank);
    const std::string directory = makeRun(StageKind::Finetune);
    WorkerTeam team = start(directory, 2);
    QVERIFY(reaches(team, directory, 3));
    QElapsedTimer timer;
    timer.start();
    ::kill(team.pid(rank), SIGKILL);
    const WorkerExit exit = endOf(team);
    QCOMPARE(exit.signal, SIGKILL);
    QCOMPARE(exit.rank, rank);
    QVERIFY(timer.elapsed() < 10000);
    const RunReader reader(directory);
    const std::string words =
        rank == 0 ? reader.workerLogTail(4000, 1) : RunReader(directory).snapshot().status.error;
    QVERIFY2(words.find("another process of this training") != std::string::npos, words.c_str());
    QCOMPARE(runToEnd(directory, 1), 0);
    compare(alone_[StageKind::Finetune], directory);
  }

  void aSilentRankIsGivenUp() {
    qputenv("LAFS_RANK_TIMEOUT", "4");
    const std::string directory = makeRun(StageKind::Finetune);
    WorkerTeam team = start(directory, 2);
    QVERIFY(reaches(team, directory, 3));
    ::kill(team.pid(1), SIGSTOP);
    QElapsedTimer timer;
    timer.start();
    const WorkerExit exit = endOf(team);  // the stopped process is removed as well
    qunsetenv("LAFS_RANK_TIMEOUT");
    QVERIFY(timer.elapsed() < 25000);
    QCOMPARE(exit.code, format::kExitFailed);
    QCOMPARE(exit.rank, 0);
    QCOMPARE(::kill(team.pid(1), 0), -1);
    const RunSnapshot run = RunReader(directory).snapshot();
    QVERIFY(run.state == RunState::Failed);
    const std::string& error = run.status.error;
    QVERIFY2(error.find("is silent") != std::string::npos, error.c_str());
    QCOMPARE(std::count(error.begin(), error.end(), '\n'), std::ptrdiff_t{0});
    QCOMPARE(runToEnd(directory, 1), 0);
    compare(alone_[StageKind::Finetune], directory);
  }

  void theReasonOfAFailureReachesTheWriter() {
    std::string spec = kSpec;
    const std::size_t place = spec.find("batch_size: 8, warmup_epochs: 1");
    spec.replace(place, 13, "batch_size: 6");
    const std::string directory = makeRun(StageKind::Finetune, spec);
    WorkerTeam team = start(directory, 2);
    QCOMPARE(endOf(team).code, 2);
    const std::string error = RunReader(directory).snapshot().status.error;
    QVERIFY2(error.find("multiple of 4") != std::string::npos, error.c_str());
  }
};

QTEST_GUILESS_MAIN(TestWorkerRanks)
#include "test_worker_ranks.moc"
