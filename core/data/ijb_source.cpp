// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <utility>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/data/ijb_set.h"
#include "core/image/codec.h"
#include "core/image/similarity.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr int kSide = 112;

class IjbSource : public FaceSource {
 public:
  IjbSource(std::string crops, std::vector<IjbDetection> faces)
      : crops_(std::move(crops)), faces_(std::move(faces)) {}

  std::int64_t size() const override { return static_cast<std::int64_t>(faces_.size()); }
  std::int64_t identities() const override { return 1; }
  std::int64_t label(std::int64_t) const override { return 0; }
  std::string identityName(std::int64_t) const override { return "unknown"; }
  std::string imageName(std::int64_t index) const override {
    return faces_.at(index).image + '#' + std::to_string(index);
  }

  Image image(std::int64_t index) const override {
    const IjbDetection& face = faces_.at(index);
    const std::string path = (fs::path(crops_) / face.image).string();
    std::vector<ImagePoint> points;
    for (std::size_t p = 0; p < 5; ++p) {
      points.push_back(
          {static_cast<double>(face.points[2 * p]), static_cast<double>(face.points[2 * p + 1])});
    }
    const auto target = alignmentTemplate(kSide);
    const auto similarity = fitSimilarity(points, {target.begin(), target.end()});
    if (!similarity) {
      throw UserError(path, "its five points are one point", "the points list is damaged");
    }
    return warp(readImage(path), *similarity, kSide);
  }

  std::string fingerprint() const override {
    Sha256 hash;
    for (const IjbDetection& face : faces_) hash.update(face.image + '\n');
    return hash.hex();
  }

 private:
  std::string crops_;
  std::vector<IjbDetection> faces_;
};

}  // namespace

std::shared_ptr<FaceSource> openIjbFaces(const IjbSet& set) {
  const std::string crops = (fs::path(set.folder) / "loose_crop").string();
  if (!fs::is_directory(crops)) {
    throw UserError(crops, "there is no such folder", "it holds the set's images");
  }
  return std::make_shared<IjbSource>(crops, set.detections);
}

}  // namespace lafs
