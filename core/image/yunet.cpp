// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/yunet.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace lafs {

namespace {

constexpr std::array<int, 3> kStrides = {8, 16, 32};
constexpr int kGrain = 32;  ///< sides of the network's input are multiples of the largest stride
constexpr std::size_t kLargestFile = std::size_t{256} << 20;

std::string outputName(const char* kind, int stride) {
  return std::string(kind) + "_" + std::to_string(stride);
}

int roundedUp(int value) {
  return (value + kGrain - 1) / kGrain * kGrain;
}

double overlapOf(const DetectedFace& a, const DetectedFace& b) {
  const double width = std::min(a.left + a.width, b.left + b.width) - std::max(a.left, b.left);
  const double height = std::min(a.top + a.height, b.top + b.height) - std::max(a.top, b.top);
  if (width <= 0 || height <= 0) return 0;
  const double common = width * height;
  return common / (a.width * a.height + b.width * b.height - common);
}

std::vector<DetectedFace> bestOfOverlapping(std::vector<DetectedFace> faces, double most) {
  std::stable_sort(faces.begin(), faces.end(),
                   [](const auto& a, const auto& b) { return a.score > b.score; });
  std::vector<DetectedFace> kept;
  for (const DetectedFace& face : faces) {
    const bool taken = std::any_of(kept.begin(), kept.end(), [&](const DetectedFace& other) {
      return overlapOf(face, other) > most;
    });
    if (!taken) kept.push_back(face);
  }
  return kept;
}

/// The outputs of one stride, each `cells` rows.
struct Level {
  int stride;
  int columns, rows;
  const float *cls, *obj, *box, *points;

  double score(int cell) const {
    const double c = std::clamp(static_cast<double>(cls[cell]), 0.0, 1.0);
    const double o = std::clamp(static_cast<double>(obj[cell]), 0.0, 1.0);
    return std::sqrt(c * o);
  }

  /// In pixels of the network's input: centres and points count from the cell's corner, sizes are
  /// logarithms, all in strides.
  DetectedFace face(int cell) const {
    const double x = cell % columns, y = cell / columns;
    const float* b = box + 4 * static_cast<std::ptrdiff_t>(cell);
    DetectedFace face;
    face.score = score(cell);
    face.width = std::exp(static_cast<double>(b[2])) * stride;
    face.height = std::exp(static_cast<double>(b[3])) * stride;
    face.left = (x + b[0]) * stride - face.width / 2;
    face.top = (y + b[1]) * stride - face.height / 2;
    const float* p = points + 10 * static_cast<std::ptrdiff_t>(cell);
    for (std::size_t k = 0; k < face.points.size(); ++k) {
      face.points[k] = {(x + p[2 * k]) * stride, (y + p[2 * k + 1]) * stride};
    }
    return face;
  }
};

}  // namespace

struct YuNet::Network {
  cv::dnn::Net net;
  std::vector<cv::String> names;

  std::vector<DetectedFace> run(const Image& image, int longSide, double minScore);
  Level level(const std::map<std::string, cv::Mat>& outputs, int stride, cv::Size size) const;
};

Level YuNet::Network::level(const std::map<std::string, cv::Mat>& outputs, int stride,
                            cv::Size size) const {
  Level level{stride, size.width / stride, size.height / stride, nullptr, nullptr, nullptr,
              nullptr};
  const auto values = [&](const char* kind, std::size_t each) -> const float* {
    const cv::Mat& out = outputs.at(outputName(kind, stride));
    const std::size_t cells = static_cast<std::size_t>(level.columns) * level.rows;
    if (out.type() != CV_32F || out.total() != cells * each || !out.isContinuous()) {
      throw UserError(outputName(kind, stride),
                      "the detector's output has " + std::to_string(out.total()) +
                          " numbers, expected " + std::to_string(cells * each),
                      "use a YuNet file of 2022 or later");
    }
    return out.ptr<float>();
  };
  level.cls = values("cls", 1);
  level.obj = values("obj", 1);
  level.box = values("bbox", 4);
  level.points = values("kps", 10);
  return level;
}

