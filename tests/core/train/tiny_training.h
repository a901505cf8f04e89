// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include <cmath>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/model/ops/fused_ops.h"
#include "core/train/trainer.h"

namespace lafs::test {

/// Pictures of 4 x 4 pixels of five "people", each a function of its index.
class TinySource : public FaceSource {
 public:
  explicit TinySource(std::int64_t images) : images_(images) {}
  std::int64_t size() const override { return images_; }
  std::int64_t identities() const override { return 5; }
  std::int64_t label(std::int64_t index) const override { return index % 5; }
  std::string identityName(std::int64_t label) const override { return std::to_string(label); }
  std::string imageName(std::int64_t index) const override { return std::to_string(index); }
  Image image(std::int64_t index) const override {
    RandomStream random({7, static_cast<std::uint64_t>(index)});
    Image image(4, 4);
    for (std::size_t i = 0; i < image.pixels.size(); ++i) {
      const bool lit = static_cast<std::int64_t>(i % 5) == label(index);
      image.pixels[i] = static_cast<std::uint8_t>(random.below(128) + (lit ? 127 : 0));
    }
    return image;
  }
  std::string fingerprint() const override { return "tiny"; }

 private:
  std::int64_t images_;
};

/// Softmax regression with dropout of the pixels, a noisy view, and a running mean of the weights
/// that plays the teacher.
class TinyObjective : public Objective {
 public:
  struct Options {
    double dropout = 0;
    double viewNoise = 0;
  };
  explicit TinyObjective(const Options& options) : options_(options) {
    RandomStream random({99});
    weight = at::empty({5, 48}, at::kFloat);
    for (std::int64_t i = 0; i < weight.numel(); ++i) {
      weight.data_ptr<float>()[i] = static_cast<float>(0.1 * random.normal());
    }
    weight.requires_grad_();
    bias = at::zeros({5}, at::kFloat).requires_grad_();
    teacher = weight.detach().clone();
  }

  ViewTransform transform() const override {
    ViewTransform view;
    view.shapes = {{3, 4, 4}};
    const double noise = options_.viewNoise;
    view.apply = [noise](const Image& image, RandomStream& random,
                         const std::vector<float*>& outputs) {
      for (std::size_t i = 0; i < image.pixels.size(); ++i) {
        outputs[0][i] = static_cast<float>(image.pixels[i] / 127.5 - 1 + noise * random.normal());
      }
    };
    return view;
  }
  std::vector<ParameterGroup> groups() override {
    ParameterGroup matrices{{weight}, {"weight"}, 0, 1, true};
    ParameterGroup rest{{bias}, {"bias"}, 0, 1, false};
    return {matrices, rest};
  }
  at::Tensor loss(const Batch& batch, const StepContext& context,
                  std::map<std::string, double>& metrics) override {
    if (beforeLoss) beforeLoss(context.step);
    const at::Tensor x = ops::hashDropout(batch.views[0].flatten(1), options_.dropout, true);
    const at::Tensor logits = at::linear(x, weight, bias);
    const at::Tensor loss = at::nll_loss(at::log_softmax(logits, 1), batch.labels);
    metrics["margin_term"] =
        context.step == nanAtStep ? std::numeric_limits<double>::quiet_NaN() : loss.item<double>();
    return context.step == nanAtStep ? loss * std::numeric_limits<double>::quiet_NaN() : loss;
  }
  void afterStep(const StepContext&, std::map<std::string, double>&) override {
    at::NoGradGuard noGrad;
    teacher.mul_(0.9).add_(weight, 0.1);
  }
  std::map<std::string, at::Tensor> state() override {
    return {{"weight", weight}, {"bias", bias}, {"teacher", teacher}};
  }

  at::Tensor weight, bias, teacher;
  std::function<void(std::int64_t step)> beforeLoss;
  std::int64_t nanAtStep = -1;

 private:
  Options options_;
};

/// One training in a run directory; the defaults make a short run with everything random on.
struct TinyTraining {
  std::string directory;
  std::int64_t images = 44;
  std::int64_t batchSize = 4;
  std::int64_t accumulation = 1;
  std::int64_t epochs = 3;
  std::int64_t maxSteps = 0;
  std::int64_t loaderThreads = 1;
  TinyObjective::Options objective{0.2, 0.3};
  OptimizerOptions optimizer;
  Clip clip;
  RuntimeSpec runtime;
  std::int64_t nanAtStep = -1;
  std::function<void(std::int64_t step)> beforeLoss;
  std::function<void(const StepContext& step)> preview;
  std::string precision = "float32";
  Schedules schedule = schedules();

  struct Result {
    TrainingSummary summary;
    at::Tensor weight, bias, teacher;
  };

  Result run() const {
    RunWriter writer(directory);
    TinyObjective tiny(objective);
    tiny.nanAtStep = nanAtStep;
    tiny.beforeLoss = beforeLoss;
    auto source = std::make_shared<TinySource>(images);
    std::vector<std::int64_t> all;
    for (std::int64_t i = 0; i < images; ++i) all.push_back(i);
    LoaderOptions load;
    load.batchSize = batchSize;
    load.threads = loaderThreads;
    load.seed = 5;
    Loader loader(source, all, tiny.transform(), load);
    TrainerOptions options;
    options.length = {loader.stepsPerEpoch(), accumulation, epochs, maxSteps};
    options.optimizer = optimizer;
    options.clip = clip;
    options.seed = 11;
    options.runtime = runtime;
    options.precision = precision;
    TrainerHooks hooks;
    if (preview) hooks.preview = [this](const Batch&, const StepContext& s) { preview(s); };
    Trainer trainer(tiny, loader, schedule, options, writer, hooks);
    Result result;
    result.summary = trainer.run();
    writer.finishDone();
    result.weight = tiny.weight.detach();
    result.bias = tiny.bias.detach();
    result.teacher = tiny.teacher;
    return result;
  }

  static Schedules schedules() {
    Schedules s;
    s.learningRate = [](std::int64_t step) { return 0.01 / (1 + 0.1 * static_cast<double>(step)); };
    s.weightDecay = [](std::int64_t step) { return 0.01 * static_cast<double>(step); };
    return s;
  }
};

}  // namespace lafs::test
