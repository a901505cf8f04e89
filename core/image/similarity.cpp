// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/similarity.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "core/base/error.h"
#include "core/image/resize.h"

namespace lafs {

namespace {

constexpr double kTemplateSide = 112;
constexpr FacePoints kTemplate = {{{38.2946, 51.6963},
                                   {73.5318, 51.5014},
                                   {56.0252, 71.7366},
                                   {41.5493, 92.3655},
                                   {70.7299, 92.2041}}};

ImagePoint meanOf(const std::vector<ImagePoint>& points) {
  ImagePoint mean;
  for (const ImagePoint& p : points) {
    mean.x += p.x;
    mean.y += p.y;
  }
  const auto count = static_cast<double>(points.size());
  return {mean.x / count, mean.y / count};
}

}  // namespace

FacePoints alignmentTemplate(int side) {
  FacePoints points = kTemplate;
  for (ImagePoint& p : points) {
    p.x *= side / kTemplateSide;
    p.y *= side / kTemplateSide;
  }
  return points;
}

std::optional<Similarity> fitSimilarity(const std::vector<ImagePoint>& from,
                                        const std::vector<ImagePoint>& to) {
  require(from.size() == to.size() && from.size() >= 2, "a similarity needs pairs of points");
  const ImagePoint m = meanOf(from);
  const ImagePoint n = meanOf(to);
  // In the plane the singular values are not needed: the best turn has the direction of (dot,
  // cross), and the trace that Umeyama's scale asks for is the length of that vector.
  double dot = 0, cross = 0, spread = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const double x = from[i].x - m.x, y = from[i].y - m.y;
    const double u = to[i].x - n.x, v = to[i].y - n.y;
    dot += x * u + y * v;
    cross += x * v - y * u;
    spread += x * x + y * y;
  }
  const double length = std::hypot(dot, cross);
  if (!(spread > 0) || !(length > 1e-12 * spread) || !std::isfinite(length / spread)) return {};
  Similarity s;
  s.a = dot / spread;
  s.b = cross / spread;
  s.tx = n.x - (s.a * m.x - s.b * m.y);
  s.ty = n.y - (s.b * m.x + s.a * m.y);
  return s;
}

Image warp(const Image& image, const Similarity& similarity, int side) {
  require(!image.empty() && side > 0, "warp: nothing to see, or nothing to make");
  const cv::Mat in(image.height, image.width, CV_8UC3,
                   const_cast<std::uint8_t*>(image.pixels.data()));
  Image result(side, side);
  cv::Mat out(side, side, CV_8UC3, result.pixels.data());
  const cv::Matx23d matrix(similarity.a, -similarity.b, similarity.tx, similarity.b, similarity.a,
                           similarity.ty);
  cv::warpAffine(in, out, matrix, out.size(), cv::INTER_LINEAR, cv::BORDER_CONSTANT, {0, 0, 0});
  return result;
}

Image centreSquare(const Image& image, int side) {
  const int square = std::min(image.width, image.height);
  require(square > 0 && side > 0, "centreSquare: nothing to see, or nothing to make");
  const CropBox box{(image.width - square) / 2, (image.height - square) / 2, square, square};
  return toImage(BicubicCropper(toPlanes(image)).crop(box, side, side));
}

}  // namespace lafs
