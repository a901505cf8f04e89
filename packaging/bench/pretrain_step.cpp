// SPDX-License-Identifier: GPL-3.0-or-later
#include "packaging/bench/pretrain_step.h"

#include <torch/torch.h>

#include <chrono>
#include <map>

#include "core/loss/dino/dino_loss.h"
#include "core/model/frozen_landmark_cnn.h"
#include "core/model/ops/fused_ops.h"
#include "core/train/dino_objective.h"
#include "core/train/landmark_encoders.h"
#include "core/train/optimizer.h"

namespace lafs::bench {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kSeed = 1;
constexpr double kLearningRate = 1e-4, kWeightDecay = 0.04, kMomentum = 0.996;

double secondsSince(Clock::time_point start) {
  return std::chrono::duration<double>(Clock::now() - start).count();
}

/// Views in the loader's order: for each view the plain tensor, then the colour tensor.
Batch randomBatch(const ModelShape& shape, const PretrainSpec& spec) {
  Batch batch;
  const std::int64_t side = shape.imageSize;
  for (std::int64_t i = 0; i < 2 * (2 + spec.localViews); ++i) {
    batch.views.push_back(at::rand({spec.batchSize, 3, side, side}) * 2 - 1);
  }
  for (std::int64_t i = 0; i < spec.batchSize; ++i) batch.indices.push_back(i);
  return batch;
}

/// Names and measures what lies between two calls.
class Stopwatch {
 public:
  explicit Stopwatch(PhaseTimes& times) : times_(times) {}
  void lap(const std::string& name) {
    times_.emplace_back(name, secondsSince(last_));
    last_ = Clock::now();
  }

 private:
  PhaseTimes& times_;
  Clock::time_point last_ = Clock::now();
};

}  // namespace

struct PretrainStep::State {
  State(const ModelShape& shape, const PretrainSpec& wanted)
      : spec(wanted),
        cnn(std::make_shared<FrozenLandmarkCnn>(LandmarkCnn(shape))),
        objective(spec, shape,
                  std::make_unique<LafsEncoder>(spec, shape, cnn, seededDrawer(kSeed))),
        optimizer(objective.groups(), OptimizerOptions()),
        batch(randomBatch(shape, spec)) {
    context.epochs = spec.epochs;
    context.stepsPerEpoch = 1000;
    context.epoch = spec.freezeLastLayerEpochs;
    if (spec.clipNorm > 0) clip = {ClipRule::PerTensor, spec.clipNorm};
  }

  /// As the trainer does it: gradients to moments, parameters, teacher, centre.
  void update() {
    optimizer.measure();
    objective.afterBackward(context);
    optimizer.step(kLearningRate, kWeightDecay, clip);
    objective.follow(kMomentum);
    optimizer.clearGradients();
  }

  PretrainSpec spec;
  std::shared_ptr<FrozenLandmarkCnn> cnn;
  DinoObjective objective;
  Optimizer optimizer;
  Batch batch;
  StepContext context;
  Clip clip;
  double lastLoss = 0;
};

PretrainStep::PretrainStep(const ModelShape& shape, const PretrainSpec& spec)
    : state_(std::make_unique<State>(shape, spec)) {}

PretrainStep::~PretrainStep() = default;

double PretrainStep::loss() const {
  return state_->lastLoss;
}

double PretrainStep::run() {
  State& s = *state_;
  const auto start = Clock::now();
  ops::beginNoiseStep(kSeed, static_cast<std::uint64_t>(s.context.step++));
  std::map<std::string, double> metrics;
  s.objective.loss(s.batch, s.context, metrics).backward();
  s.update();
  s.lastLoss = metrics.at("loss");
  return secondsSince(start);
}

PhaseTimes PretrainStep::runTimed() {
  State& s = *state_;
  PhaseTimes times;
  ops::beginNoiseStep(kSeed, static_cast<std::uint64_t>(s.context.step++));
  DinoBranch student = s.objective.student(), teacher = s.objective.teacher();
  const std::int64_t globals = 2;
  const auto backbone = [&](DinoBranch& branch, const std::vector<at::Tensor>& views) {
    const std::vector<at::Tensor> full(views.begin(), views.begin() + globals);
    at::Tensor features = branch->fvit()->forward(at::cat(full));
    if (views.size() > full.size()) {
      const std::vector<at::Tensor> subset(views.begin() + globals, views.end());
      features = at::cat({features, branch->fvit()->forward(at::cat(subset))});
    }
    return features;
  };

  std::vector<at::Tensor> plain;
  for (std::size_t i = 0; i < s.batch.views.size(); i += 2) plain.push_back(s.batch.views[i]);
  Stopwatch watch(times);
  {
    at::NoGradGuard noGrad;
    landmarksOf(*s.cnn, plain);
  }
  watch.lap("landmark CNN");
  const double cnnSeconds = times.back().second;
  const BranchViews views = s.objective.encoder().encode(s.batch);
  watch.lap("patches");
  times.back().second = std::max(0.0, times.back().second - cnnSeconds);
  at::Tensor teacherLogits;
  {
    at::NoGradGuard noGrad;
    const at::Tensor features = backbone(teacher, views.teacher);
    watch.lap("teacher transformer");
    teacherLogits = teacher->head()->forward(features);
  }
  watch.lap("teacher head");
  at::Tensor features = backbone(student, views.student);
  watch.lap("student transformer forward");
  // Calls back when the head's backward pass has made the gradient of its input.
  Clock::time_point headDone = Clock::now();
  features.register_hook([&headDone](const at::Tensor&) { headDone = Clock::now(); });
  const at::Tensor logits = student->head()->forward(features);
  watch.lap("student head forward");
  const at::Tensor loss =
      dinoLoss(logits, teacherLogits, s.objective.centre(), s.objective.encoder().views(),
               s.spec.batchSize, s.spec.studentTemperature, s.spec.teacherTemperature)
          .loss;
  watch.lap("loss with gradient");
  const auto start = Clock::now();
  loss.backward();
  const double whole = secondsSince(start);
  const double head = std::chrono::duration<double>(headDone - start).count();
  times.emplace_back("student head backward", head);
  times.emplace_back("student transformer backward", whole - head);
  Stopwatch rest(times);
  s.update();
  rest.lap("optimizer and teacher");
  return times;
}

}  // namespace lafs::bench
