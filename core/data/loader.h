// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <array>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/random_stream.h"
#include "core/data/face_source.h"
#include "core/image/image.h"

namespace lafs {

/// What a step gets. Tensors are owned by the batch and may be kept.
struct Batch {
  std::vector<at::Tensor> views;      ///< each [B, C, H, W] float32, in the transform's order
  at::Tensor labels;                  ///< [B] int64, dense 0 … classes-1 of the subset
  std::vector<std::int64_t> indices;  ///< [B] index into the source, for per-sample randomness
  std::int64_t epoch = 0;
  std::int64_t step = 0;  ///< step inside the epoch
};

/// Turns one picture into `outputs[v]`, a float CHW block of shape `shapes[v]` each. Must be
/// callable from several threads; all randomness comes from `random`.
struct ViewTransform {
  std::vector<std::array<std::int64_t, 3>> shapes;  ///< C, H, W of every output
  std::function<void(const Image& image, RandomStream& random, const std::vector<float*>& outputs)>
      apply;
};

struct LoaderOptions {
  std::int64_t batchSize = 1;  ///< of all parts together
  /// Which of `parts` equal parts of every batch this loader yields, for a training that is spread
  /// over processes; batchSize must be a multiple of `parts`, and dropLast on with more than one.
  std::int64_t part = 0;
  std::int64_t parts = 1;
  std::int64_t threads = 1;
  std::uint64_t seed = 0;
  bool shuffle = true;        ///< a fresh order every epoch, a function of (seed, epoch)
  bool dropLast = true;       ///< training drops the last partial batch
  std::int64_t prefetch = 2;  ///< batches kept ready
};

/// The random numbers that the views of sample `index` come from, whoever makes them.
RandomStream sampleRandom(std::uint64_t seed, std::int64_t epoch, std::int64_t index);

/// The order in which a shuffling loader walks `count` samples in `epoch`: positions in its subset.
/// Batch `step` holds the entries step · batchSize ….
std::vector<std::int64_t> epochOrder(std::uint64_t seed, std::int64_t epoch, std::int64_t count);

/// Decodes and transforms on threads, yields batches in order. The same (seed, epoch, index) gives
/// the same sample whatever `threads` is. One consumer thread.
class Loader {
 public:
  Loader(std::shared_ptr<const FaceSource> source, std::vector<std::int64_t> subset,
         ViewTransform transform, LoaderOptions options);
  ~Loader();
  std::int64_t stepsPerEpoch() const;
  std::int64_t classes() const;  ///< identities present in the subset
  /// Starts an epoch at batch `firstStep` (for a resume in the middle of an epoch).
  void startEpoch(std::int64_t epoch, std::int64_t firstStep = 0);
  /// The next batch of the epoch; false after the last one. Rethrows what a thread threw.
  bool next(Batch& batch);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lafs
