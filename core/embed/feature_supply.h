// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/data/face_source.h"

namespace lafs {

/// A list of images that a protocol wants features of.
struct ProtocolPart {
  std::string name;       ///< "images"; MegaFace: "probes" and "distractors"
  std::int64_t size = 0;  ///< images
  /// Opens the pictures; UserError when they are not there. Not called when features come from
  /// elsewhere.
  std::function<std::shared_ptr<FaceSource>()> open;
  std::vector<std::int64_t> indices;  ///< of image k in the source; empty: k itself
  /// Name of image k, e.g. its path in the protocol's list; for feature files that are found by
  /// name.
  std::function<std::string(std::int64_t)> nameOf;
};

/// Where the features of a protocol's images come from: a model, or files made elsewhere. One flip
/// sum an image, not normalised.
class FeatureSupply {
 public:
  virtual ~FeatureSupply() = default;
  /// Rows begin … end-1 of a part as [end - begin, D] float32. UserError when there are not as many
  /// as the part has images.
  virtual at::Tensor features(const ProtocolPart& part, std::int64_t begin, std::int64_t end) = 0;
  /// Rows that are there, whatever the part asks for; -1 when features are made as they are asked.
  virtual std::int64_t rows(const ProtocolPart&) const { return -1; }
  /// Mean length of an embedding before the flip sum; not a number when that is not known.
  virtual double meanNorm() const { return std::numeric_limits<double>::quiet_NaN(); }
  /// For the protocol's card: what the features are.
  virtual Json card() const = 0;
};

/// Features that were made elsewhere. `path` is
/// - a `.npy` or `.safetensors` (tensor "features", or its only one) with a row for each image, in
///   the order of the protocol's list (a pairs list and a bin: two rows a pair). `bothSides` says
///   that a row is [image | mirror image] instead of their sum;
/// - a folder of InsightFace's feature files, `<part>/<image>_*.bin` ("facescrub" and "megaface").
std::unique_ptr<FeatureSupply> featureFileSupply(const std::string& path, bool bothSides);

/// Passes features on and keeps a copy as InsightFace's files below `folder`,
/// `<facescrub|megaface>/<image>_lafs.bin`.
class FeatureFileWriter : public FeatureSupply {
 public:
  FeatureFileWriter(FeatureSupply& from, std::string folder);
  at::Tensor features(const ProtocolPart& part, std::int64_t begin, std::int64_t end) override;
  std::int64_t rows(const ProtocolPart& part) const override { return from_.rows(part); }
  double meanNorm() const override { return from_.meanNorm(); }
  Json card() const override { return from_.card(); }

 private:
  FeatureSupply& from_;
  std::string folder_;
};

/// Scores made elsewhere, a `.npy` or a safetensors file (tensor "score", or its only one).
/// UserError when there are not `pairs` of them.
std::vector<double> readScores(const std::string& path, std::int64_t pairs);

}  // namespace lafs
