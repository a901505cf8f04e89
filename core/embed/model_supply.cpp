// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/model_supply.h"

#include <ATen/ATen.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "core/data/inspection/face_probes.h"
#include "core/train/stop_signal.h"

namespace lafs {

namespace {

constexpr std::int64_t kProbedFaces = 200;  ///< of a part

std::int64_t sourceIndex(const ProtocolPart& part, std::int64_t k) {
  return part.indices.empty() ? k : part.indices[static_cast<std::size_t>(k)];
}

}  // namespace

ModelSupply::ModelSupply(FaceModel& model, EmbedOptions options,
                         std::function<bool(std::int64_t)> progress,
                         std::function<void(const std::string&)> warn)
    : model_(model),
      options_(std::move(options)),
      progress_(std::move(progress)),
      warn_(std::move(warn)) {}

void ModelSupply::open(const ProtocolPart& part, std::shared_ptr<FaceSource>& source) {
  source = part.open();
  std::vector<std::int64_t> probed;
  const std::int64_t stride = std::max<std::int64_t>(1, part.size / kProbedFaces);
  for (std::int64_t k = 0; k < part.size; k += stride) probed.push_back(sourceIndex(part, k));
  const FaceProbes probes =
      probeFaces(*source, probed, kProbedFaces, static_cast<int>(options_.loaderThreads));
  probes_[part.name] = probes.json();
  for (const std::string& warning : probes.warnings()) {
    if (warn_) warn_(part.name + ": " + warning);
  }
}

at::Tensor ModelSupply::features(const ProtocolPart& part, std::int64_t begin, std::int64_t end) {
  auto& source = sources_[part.name];
  if (!source) open(part, source);
  std::vector<std::int64_t> indices;
  for (std::int64_t k = begin; k < end; ++k) {
    indices.push_back(sourceIndex(part, k));
  }
  const Embeddings embeddings =
      embedFaces(model_, source, indices, options_,
                 [this](std::int64_t done) { return !progress_ || progress_(done_ + done); });
  if (!embeddings.sums.defined()) throw Stopped();
  done_ += end - begin;
  norms_ += embeddings.meanNorm * static_cast<double>(end - begin);
  return embeddings.sums;
}

double ModelSupply::meanNorm() const {
  return done_ == 0 ? std::numeric_limits<double>::quiet_NaN()
                    : norms_ / static_cast<double>(done_);
}

Json ModelSupply::card() const {
  return {{"flip_sum", true},
          {"pixels", options_.halfRange ? "RGB, [-0.5, 0.5]" : "RGB, [-1, 1]"},
          {"image_size", model_.shape().imageSize}};
}

}  // namespace lafs
