// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/landmark_views.h"

#include <ATen/ATen.h>

#include <algorithm>

#include "core/base/error.h"
#include "core/base/random_stream.h"

namespace lafs {

namespace {

// Purposes that keep these streams apart from each other and from every other use of a seed.
constexpr std::uint64_t kNoiseStream = 0x6E6F697365;  // "noise"
constexpr std::uint64_t kOrderStream = 0x6F72646572;  // "order"

RandomStream sampleStream(std::uint64_t seed, std::uint64_t purpose, std::int64_t epoch,
                          std::int64_t index, std::int64_t view, Branch branch) {
  return RandomStream{seed,
                      purpose,
                      static_cast<std::uint64_t>(epoch),
                      static_cast<std::uint64_t>(index),
                      static_cast<std::uint64_t>(view),
                      static_cast<std::uint64_t>(branch)};
}

std::vector<std::int64_t> drawOrder(const LandmarkDrawOptions& options, RandomStream random) {
  std::vector<std::int64_t> order;
  if (options.withReplacement && options.keep < options.landmarks) {
    for (std::int64_t i = 0; i < options.keep; ++i) {
      order.push_back(random.below(options.landmarks));
    }
  } else {
    order = random.permutation(options.landmarks);
    order.resize(options.keep);
  }
  if (!options.shuffle) std::sort(order.begin(), order.end());
  return order;
}

}  // namespace

Shuffle shuffleFromName(const std::string& name) {
  if (name == "all") return Shuffle::All;
  if (name == "subset") return Shuffle::SubsetOnly;
  if (name == "off") return Shuffle::Off;
  throw UserError("shuffle", "there is no choice '" + name + "'", "use all, subset or off");
}

LandmarkDraws drawLandmarks(const LandmarkDrawOptions& options, std::uint64_t seed,
                            std::int64_t epoch, const std::vector<std::int64_t>& indices,
                            std::int64_t view, Branch branch) {
  require(options.keep > 0 && options.keep <= options.landmarks,
          "a view keeps between one and all landmarks");
  LandmarkDraws draws;
  const auto count = static_cast<std::int64_t>(indices.size());
  const bool reorder = options.shuffle || options.keep < options.landmarks;
  if (options.perturb) draws.noise = at::empty({count, options.landmarks, 2}, at::kFloat);
  if (reorder) draws.order = at::empty({count, options.keep}, at::kLong);
  for (std::int64_t b = 0; b < count; ++b) {
    if (options.perturb) {
      RandomStream random = sampleStream(seed, kNoiseStream, epoch, indices[b], view, branch);
      float* noise = draws.noise.data_ptr<float>() + b * options.landmarks * 2;
      for (std::int64_t i = 0; i < options.landmarks * 2; ++i) {
        noise[i] = static_cast<float>(random.normal());
      }
    }
    if (reorder) {
      const std::vector<std::int64_t> order =
          drawOrder(options, sampleStream(seed, kOrderStream, epoch, indices[b], view, branch));
      std::copy(order.begin(), order.end(),
                draws.order.data_ptr<std::int64_t>() + b * options.keep);
    }
  }
  return draws;
}

at::Tensor perturbLandmarks(const at::Tensor& landmarks, const at::Tensor& noise,
                            double alphaPixels, std::int64_t clampSide) {
  at::Tensor moved = landmarks;
  if (noise.defined() && alphaPixels != 0) moved = at::add(landmarks, noise, alphaPixels);
  if (clampSide > 0) moved = moved.clamp(0, clampSide - 1);
  return moved;
}

at::Tensor orderLandmarks(const at::Tensor& landmarks, const at::Tensor& order) {
  if (!order.defined()) return landmarks;
  return landmarks.gather(1, order.unsqueeze(2).expand({-1, -1, 2}));
}

}  // namespace lafs
