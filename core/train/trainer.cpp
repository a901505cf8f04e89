// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/trainer.h"

#include <ATen/ATen.h>

#include <chrono>
#include <cmath>
#include <thread>
#include <utility>
#include <vector>

#include "core/base/random_stream.h"
#include "core/base/text.h"
#include "core/model/ops/fused_ops.h"
#include "core/model/rank_group.h"
#include "core/run/run_paths.h"
#include "core/train/compute_environment.h"
#include "core/train/device.h"
#include "core/train/gradient_average.h"
#include "core/train/half_autocast.h"
#include "core/train/loss_scaler.h"
#include "core/train/rank_agreement.h"
#include "core/train/rank_checkpoint.h"
#include "core/train/step_metrics.h"
#include "core/train/training_checkpoint.h"
#include "core/train/training_position.h"

namespace lafs {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kTorchStream = 0x70726f63;  // keeps this use of the seed apart from others
constexpr auto kPauseNap = std::chrono::milliseconds(300);

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The named values that are no numbers, to say where a loss went wrong.
std::string nonFiniteTerms(const std::map<std::string, double>& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : values) {
    if (!std::isfinite(value)) names.push_back(name);
  }
  return names.empty() ? "loss" : join(names, ", ");
}

void moveTo(Batch& batch, const at::Device& device) {
  if (device.is_cpu()) return;
  for (at::Tensor& view : batch.views) view = view.to(device, /*non_blocking=*/true);
  if (batch.labels.defined()) batch.labels = batch.labels.to(device, /*non_blocking=*/true);
}

OptimizerOptions withSpreadRows(OptimizerOptions options, const Objective& objective) {
  options.spreadRows = objective.spreadRows();
  return options;
}

std::int64_t rankCount() {
  return rankGroup() ? rankGroup()->size() : 1;
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
        loader(l),
        schedules(std::move(s)),
        options(std::move(t)),
        run(r),
        hooks(std::move(h)),
        optimizer(o.groups(), withSpreadRows(options.optimizer, o)),
        scaler(options.precision == "float16"),
        checkpoints(objective, optimizer, options, run) {}

  TrainingSummary train();
  void restore();
  ControlRequests agreedWishes();
  void obeyRequests();
  void pause();
  void oneStep();
  void nextBatch(std::int64_t number);
  void accumulate(std::int64_t index);
  void update();
  void stepDone();
  void saveCheckpoint();
  void report();
  void preview(bool requested);
  void reportProgress();
  [[noreturn]] void diverged(const std::string& what, const std::string& term);
  StepContext contextOf(std::int64_t batchNumber) const;
  double decayInForce() const;

  Objective& objective;
  Loader& loader;
  Schedules schedules;
  TrainerOptions options;
  RunWriter& run;
  TrainerHooks hooks;
  Optimizer optimizer;
  LossScaler scaler;
  TrainingCheckpoints checkpoints;

  TrainingPosition position;
  StepMetrics metrics;
  std::map<std::string, double> lastMetrics;
  Batch batch;
  StepContext context;            ///< of the step's first batch
  std::int64_t loaderEpoch = -1;  ///< epoch that the loader is in; -1 = none yet
  double stepLoss = 0;
  bool resumed = false;
  bool checkpointRequested = false;
  bool previewRequested = false;
  double secondsBefore = 0;  ///< of earlier segments
  Clock::time_point started = Clock::now();
  Clock::time_point lastCheckpoint = Clock::now();
};

StepContext Trainer::State::contextOf(std::int64_t batchNumber) const {
  StepContext step;
  step.step = position.step;
  step.epoch = options.length.epochOfBatch(batchNumber);
  step.stepsPerEpoch = options.length.stepsPerEpoch();
  step.epochs = options.length.epochs;
  return step;
}

void Trainer::State::diverged(const std::string& what, const std::string& term) {
  const auto kept = checkpoints.newestStep();
  const std::string where =
      "step " + std::to_string(position.step) + " (epoch " + std::to_string(context.epoch) + ")";
  const std::string last = kept ? "the last good checkpoint, " + stepName(*kept) + ", is kept"
                                : "there is no checkpoint yet";
  throw DivergedError({where, what + ": " + term + "; " + last,
                       "lower the learning rate, clip gradients, or compute in float32"},
                      {{"step", position.step},
                       {"epoch", context.epoch},
                       {"term", term},
                       {"checkpoint", kept ? Json(stepName(*kept)) : Json()}});
}

