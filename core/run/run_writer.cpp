// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_writer.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/run/append_file.h"
#include "core/run/claim.h"
#include "core/run/clock.h"
#include "core/run/control_requests.h"
#include "core/run/provenance_record.h"
#include "core/run/run_lines.h"
#include "core/run/run_paths.h"
#include "core/run/run_status.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr double kPollSeconds = 0.25;

/// What a killed writer left behind while it replaced a file.
void removeTemporaries(const std::string& directory) {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(directory, error)) {
    const std::string name = entry.path().filename().string();
    const bool temporary =
        name.size() > 5 && name[0] == '.' && name.compare(name.size() - 4, 4, ".tmp") == 0;
    std::error_code ignored;
    if (temporary && entry.is_regular_file(ignored)) fs::remove(entry.path(), ignored);
  }
}

}  // namespace

struct RunWriter::State {
  State(std::string directory, std::int64_t itsRank) : paths(std::move(directory)), rank(itsRank) {}

  RunPaths paths;
  std::int64_t rank;  ///< above 0: nothing but the log is written
  Claim claim;
  RunStatus status;
  double secondsBefore = 0;       ///< worked under earlier claims
  std::int64_t lastSegment = -1;  ///< of earlier claims
  bool segmentBegun = false;
  bool finished = false;
  ProvenanceRecord provenance;
  std::unique_ptr<AppendFile> metricsFile;
  std::unique_ptr<AppendFile> logFile;
  ControlRequests requests;
  std::chrono::steady_clock::time_point began = std::chrono::steady_clock::now();
  std::chrono::steady_clock::time_point polled;

  std::mutex mutex;  ///< guards everything above against the heartbeat
  std::condition_variable wake;
  bool ending = false;
  std::atomic<bool> lost{false};
  std::thread heart;

  void stamp() {
    const std::chrono::duration<double> worked = std::chrono::steady_clock::now() - began;
    status.seconds = secondsBefore + worked.count();
    status.updated = unixTime();
    ++status.heartbeat;
  }

  void beat() {
    std::unique_lock<std::mutex> lock(mutex);
    const auto pause = std::chrono::duration<double>(format::kHeartbeatSeconds);
    while (!wake.wait_for(lock, pause, [this] { return ending; })) {
      stamp();
      const RunStatus copy = status;
      lock.unlock();
      const bool gone = claimLost(paths, claim);
      try {
        // A taken-over directory belongs to another worker: not a byte more.
        if (!gone) writeStatus(paths, copy, Durability::Heartbeat);
      } catch (const UserError&) {
        // A full disk shows in the next metrics line or checkpoint, which can be reported.
      }
      lock.lock();
      if (gone) lost = true;
    }
  }

  void stopHeart() {
    {
      const std::lock_guard<std::mutex> lock(mutex);
      ending = true;
    }
    wake.notify_all();
    if (heart.joinable()) heart.join();
  }

  void checkClaim() const {
    if (!lost) return;
    throw UserError(paths.directory(),
                    "was taken over by another worker after this one had been silent for long",
                    "nothing to do: the other worker goes on from the last checkpoint");
  }

  void finish(WorkerState state, const std::string& error, const Json& details) {
    if (rank > 0) return;
    require(!finished, "a run is finished once");
    stopHeart();
    checkClaim();
    status.state = state;
    status.paused = false;
    status.stopRequested = state == WorkerState::Stopped && readRequests(paths).stop;
    status.error = error;
    status.errorDetails = details.is_null() ? Json::object() : details;
    stamp();
    if (metricsFile) metricsFile->sync();
    writeStatus(paths, status, Durability::Lasting);
    finished = true;
    clearRequests(paths);
    releaseClaim(paths, claim);
  }
};

