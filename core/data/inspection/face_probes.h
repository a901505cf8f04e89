// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/data/face_source.h"
#include "core/data/inspection/mean_face.h"
#include "core/image/similarity.h"

namespace lafs {

/// Looks at faces as the network will get them and says whether they are what it expects: R, G, B
/// in that order, and aligned to the five-point template. Adding is for one thread; merge what
/// several have gathered.
class FaceProbes {
 public:
  /// `points`: the five of the template in pixels of `image`, where somebody knows them.
  void add(const Image& image, const std::optional<FacePoints>& points = {});
  void merge(const FaceProbes& other);
  std::int64_t images() const { return images_; }

  /// {"verdict": "rgb" | "swapped" | "unsure" | "grey", "coloured", "bluish", "red_minus_blue"}:
  /// how many pictures have colour, in how many of these the middle of the face has more blue than
  /// red (skin of any tone has not, under ordinary light), and the mean difference in levels.
  /// Swapped from three fifths bluish on, unsure from two fifths.
  Json colour() const;

  /// {"verdict": "aligned" | "off" | "unclear", "eye_shift": [x, y], "eye_scale", "mouth_shift",
  /// "eye_darkness", "points", "points_off"}, "reason" when unclear. Where five points are known of
  /// at least one picture, their mean distance from the template in pixels of a 112 face decides,
  /// otherwise the mean face (MeanFaceFit).
  Json alignment() const;

  /// {"images", "colour", "alignment", "warnings"}.
  Json json() const;
  /// What is wrong, in a sentence each with what to do; empty when all is well.
  std::vector<std::string> warnings() const;

 private:
  std::int64_t images_ = 0, coloured_ = 0, bluish_ = 0;
  double redMinusBlue_ = 0;   ///< sum over coloured pictures
  std::int64_t pointed_ = 0;  ///< pictures with known points
  double pointsOff_ = 0;      ///< sum of their mean distances
  MeanFace meanFace_;
};

/// The five alignment points of a picture of `source`, where it knows them.
std::optional<FacePoints> knownPoints(const FaceSource& source, std::int64_t index);

/// The probes over at most `most` of `indices`, spread evenly; pictures that cannot be read are
/// passed over. Decodes on `threads` threads (0: all cores).
FaceProbes probeFaces(const FaceSource& source, const std::vector<std::int64_t>& indices,
                      std::int64_t most, int threads);

}  // namespace lafs