void Trainer::State::restore() {
  const auto restored = checkpoints.restore();
  if (!restored) shareTensors(objective.state(), objective.spreadRows());
  if (restored) {
    position = restored->position;
    secondsBefore = restored->seconds;
    scaler.restore(position.scaler);
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

void Trainer::State::nextBatch(std::int64_t number) {
  const StepMetrics::Timer timer(metrics, StepPhase::Data);
  const std::int64_t epoch = options.length.epochOfBatch(number);
  if (epoch != loaderEpoch) {
    loader.startEpoch(epoch, number - epoch * options.length.batchesPerEpoch);
    loaderEpoch = epoch;
  }
  require(loader.next(batch), "the loader gave fewer batches than it promised");
  const auto rows = static_cast<std::int64_t>(batch.indices.size());
  position.images += rows * rankCount();
  if (rankGroup()) ops::shareNoise(rankGroup()->rank(), rankGroup()->size(), rows);
  moveTo(batch, options.device);
}

void Trainer::State::accumulate(std::int64_t index) {
  const std::int64_t number = options.length.firstBatch(position.step) + index;
  nextBatch(number);
  std::map<std::string, double> values;
  at::Tensor loss;
  double value = 0;
  {
    const StepMetrics::Timer timer(metrics, StepPhase::Forward);
    const HalfAutocast autocast(scaler.enabled());
    loss = objective.loss(batch, contextOf(number), values);
    value = loss.item<double>();
  }
  values["loss"] = value;
  averageValues(values);
  value = values["loss"];
  metrics.add(values);
  if (!std::isfinite(value)) diverged("the loss is not finite", nonFiniteTerms(values));
  const double share = 1.0 / static_cast<double>(options.length.accumulation);
  stepLoss += value * share;
  const StepMetrics::Timer timer(metrics, StepPhase::Backward);
  const double factor = share * scaler.scale();
  (factor == 1 ? loss : loss * factor).backward();
}

double Trainer::State::decayInForce() const {
  if (schedules.weightDecay) return schedules.weightDecay(position.step);
  double decay = 0;
  for (const ParameterGroup& group : optimizer.groups()) {
    require(!group.scheduledDecay, "a group takes a scheduled weight decay and there is none");
    decay = std::max(decay, group.weightDecay);
  }
  return decay;
}

void Trainer::State::update() {
  const StepMetrics::Timer timer(metrics, StepPhase::Optimizer);
  const double unscale = 1 / scaler.scale();
  if (rankGroup()) averageGradients(optimizer.groups(), objective.spreadRows(), *rankGroup());
  const GradientReport gradients = optimizer.measure(unscale);
  const bool finite = gradients.nonFinite.empty();
  if (!scaler.update(finite)) {
    diverged("a gradient is not finite", "gradient of " + gradients.nonFinite);
  }
  const double rate = schedules.learningRate(position.step);
  const double decay = decayInForce();
  objective.afterBackward(context);
  if (finite) optimizer.step(rate, decay, options.clip, unscale);
  std::map<std::string, double> values = {{"learning_rate", rate}, {"weight_decay", decay}};
  if (finite) values["gradient_norm"] = gradients.norm;
  if (scaler.enabled()) values["loss_scale"] = scaler.position().scale;
  objective.afterStep(context, values);
  metrics.add(values);
}

void Trainer::State::oneStep() {
  // Every step draws its noise from (seed, step): a resumed run needs no generator's state.
  const auto step = static_cast<std::uint64_t>(position.step);
  ops::beginNoiseStep(options.seed, step);
  at::manual_seed(mixKeys({kTorchStream, options.seed, step}));
  context = contextOf(options.length.firstBatch(position.step));
  stepLoss = 0;
  const std::int64_t imagesBefore = position.images;
  optimizer.clearGradients();
  for (std::int64_t i = 0; i < options.length.accumulation; ++i) accumulate(i);
  update();
  optimizer.clearGradients();
  metrics.stepDone(position.images - imagesBefore);
}

void Trainer::State::saveCheckpoint() {
  position.scaler = scaler.position();
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
  run.metrics(context.step, context.epoch, lastMetrics);
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
      context.step == 0 || options.length.epochOfStep(context.step - 1) != context.epoch;
  const bool due = every > 0 ? context.step % every == 0 : firstOfEpoch;
  if (hooks.preview && run.writes() && (due || requested)) hooks.preview(batch, context);
}

void Trainer::State::stepDone() {
  const RuntimeSpec& runtime = options.runtime;
  const bool last = position.step == options.length.steps();
  const bool epochEnds = options.length.endsEpoch(context.step);
  position.addLoss(stepLoss);
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
