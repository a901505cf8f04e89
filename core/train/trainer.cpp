// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "core/run/run_paths.h"
#include "core/train/device.h"
#include "core/train/rank_agreement.h"
#include "core/train/rank_checkpoint.h"
#include "core/train/training_checkpoint.h"
#include "core/train/training_step.h"

namespace lafs {

namespace {

using Clock = std::chrono::steady_clock;

constexpr auto kPauseNap = std::chrono::milliseconds(300);

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

void checkOptions(const TrainerOptions& options, const Loader& loader, const Schedules& schedules) {
  require(options.length.batchesPerEpoch == loader.stepsPerEpoch() || loader.stepsPerEpoch() == 0,
          "TrainingLength::batchesPerEpoch is not the loader's");
  require(static_cast<bool>(schedules.learningRate), "a training needs a learning rate");
  checkPrecision(options.precision, options.device);
  if (loader.stepsPerEpoch() == 0) {
    throw UserError("batch_size", "the training set holds fewer images than one batch",
                    "make the batch smaller, or use more identities or shots");
  }
  if (options.length.steps() == 0) {
    throw UserError("accumulation", "all epochs together hold fewer batches than one step takes",
                    "lower accumulation, or train for more epochs");
  }
}

}  // namespace

DivergedError::DivergedError(const Problem& problem, Json details)
    : UserError({problem}), details_(std::move(details)) {}

struct Trainer::State {
  State(Objective& o, Loader& l, Schedules s, TrainerOptions t, RunWriter& r, TrainerHooks h)
      : objective(o),
        schedules(std::move(s)),
        options(std::move(t)),
        run(r),
        hooks(std::move(h)),
        step(o, l, schedules, options, metrics),
        checkpoints(objective, step.optimizer(), options, run) {}

  TrainingSummary train();
  void restore();
  ControlRequests agreedWishes();
  void obeyRequests();
  void pause();
  void oneStep();
  void stepDone();
  void saveCheckpoint();
  void report();
  void preview(bool requested);
  void reportProgress();
  [[noreturn]] void diverged(const std::string& what, const std::string& term);

  Objective& objective;
  Schedules schedules;
  TrainerOptions options;
  RunWriter& run;
  TrainerHooks hooks;
  StepMetrics metrics;
  TrainingStep step;
  TrainingCheckpoints checkpoints;

