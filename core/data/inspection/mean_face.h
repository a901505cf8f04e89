// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "core/image/image.h"

namespace lafs {

/// Where the mean of many faces has its eyes and mouth, against the five-point template; in pixels
/// of a 112 face.
struct MeanFaceFit {
  double eyeDarkness = 0;        ///< of the weaker eye, in spreads of the face's middle
  int eyeX = 0, eyeY = 0;        ///< of the eyes' middle; positive is right and down
  double eyeScale = 1;           ///< distance of the eyes against the template's
  std::optional<int> mouthDown;  ///< of the mouth's line from its place by the eyes; nothing when
                                 ///< there is no such line near that place
};

/// The mean of faces as the network gets them: grey, 112 x 112, each brought to equal light. Adding
/// is for one thread; merge what several have gathered.
class MeanFace {
 public:
  MeanFace();
  void add(const Image& image);
  void merge(const MeanFace& other);
  std::int64_t faces() const { return faces_; }
  MeanFaceFit fit() const;

 private:
  std::int64_t faces_ = 0;
  std::vector<double> sum_;
};

}  // namespace lafs
