// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/loader.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <numeric>
#include <thread>
#include <utility>

#include "core/base/error.h"

namespace lafs {

namespace {

constexpr std::uint64_t kOrderKey = 0x6f726472;
constexpr std::uint64_t kSampleKey = 0x73616d70;

}  // namespace

RandomStream sampleRandom(std::uint64_t seed, std::int64_t epoch, std::int64_t index) {
  return RandomStream(
      {kSampleKey, seed, static_cast<std::uint64_t>(epoch), static_cast<std::uint64_t>(index)});
}

std::vector<std::int64_t> epochOrder(std::uint64_t seed, std::int64_t epoch, std::int64_t count) {
  RandomStream random({kOrderKey, seed, static_cast<std::uint64_t>(epoch)});
  return random.permutation(count);
}

/// Threads take samples one by one, in the order of the epoch, from a window of batches that slides
/// with the consumer; so several threads share even a single batch.
struct Loader::State {
  struct Slot {
    Batch batch;
    std::int64_t nextSample = 0;  ///< first sample that no thread has taken
    std::int64_t finished = 0;
    std::exception_ptr error;
    std::int64_t samples() const { return static_cast<std::int64_t>(batch.indices.size()); }
  };

  std::shared_ptr<const FaceSource> source;
  std::vector<std::int64_t> subset;
  ViewTransform transform;
  LoaderOptions options;
  std::map<std::int64_t, std::int64_t> denseLabels;  ///< source label to 0 … classes-1

  std::mutex mutex;
  std::condition_variable workReady, batchReady;
  std::deque<std::unique_ptr<Slot>> window;  ///< front is what next() yields
  std::vector<std::int64_t> order;           ///< of this epoch, positions in `subset`
  std::int64_t epoch = 0;
  std::int64_t armed = 0;  ///< next step to put into the window
  std::int64_t steps = 0;
  std::int64_t busy = 0;  ///< samples being made now
  bool stopping = false;
  std::vector<std::thread> threads;