RunWriter::RunWriter(std::string directory, double patienceSeconds, std::int64_t rank)
    : state_(std::make_unique<State>(std::move(directory), rank)) {
  State& s = *state_;
  if (!fs::is_directory(s.paths.directory())) {
    throw UserError(s.paths.directory(), "is no run directory", "lafs-workbench makes one");
  }
  if (!writes()) {
    s.logFile = std::make_unique<AppendFile>(s.paths.rankLog(rank));
    return;
  }
  s.claim = acquireClaim(s.paths, patienceSeconds);
  removeTemporaries(s.paths.directory());
  for (const std::string& folder :
       {s.paths.previews(), s.paths.checkpoints(), s.paths.results(), s.paths.control()}) {
    fs::create_directories(folder);
  }
  clearRequests(s.paths);
  if (const auto before = readStatus(s.paths)) {
    s.secondsBefore = before->seconds;
    s.lastSegment = before->segment;
    s.status.progress = before->progress;
  }
  s.metricsFile = std::make_unique<AppendFile>(s.paths.metrics());
  s.logFile = std::make_unique<AppendFile>(s.paths.log());
  s.status.claim = s.claim.generation;
  s.status.process = s.claim.process;
  s.status.started = unixTime();
  s.status.segment = s.lastSegment + 1;
  s.stamp();
  writeStatus(s.paths, s.status, Durability::Lasting);
  s.heart = std::thread([&s] { s.beat(); });
}

RunWriter::~RunWriter() {
  State& s = *state_;
  if (s.finished || !writes()) return;
  try {
    s.finish(WorkerState::Interrupted, {}, {});
  } catch (const std::exception&) {
    // Left as it is, a reader finds the process gone and calls the run dead: the same remedy.
  }
}

const std::string& RunWriter::directory() const {
  return state_->paths.directory();
}

bool RunWriter::writes() const {
  return state_->rank == 0;
}

void RunWriter::provenance(const Json& facts) {
  if (!writes()) return;
  State& s = *state_;
  const std::lock_guard<std::mutex> lock(s.mutex);
  s.checkClaim();
  s.provenance.write(s.paths, s.claim, s.status.started, facts);
}

void RunWriter::progress(const RunProgress& progress) {
  if (!writes()) return;
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->checkClaim();
  state_->status.progress = progress;
}

void RunWriter::metrics(std::int64_t step, std::int64_t epoch,
                        const std::map<std::string, double>& values) {
  if (!writes()) return;
  if (!state_->segmentBegun) beginSegment(step);
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->checkClaim();
  state_->metricsFile->append(metricsLine(step, epoch, state_->status.segment, values));
}

void RunWriter::log(LogLevel level, const std::string& text) {
  const std::lock_guard<std::mutex> lock(state_->mutex);
  state_->logFile->append(logLine(level, text));
}

ControlRequests RunWriter::poll() {
  if (!writes()) return {};
  State& s = *state_;
  const std::lock_guard<std::mutex> lock(s.mutex);
  s.checkClaim();
  const auto now = std::chrono::steady_clock::now();
  if (now - s.polled < std::chrono::duration<double>(kPollSeconds)) {
    s.requests.checkpoint = s.requests.preview = false;  // taken by the poll before
    return s.requests;
  }
  s.polled = now;
  s.requests = readRequests(s.paths);
  if (s.requests.checkpoint) withdrawRequest(s.paths, format::kCheckpointRequest);
  if (s.requests.preview) withdrawRequest(s.paths, format::kPreviewRequest);
  s.status.paused = s.requests.pause && !s.requests.stop;
  return s.requests;
}

void RunWriter::beginSegment(std::int64_t restoredStep) {
  if (!writes()) return;
  State& s = *state_;
  const std::lock_guard<std::mutex> lock(s.mutex);
  s.checkClaim();
  if (s.segmentBegun) ++s.status.segment;
  s.segmentBegun = true;
  s.metricsFile->append(Json{
      {"segment", s.status.segment},
      {"restored_step", restoredStep},
      {"time", unixTime()}}.dump());
}

void RunWriter::result(const std::string& name, const std::string& bytes) {
  if (!writes()) return;
  state_->checkClaim();
  writeFileAtomically(state_->paths.result(name), bytes);
}

std::string RunWriter::resultPath(const std::string& name) const {
  return state_->paths.result(name);
}

std::string RunWriter::checkpointsDir() const {
  return state_->paths.checkpoints();
}

std::string RunWriter::previewsDir() const {
  return state_->paths.previews();
}

void RunWriter::finishDone() {
  state_->finish(WorkerState::Done, {}, {});
}

void RunWriter::finishStopped() {
  state_->finish(WorkerState::Stopped, {}, {});
}

void RunWriter::finishFailed(const std::string& error, const Json& details) {
  log(LogLevel::Error, error);
  state_->finish(WorkerState::Failed, error, details);
}

}  // namespace lafs