std::vector<DetectedFace> YuNet::Network::run(const Image& image, int longSide, double minScore) {
  const double scale = static_cast<double>(longSide) / std::max(image.width, image.height);
  const cv::Size inner(std::max(1, static_cast<int>(std::lround(image.width * scale))),
                       std::max(1, static_cast<int>(std::lround(image.height * scale))));
  const cv::Mat rgb(image.height, image.width, CV_8UC3,
                    const_cast<std::uint8_t*>(image.pixels.data()));
  cv::Mat canvas = cv::Mat::zeros(roundedUp(inner.height), roundedUp(inner.width), CV_8UC3);
  cv::Mat resized = canvas(cv::Rect({0, 0}, inner));
  cv::resize(rgb, resized, inner, 0, 0, scale < 1 ? cv::INTER_AREA : cv::INTER_LINEAR);
  // The network wants B, G, R as they are, 0 … 255.
  net.setInput(cv::dnn::blobFromImage(canvas, 1.0, {}, {}, /*swapRB=*/true));
  std::vector<cv::Mat> mats;
  net.forward(mats, names);
  std::map<std::string, cv::Mat> outputs;
  for (std::size_t i = 0; i < names.size(); ++i) outputs[names[i]] = mats[i];

  const double sx = static_cast<double>(image.width) / inner.width;
  const double sy = static_cast<double>(image.height) / inner.height;
  std::vector<DetectedFace> faces;
  for (const int stride : kStrides) {
    const Level one = level(outputs, stride, canvas.size());
    for (int cell = 0; cell < one.columns * one.rows; ++cell) {
      if (!(one.score(cell) >= minScore)) continue;
      DetectedFace face = one.face(cell);
      face.left *= sx, face.width *= sx, face.top *= sy, face.height *= sy;
      // Resizing keeps pixel corners; our pixel (0, 0) is a centre, half a pixel inside.
      for (ImagePoint& p : face.points) p = {(p.x + 0.5) * sx - 0.5, (p.y + 0.5) * sy - 0.5};
      faces.push_back(face);
    }
  }
  return faces;
}

YuNet::YuNet(const std::string& file, const DetectorOptions& options)
    : network_(std::make_unique<Network>()), options_(options) {
  const std::string bytes = readWholeFile(file);
  if (bytes.size() > kLargestFile) throw UserError(file, "is too large for a face detector");
  try {
    network_->net = cv::dnn::readNetFromONNX(bytes.data(), bytes.size());
    network_->names = network_->net.getUnconnectedOutLayersNames();
  } catch (const cv::Exception& error) {
    throw UserError(file, "is no ONNX network that OpenCV reads: " + error.err,
                    "name YuNet's ONNX file, e.g. face_detection_yunet_2023mar.onnx");
  }
  for (const int stride : kStrides) {
    for (const char* kind : {"cls", "obj", "bbox", "kps"}) {
      const auto& names = network_->names;
      if (std::find(names.begin(), names.end(), outputName(kind, stride)) != names.end()) continue;
      throw UserError(file, "has no output " + outputName(kind, stride) + ", so it is no YuNet",
                      "name YuNet's ONNX file of 2022 or later");
    }
  }
}

YuNet::~YuNet() = default;
YuNet::YuNet(YuNet&&) noexcept = default;
YuNet& YuNet::operator=(YuNet&&) noexcept = default;

std::vector<DetectedFace> YuNet::detect(const Image& image) {
  require(!image.empty(), "a detector needs a picture");
  for (const int divisor : {1, 2, 4}) {
    const int longSide = std::max(kGrain, options_.longSide / divisor);
    try {
      std::vector<DetectedFace> faces = network_->run(image, longSide, options_.minScore);
      if (!faces.empty()) return bestOfOverlapping(std::move(faces), options_.maxOverlap);
    } catch (const cv::Exception& error) {
      throw UserError("detector", "OpenCV cannot run the network: " + error.err,
                      "name YuNet's ONNX file of 2022 or later");
    }
  }
  return {};
}

}  // namespace lafs