  std::unique_ptr<Slot> makeSlot(std::int64_t step) const;
  void fillWindow();
  Slot* findWork();
  void work();
  void makeSample(const Slot& slot, std::int64_t sample) const;
};

std::unique_ptr<Loader::State::Slot> Loader::State::makeSlot(std::int64_t step) const {
  auto slot = std::make_unique<Slot>();
  const auto total = static_cast<std::int64_t>(order.size());
  const std::int64_t size = options.batchSize / options.parts;
  const std::int64_t first = step * options.batchSize + options.part * size;
  const std::int64_t count = std::min(size, total - first);
  Batch& batch = slot->batch;
  batch.epoch = epoch;
  batch.step = step;
  batch.labels = at::empty({count}, at::kLong);
  auto* labels = batch.labels.data_ptr<std::int64_t>();
  for (std::int64_t k = 0; k < count; ++k) {
    const std::int64_t index = subset[order[first + k]];
    batch.indices.push_back(index);
    labels[k] = denseLabels.at(source->label(index));
  }
  for (const auto& shape : transform.shapes) {
    batch.views.push_back(at::empty({count, shape[0], shape[1], shape[2]}, at::kFloat));
  }
  return slot;
}

void Loader::State::fillWindow() {
  const std::int64_t depth = std::max<std::int64_t>(1, options.prefetch);
  while (armed < steps && static_cast<std::int64_t>(window.size()) < depth) {
    window.push_back(makeSlot(armed++));
  }
  workReady.notify_all();
}

Loader::State::Slot* Loader::State::findWork() {
  for (const auto& slot : window) {
    if (slot->nextSample < slot->samples()) return slot.get();
  }
  return nullptr;
}

void Loader::State::makeSample(const Slot& slot, std::int64_t sample) const {
  const Batch& batch = slot.batch;
  const std::int64_t index = batch.indices[sample];
  std::vector<float*> outputs;
  for (const at::Tensor& view : batch.views) {
    outputs.push_back(view.data_ptr<float>() + sample * view.stride(0));
  }
  RandomStream random = sampleRandom(options.seed, batch.epoch, index);
  transform.apply(source->image(index), random, outputs);
}

void Loader::State::work() {
  std::unique_lock<std::mutex> lock(mutex);
  for (;;) {
    Slot* slot = nullptr;
    workReady.wait(lock, [&] { return stopping || (slot = findWork()) != nullptr; });
    if (stopping) return;
    const std::int64_t sample = slot->nextSample++;
    ++busy;
    lock.unlock();
    std::exception_ptr error;
    try {
      makeSample(*slot, sample);
    } catch (...) {
      error = std::current_exception();
    }
    lock.lock();
    --busy;
    ++slot->finished;
    if (error && !slot->error) slot->error = error;
    batchReady.notify_all();
  }
}

Loader::Loader(std::shared_ptr<const FaceSource> source, std::vector<std::int64_t> subset,
               ViewTransform transform, LoaderOptions options)
    : state_(std::make_unique<State>()) {
  require(options.batchSize > 0 && options.threads > 0, "Loader needs a batch size and threads");
  require(!subset.empty(), "Loader needs at least one sample");
  require(options.part >= 0 && options.part < options.parts &&
              options.batchSize % options.parts == 0 && (options.parts == 1 || options.dropLast),
          "Loader parts are equal parts of whole batches");
  state_->source = std::move(source);
  state_->subset = std::move(subset);
  state_->transform = std::move(transform);
  state_->options = options;
  for (std::int64_t index : state_->subset) state_->denseLabels[state_->source->label(index)] = 0;
  std::int64_t dense = 0;
  for (auto& [label, number] : state_->denseLabels) number = dense++;
  for (std::int64_t k = 0; k < options.threads; ++k) {
    state_->threads.emplace_back([state = state_.get()] { state->work(); });
  }
}

Loader::~Loader() {
  {
    const std::lock_guard<std::mutex> lock(state_->mutex);
    state_->stopping = true;
  }
  state_->workReady.notify_all();
  for (std::thread& thread : state_->threads) thread.join();
}

std::int64_t Loader::stepsPerEpoch() const {
  const auto count = static_cast<std::int64_t>(state_->subset.size());
  const std::int64_t size = state_->options.batchSize;
  return state_->options.dropLast ? count / size : (count + size - 1) / size;
}

std::int64_t Loader::classes() const {
  return static_cast<std::int64_t>(state_->denseLabels.size());
}

void Loader::startEpoch(std::int64_t epoch, std::int64_t firstStep) {
  State& s = *state_;
  std::unique_lock<std::mutex> lock(s.mutex);
  for (const auto& slot : s.window) slot->nextSample = slot->samples();  // nobody starts on those
  s.batchReady.wait(lock, [&] { return s.busy == 0; });
  s.window.clear();
  const auto count = static_cast<std::int64_t>(s.subset.size());
  if (s.options.shuffle) {
    s.order = epochOrder(s.options.seed, epoch, count);
  } else {
    s.order.resize(count);
    std::iota(s.order.begin(), s.order.end(), std::int64_t{0});
  }
  s.epoch = epoch;
  s.armed = firstStep;
  s.steps = stepsPerEpoch();
  s.fillWindow();
}

bool Loader::next(Batch& batch) {
  State& s = *state_;
  std::unique_lock<std::mutex> lock(s.mutex);
  if (s.window.empty()) return false;
  State::Slot& front = *s.window.front();
  s.batchReady.wait(lock, [&] { return front.finished == front.samples(); });
  const std::exception_ptr error = front.error;
  batch = std::move(front.batch);
  s.window.pop_front();
  if (error) {
    s.armed = s.steps;  // the epoch is over for this consumer
    std::rethrow_exception(error);
  }
  s.fillWindow();
  return true;
}

}  // namespace lafs
