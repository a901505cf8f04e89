// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/inspection/face_probes.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>

#include "core/base/error.h"
#include "core/base/parallel.h"

namespace lafs {

namespace {

constexpr double kColourfulness = 3;  ///< mean |R - B| in levels from which a picture has colour
constexpr double kSwappedShare = 0.6, kUnsureShare = 0.4;
constexpr std::int64_t kFewestFaces = 16;  ///< for a mean face
constexpr double kAlignedShift = 4;        ///< about what detectors differ by, pixels
constexpr double kAlignedScale = 0.1;
constexpr double kClearDarkness = 0.5;

/// Mean colour of the middle of a face, where there is skin whatever the crop.
cv::Scalar middleColour(const Image& image) {
  const cv::Mat rgb(image.height, image.width, CV_8UC3,
                    const_cast<std::uint8_t*>(image.pixels.data()));
  const int w = image.width, h = image.height;
  return cv::mean(rgb(cv::Rect(w / 4, h * 3 / 10, std::max(1, w / 2), std::max(1, h / 2))));
}

/// `value` with so many decimals, without the noise of binary fractions in JSON.
double rounded(double value, double decimals) {
  const double factor = std::pow(10, decimals);
  return std::round(value * factor) / factor;
}

/// Mean distance of the points from the template, in pixels of a 112 face.
double distanceFromTemplate(const FacePoints& points, const Image& image) {
  const FacePoints target = alignmentTemplate();
  const double across = 112.0 / image.width, down = 112.0 / image.height;
  double sum = 0;
  for (std::size_t k = 0; k < points.size(); ++k) {
    sum += std::hypot((points[k].x + 0.5) * across - 0.5 - target[k].x,
                      (points[k].y + 0.5) * down - 0.5 - target[k].y);
  }
  return sum / static_cast<double>(points.size());
}

std::string alignmentWarning(const Json& found) {
  if (found["verdict"] == "unclear") {
    return "faces do not look aligned: the eyes of their mean do not stand out; run `data align`, "
           "or give `data inspect` a detector to be sure";
  }
  if (!found["points_off"].is_null()) {
    return "faces are not aligned to the template: their five points lie " +
           found["points_off"].dump() + " pixels off on average; run `data align`";
  }
  return "faces are not aligned to the template: their eyes lie (" + found["eye_shift"][0].dump() +
         ", " + found["eye_shift"][1].dump() + ") pixels off at " + found["eye_scale"].dump() +
         " times its distance, " +
         (found["mouth_shift"].is_null() ? "and the mouth is not at its place"
                                         : "and the mouth fits to them") +
         "; run `data align`";
}

}  // namespace

void FaceProbes::add(const Image& image, const std::optional<FacePoints>& points) {
  require(!image.empty(), "a probe needs a picture");
  ++images_;
  const cv::Scalar colour = middleColour(image);
  if (std::abs(colour[0] - colour[2]) >= kColourfulness) {
    ++coloured_;
    bluish_ += colour[2] > colour[0] ? 1 : 0;
    redMinusBlue_ += colour[0] - colour[2];
  }
  meanFace_.add(image);
  if (!points) return;
  ++pointed_;
  pointsOff_ += distanceFromTemplate(*points, image);
}

void FaceProbes::merge(const FaceProbes& other) {
  images_ += other.images_;
  coloured_ += other.coloured_;
  bluish_ += other.bluish_;
  redMinusBlue_ += other.redMinusBlue_;
  pointed_ += other.pointed_;
  pointsOff_ += other.pointsOff_;
  meanFace_.merge(other.meanFace_);
}

Json FaceProbes::colour() const {
  Json json = {{"verdict", "grey"},
               {"coloured", coloured_},
               {"bluish", bluish_},
               {"red_minus_blue", nullptr}};
  if (coloured_ == 0) return json;
  const double share = static_cast<double>(bluish_) / static_cast<double>(coloured_);
  json["verdict"] = share >= kSwappedShare ? "swapped" : share >= kUnsureShare ? "unsure" : "rgb";
  json["red_minus_blue"] = rounded(redMinusBlue_ / static_cast<double>(coloured_), 1);
  return json;
}

Json FaceProbes::alignment() const {
  Json json = {{"verdict", "unclear"},   {"eye_shift", nullptr},    {"eye_scale", nullptr},
               {"mouth_shift", nullptr}, {"eye_darkness", nullptr}, {"points", pointed_},
               {"points_off", nullptr}};
  if (pointed_ > 0) {
    const double off = pointsOff_ / static_cast<double>(pointed_);
    json["points_off"] = rounded(off, 2);
    json["verdict"] = off <= kAlignedShift ? "aligned" : "off";
    return json;
  }
  if (images_ < kFewestFaces) {
    json["reason"] = "fewer than " + std::to_string(kFewestFaces) + " faces";
    return json;
  }
  const MeanFaceFit fit = meanFace_.fit();
  json["eye_darkness"] = rounded(fit.eyeDarkness, 2);
  if (fit.eyeDarkness < kClearDarkness) {
    json["reason"] = "the eyes of the mean face do not stand out";
    return json;
  }
  const bool near = std::hypot(fit.eyeX, fit.eyeY) <= kAlignedShift &&
                    std::abs(fit.eyeScale - 1) <= kAlignedScale + 1e-9 && fit.mouthDown;
  json["verdict"] = near ? "aligned" : "off";
  json["eye_shift"] = Json::array({fit.eyeX, fit.eyeY});
  json["eye_scale"] = rounded(fit.eyeScale, 2);
  json["mouth_shift"] = fit.mouthDown ? Json(*fit.mouthDown) : Json();
  return json;
}

std::vector<std::string> FaceProbes::warnings() const {
  std::vector<std::string> all;
  const Json tint = colour();
  if (tint["verdict"] == "swapped" || tint["verdict"] == "unsure") {
    all.push_back(std::string("red and blue ") +
                  (tint["verdict"] == "swapped" ? "look" : "may be") +
                  " swapped: " + std::to_string(bluish_) + " of " + std::to_string(coloured_) +
                  " coloured faces have more blue than red in the middle; try the other colour "
                  "order (data.colour)");
  }
  const Json place = alignment();
  const bool judged = pointed_ > 0 || images_ >= kFewestFaces;
  if (judged && place["verdict"] != "aligned") {
    all.push_back(alignmentWarning(place));
  }
  return all;
}

Json FaceProbes::json() const {
  return {{"images", images_},
          {"colour", colour()},
          {"alignment", alignment()},
          {"warnings", warnings()}};
}

std::optional<FacePoints> knownPoints(const FaceSource& source, std::int64_t index) {
  const auto known = source.landmarks(index);
  FacePoints points;
  if (!known || known->size() < 2 * points.size()) return {};
  for (std::size_t k = 0; k < points.size(); ++k)
    points[k] = {(*known)[2 * k], (*known)[2 * k + 1]};
  return points;
}

FaceProbes probeFaces(const FaceSource& source, const std::vector<std::int64_t>& indices,
                      std::int64_t most, int threads) {
  const auto count = static_cast<std::int64_t>(indices.size());
  const std::int64_t taken = std::min(count, most);
  std::vector<FaceProbes> parts(static_cast<std::size_t>(threads > 0 ? threads : usableCores()));
  forEachIndex(taken, threads, [&](int thread, std::int64_t k) {
    try {
      const std::int64_t index = indices[k * count / taken];
      parts[thread].add(source.ownImage(index), knownPoints(source, index));
    } catch (const UserError&) {
      // A damaged picture is the matter of whoever reads it for its own sake.
    }
  });
  FaceProbes all;
  for (const FaceProbes& part : parts) all.merge(part);
  return all;
}

}  // namespace lafs
