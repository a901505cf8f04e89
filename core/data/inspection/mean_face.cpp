// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/inspection/mean_face.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/similarity.h"

namespace lafs {

namespace {

constexpr int kSide = 112;
constexpr int kFarthest = 20;      ///< shift of the eyes that is looked for
constexpr int kMouthFarthest = 6;  ///< the lips are thick, and smiles lift them
constexpr int kHome = 3;           ///< a fit at home is believed when it is almost the best one
constexpr double kHomeScale = 0.061, kAlmostBest = 0.75;
constexpr double kEyeSize = 2.5;  ///< blurs that leave what is of the size of an eye
constexpr double kAroundSize = 9;

/// How much darker each place of the mean face is than what lies around it.
cv::Mat darkness(const std::vector<double>& sum) {
  const cv::Mat face(kSide, kSide, CV_64F, const_cast<double*>(sum.data()));
  cv::Mat fine, coarse;
  cv::GaussianBlur(face, fine, {}, kEyeSize);
  cv::GaussianBlur(face, coarse, {}, kAroundSize);
  return coarse - fine;
}

double at(const cv::Mat& map, double x, double y) {
  const int column = std::clamp(static_cast<int>(std::lround(x)), 0, map.cols - 1);
  const int row = std::clamp(static_cast<int>(std::lround(y)), 0, map.rows - 1);
  return map.at<double>(row, column);
}

/// Two level dark spots, as far apart as the template's eyes or nearly so. The weaker of the two
/// counts, less what lies between them: a fringe of hair or a shadow is no pair of eyes.
MeanFaceFit findEyes(const cv::Mat& dark) {
  const FacePoints points = alignmentTemplate(kSide);
  const double row = (points[0].y + points[1].y) / 2;
  const double middle = (points[0].x + points[1].x) / 2;
  const double half = (points[1].x - points[0].x) / 2;
  cv::Scalar mean, spread;
  cv::meanStdDev(dark(cv::Rect(kSide / 6, kSide / 4, kSide * 2 / 3, kSide * 2 / 3)), mean, spread);
  MeanFaceFit best, home;
  for (int step = -10; step <= 15; ++step) {
    const double scale = 1 + 0.02 * step;
    for (int y = -kFarthest; y <= kFarthest; ++y) {
      for (int x = -kFarthest; x <= kFarthest; ++x) {
        const double left = at(dark, middle - scale * half + x, row + y);
        const double right = at(dark, middle + scale * half + x, row + y);
        const double between = std::max(0.0, at(dark, middle + x, row + y));
        const double stands = (std::min(left, right) - between) / std::max(1e-9, spread[0]);
        if (stands > best.eyeDarkness) best = {stands, x, y, scale, {}};
        const bool near = x * x + y * y <= kHome * kHome && std::abs(scale - 1) <= kHomeScale;
        if (near && stands > home.eyeDarkness) home = {stands, x, y, scale, {}};
      }
    }
  }
  return home.eyeDarkness >= kAlmostBest * best.eyeDarkness ? home : best;
}

/// The nearest row to where the mouth should be that is darker than its neighbours, over the
/// mouth's width.
std::optional<int> findMouth(const cv::Mat& dark, const MeanFaceFit& eyes) {
  const FacePoints points = alignmentTemplate(kSide);
  const double eyeRow = (points[0].y + points[1].y) / 2;
  const double middle = (points[0].x + points[1].x) / 2 + eyes.eyeX;
  const double row = eyeRow + eyes.eyeY + eyes.eyeScale * (points[3].y - eyeRow);
  const double half = eyes.eyeScale * (points[4].x - points[3].x) / 2;
  const auto lineAt = [&](int offset) {
    double sum = 0;
    for (const double k : {-0.8, -0.4, 0.0, 0.4, 0.8}) {
      sum += at(dark, middle + k * half, row + offset);
    }
    return sum;
  };
  for (int distance = 0; distance <= kMouthFarthest; ++distance) {
    for (const int offset : {-distance, distance}) {
      const double here = lineAt(offset);
      if (here > 0 && here >= lineAt(offset - 1) && here >= lineAt(offset + 1)) return offset;
    }
  }
  return {};
}

}  // namespace

MeanFace::MeanFace() : sum_(static_cast<std::size_t>(kSide) * kSide) {}

void MeanFace::add(const Image& image) {
  require(!image.empty(), "a mean face needs pictures");
  const cv::Mat rgb(image.height, image.width, CV_8UC3,
                    const_cast<std::uint8_t*>(image.pixels.data()));
  cv::Mat grey, small;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  cv::resize(grey, small, {kSide, kSide}, 0, 0, cv::INTER_AREA);
  small.convertTo(small, CV_64F);
  cv::Scalar centre, spread;
  cv::meanStdDev(small, centre, spread);
  ++faces_;
  if (spread[0] < 1) return;  // a blank picture adds nothing
  const double* values = small.ptr<double>();
  for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += (values[i] - centre[0]) / spread[0];
}

void MeanFace::merge(const MeanFace& other) {
  faces_ += other.faces_;
  for (std::size_t i = 0; i < sum_.size(); ++i) sum_[i] += other.sum_[i];
}

MeanFaceFit MeanFace::fit() const {
  const cv::Mat dark = darkness(sum_);
  MeanFaceFit fit = findEyes(dark);
  fit.mouthDown = findMouth(dark, fit);
  return fit;
}

}  // namespace lafs
