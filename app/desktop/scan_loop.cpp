// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/scan_loop.h"

#include <QThread>
#include <chrono>
#include <filesystem>
#include <set>
#include <utility>

#include "app/desktop/run_index.h"
#include "core/run/clock.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr int kPauseMs = 700;
constexpr int kRestingPerLook = 300;  // of the runs that do not move, looked at in turn
constexpr double kIndexSeconds = 20;  // the index is written at most so often
constexpr double kDeliverSeconds =
    0.4;  // during the first look, so that a table fills as one watches

double steadySeconds() {
  const auto time = std::chrono::steady_clock::now().time_since_epoch();
  return std::chrono::duration<double>(time).count();
}

/// What a table of runs shows: every folder but those that begin with a dot, and a file that bears
/// the name of a run.
std::set<std::string> foldersIn(const std::string& folder) {
  std::set<std::string> found;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    if (name.empty() || name.front() == '.') continue;
    if (entry.is_directory(error) || parseRunName(name)) {
      found.insert(entry.path().string());
    }
  }
  return found;
}

bool moves(const RunRow& row) {
  return isLive(row.state) || row.state == RunState::Queued;
}

}  // namespace

ScanLoop::ScanLoop(std::string runsFolder, std::string indexFile)
    : runsFolder_(std::move(runsFolder)), indexFile_(std::move(indexFile)) {}

void ScanLoop::begin() {
  timer_ = new QTimer(this);
  timer_->setSingleShot(true);
  connect(timer_, &QTimer::timeout, this, &ScanLoop::look);
  takeIndex();
  look();
}

/// What was true when the last window closed is shown at once; the first look mends the rest.
void ScanLoop::takeIndex() {
  std::map<std::string, ReadRun> known = loadRunIndex(indexFile_, runsFolder_);
  for (auto& [directory, read] : known) runs_[directory].read = std::move(read);
  if (!runs_.empty()) deliver(false);
}

void ScanLoop::keepIndex() {
  if (!indexStale_ || steadySeconds() - indexKept_ < kIndexSeconds) return;
  std::map<std::string, ReadRun> rows;
  for (const auto& [directory, watched] : runs_) {
    if (watched.read.row) rows[directory] = watched.read;
  }
  saveRunIndex(indexFile_, runsFolder_, rows);
  indexStale_ = false;
  indexKept_ = steadySeconds();
}

void ScanLoop::lookAtAll() {
  all_ = true;
  if (timer_) timer_->start(0);
}

/// True when directories came or went.
bool ScanLoop::listFolder() {
  const double begin = steadySeconds();
  const std::set<std::string> found = foldersIn(runsFolder_);
  latencyMs_ = (steadySeconds() - begin) * 1e3;
  bool changed = false;
  for (auto run = runs_.begin(); run != runs_.end();) {
    if (found.count(run->first) == 0) {
      run = runs_.erase(run);
      changed = true;
    } else {
      ++run;
    }
  }
  for (const std::string& directory : found) {
    if (runs_.emplace(directory, Watched{}).second) changed = true;
  }
  return changed;
}

/// True when the row is another one.
bool ScanLoop::refresh(const std::string& directory, Watched& watched) {
  const RunRowPtr before = watched.read.row;
  if (before && !isLive(before->state) && before->problem.empty()) {
    // Without stage.json the directory is in the making, and turns into a problem with time.
    const RunStamps now = RunStamps::of(RunPaths(directory));
    if (now == watched.read.stamps && now.files[RunStamps::Stage].size >= 0) return false;
  }
  ReadRun read = readRunRow(directory, watched.read);
  const RunRow& row = *read.row;
  watched.timeLeft.observe(steadySeconds(), row.progress.step);
  if (row.state == RunState::Running && !row.paused) {
    auto withTime = std::make_shared<RunRow>(row);
    withTime->left = watched.timeLeft.left(row.progress.steps);
    read.row = withTime;
  }
  const bool same = before && read.stamps == watched.read.stamps && row.state == before->state &&
                    row.problem == before->problem && !isLive(row.state);
  if (same) return false;
  if (!moves(row)) indexStale_ = true;
  watched.read = std::move(read);
  return true;
}

void ScanLoop::look() {
  bool changed = listFolder();
  const bool first = all_;
  all_ = false;
  int resting = 0;
  double delivered = steadySeconds();
  bool undelivered = changed;
  auto turn = runs_.lower_bound(next_);
  for (std::size_t i = 0; i < runs_.size(); ++i) {
    if (turn == runs_.end()) turn = runs_.begin();
    Watched& watched = turn->second;
    const bool rests = watched.read.row && !moves(*watched.read.row);
    if (!rests || first || resting < kRestingPerLook) {
      if (rests && ++resting == kRestingPerLook) next_ = turn->first;
      if (refresh(turn->first, watched)) changed = undelivered = true;
      if (first && undelivered && steadySeconds() - delivered > kDeliverSeconds) {
        deliver(false);
        delivered = steadySeconds();
        undelivered = false;
      }
      if (QThread::currentThread()->isInterruptionRequested()) return;
    }
    ++turn;
  }
  const std::vector<PlanView> plans = readPlans(runsFolder_);
  std::string plansText;
  for (const PlanView& plan : plans) {
    plansText += plan.path + plan.state + (plan.live ? "+" : "-") + plan.stages.dump();
  }
  changed = changed || plansText != plansText_;
  plansText_ = std::move(plansText);
  if (changed || first) deliver(true);
  keepIndex();
  timer_->start(kPauseMs);
}

void ScanLoop::deliver(bool complete) {
  auto list = std::make_shared<RunList>();
  list->rows.reserve(runs_.size());
  for (const auto& [directory, watched] : runs_) {
    if (watched.read.row) list->rows.push_back(watched.read.row);
  }
  list->plans = readPlans(runsFolder_);
  list->complete = complete;
  list->latencyMs = latencyMs_;
  list->time = unixTime();
  Q_EMIT looked(list);
}

}  // namespace lafs
