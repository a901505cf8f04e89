// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// Five points of the face on one photograph.
struct FivePoints {
  std::string file;  ///< relative to the picture folder
  /// x1 y1 … x5 y5 in pixels: left eye, right eye, nose, left and right corner of the mouth (left
  /// as seen in the picture).
  std::array<float, 10> points{};
  std::int64_t line = 0;  ///< of the list, from 1
};

/// A points file: "file,x1,y1,x2,y2,x3,y3,x4,y4,x5,y5" a line, or separated by tabs or spaces.
/// With a header line the columns file, left_eye_x, left_eye_y, right_eye_x, …, nose_x, …,
/// left_mouth_x, …, right_mouth_y are found by name, in any order and among others; without one
/// they are the first eleven. Lines from '#' and blank ones are passed over. UserError at
/// `file`:line for a number that is none, a path that leaves the folder, a picture named twice.
std::vector<FivePoints> parseFivePoints(std::string_view text, const std::string& file);
std::vector<FivePoints> readFivePoints(const std::string& path);

/// The same as a CSV with header, two decimals.
std::string fivePointsText(const std::vector<FivePoints>& faces);

}  // namespace lafs