  TrainingPosition position;
  std::map<std::string, double> lastMetrics;
  bool resumed = false;
  bool checkpointRequested = false;
  bool previewRequested = false;
  double secondsBefore = 0;  ///< of earlier segments
  Clock::time_point started = Clock::now();
  Clock::time_point lastCheckpoint = Clock::now();
};

void Trainer::State::diverged(const std::string& what, const std::string& term) {
  const auto kept = checkpoints.newestStep();
  const std::string where = "step " + std::to_string(position.step) + " (epoch " +
                            std::to_string(step.context().epoch) + ")";
  const std::string last = kept ? "the last good checkpoint, " + stepName(*kept) + ", is kept"
                                : "there is no checkpoint yet";
  throw DivergedError({where, what + ": " + term + "; " + last,
                       "lower the learning rate, clip gradients, or compute in float32"},
                      {{"step", position.step},
                       {"epoch", step.context().epoch},
                       {"term", term},
                       {"checkpoint", kept ? Json(stepName(*kept)) : Json()}});
}

void Trainer::State::restore() {
  const auto restored = checkpoints.restore();
  if (!restored) shareTensors(objective.state(), objective.spreadRows());
  if (restored) {
    position = restored->position;
    secondsBefore = restored->seconds;
    step.scaler().restore(position.scaler);
    objective.restored();
    resumed = true;
  }
  run.beginSegment(position.step);
}

void Trainer::State::pause() {
  run.log(LogLevel::Info, "paused after step " + std::to_string(position.step));
  ControlRequests requests;
  do {
    std::this_thread::sleep_for(kPauseNap);
    requests = agreedWishes();
    if (requests.checkpoint) saveCheckpoint();
  } while (requests.pause && !requests.stop);
  run.log(LogLevel::Info, "goes on");
}

ControlRequests Trainer::State::agreedWishes() {
  ControlRequests wishes = run.poll();
  wishes.stop = wishes.stop || stopRequested();
  return agreedRequests(wishes);
}

void Trainer::State::obeyRequests() {
  ControlRequests requests = agreedWishes();
  if (requests.pause && !requests.stop) {
    pause();
    requests = agreedWishes();
  }
  checkpointRequested = checkpointRequested || requests.checkpoint;
  previewRequested = previewRequested || requests.preview;
  if (!requests.stop) return;
  if (position.step > 0) saveCheckpoint();
  run.log(LogLevel::Info, "stopped on request after step " + std::to_string(position.step));
  throw Stopped();
}

void Trainer::State::oneStep() {
  try {
    step.take(position);
  } catch (const NotFinite& bad) {
    diverged(bad.what, bad.term);
  }
}

void Trainer::State::saveCheckpoint() {
  position.scaler = step.scaler().position();
  if (!writerSays(checkpoints.has(position.step))) {
    const std::string bad = checkpoints.nonFiniteTensor();
    if (anyRank(!bad.empty())) {
      diverged("a value of the model is not finite", bad.empty() ? "on another rank" : bad);
    }
    checkpoints.save(position, secondsBefore + secondsSince(started));
  }
  lastCheckpoint = Clock::now();
}

void Trainer::State::report() {
  lastMetrics = metrics.taken();
  run.metrics(step.context().step, step.context().epoch, lastMetrics);
}

void Trainer::State::reportProgress() {
  RunProgress progress;
  progress.step = position.step;
  progress.steps = options.length.steps();
  progress.epoch = options.length.epochOfStep(position.step);
  progress.epochs = options.length.epochs;
  progress.rate = metrics.recentRate();
  run.progress(progress);
}

void Trainer::State::preview(bool requested) {
  const std::int64_t every = options.runtime.previewSteps;
  const bool firstOfEpoch =
      step.context().step == 0 ||
      options.length.epochOfStep(step.context().step - 1) != step.context().epoch;
  const bool due = every > 0 ? step.context().step % every == 0 : firstOfEpoch;
  if (hooks.preview && run.writes() && (due || requested))
    hooks.preview(step.batch(), step.context());
}

void Trainer::State::stepDone() {
  const RuntimeSpec& runtime = options.runtime;
  const bool last = position.step == options.length.steps();
  const bool epochEnds = options.length.endsEpoch(step.context().step);
  position.addLoss(step.loss());
  if (epochEnds) position.endEpoch();
  const std::int64_t every = std::max<std::int64_t>(1, runtime.logSteps);
  if (last || position.step % every == 0) report();
  reportProgress();
  preview(std::exchange(previewRequested, false));
  const bool asked = std::exchange(checkpointRequested, false);
  const bool due = (runtime.checkpointSteps > 0 && position.step % runtime.checkpointSteps == 0) ||
                   (runtime.checkpointMinutes > 0 &&
                    writerSays(secondsSince(lastCheckpoint) >= 60 * runtime.checkpointMinutes));
  if (epochEnds || last || due || asked) saveCheckpoint();
}

TrainingSummary Trainer::State::train() {
  started = Clock::now();
  restore();
  reportProgress();
  lastCheckpoint = Clock::now();
  metrics = StepMetrics();
  while (position.step < options.length.steps()) {
    obeyRequests();
    oneStep();
    ++position.step;
    stepDone();
  }
  TrainingSummary summary;
  summary.steps = position.step;
  summary.epochs = options.length.epochs;
  summary.images = position.images;
  summary.seconds = secondsBefore + secondsSince(started);
  summary.resumed = resumed;
  summary.metrics = lastMetrics;
  return summary;
}

Trainer::Trainer(Objective& objective, Loader& loader, Schedules schedules, TrainerOptions options,
                 RunWriter& run, TrainerHooks hooks) {
  checkOptions(options, loader, schedules);
  state_ = std::make_unique<State>(objective, loader, std::move(schedules), std::move(options), run,
                                   std::move(hooks));
}

Trainer::~Trainer() = default;

TrainingSummary Trainer::run() {
  return state_->train();
}

}  // namespace lafs
