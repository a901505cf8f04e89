// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

// The lists of IJB-B and IJB-C as InsightFace's test suite ships them (meta/*.txt): text without
// header, fields separated by spaces. Each reader reports every bad line (20 in words) as a
// UserError at file:line, and takes no more memory than a small multiple of the file's size.

/// One line of *_face_tid_mid.txt. Line k describes the same picture as line k of the points list;
/// a picture may appear in several lines.
struct IjbFace {
  std::string image;  ///< below loose_crop
  std::int32_t templateId = 0;
  std::int32_t mediaId = 0;
};
std::vector<IjbFace> parseIjbFaces(std::string_view text, const std::string& file);
std::vector<IjbFace> readIjbFaces(const std::string& path);

/// One line of *_name_5pts_score.txt.
struct IjbDetection {
  std::string image;
  /// x1 y1 … x5 y5 in pixels of the loose crop: left eye, right eye, nose, left and right corner of
  /// the mouth (left as seen in the picture).
  std::array<float, 10> points{};
  float score = 0;  ///< of the detector
};
std::vector<IjbDetection> parseIjbDetections(std::string_view text, const std::string& file);
std::vector<IjbDetection> readIjbDetections(const std::string& path);

/// Lines of *_template_pair_label.txt, 15.7 million in IJB-C: one entry a line in each column.
struct IjbPairs {
  std::vector<std::int32_t> first, second;  ///< template ids
  std::vector<std::uint8_t> genuine;        ///< 1 same person, 0 different people
};
IjbPairs parseIjbPairs(std::string_view text, const std::string& file);
IjbPairs readIjbPairs(const std::string& path);

}  // namespace lafs
