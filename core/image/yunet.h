// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/image/similarity.h"

namespace lafs {

/// A face that a detector found, in pixels of the picture.
struct DetectedFace {
  double left = 0, top = 0, width = 0, height = 0;
  double score = 0;  ///< 0 … 1
  FacePoints points{};
};

struct DetectorOptions {
  double minScore = 0.6;    ///< weaker ones are not reported
  double maxOverlap = 0.3;  ///< of two faces whose boxes overlap more (IoU) the better one stays
  int longSide = 640;       ///< the picture is made so long for the network, pixels
};

/// YuNet (W. Wu, H. Peng, S. Yu, Machine Intelligence Research 20, 2023), run by OpenCV's dnn
/// module. Takes the ONNX files of 2022 and later with three levels (strides 8, 16, 32) of cls,
/// obj, bbox and kps; the outputs are decoded here, so that any OpenCV from 4.6 on will do.
/// One object a thread.
class YuNet {
 public:
  /// UserError when the file is missing, is no ONNX network, or lacks those outputs.
  YuNet(const std::string& file, const DetectorOptions& options);
  ~YuNet();
  YuNet(YuNet&&) noexcept;
  YuNet& operator=(YuNet&&) noexcept;

  /// Faces, best score first. When there is none at `longSide`, the picture is looked at again at
  /// a half and a quarter of it: a face that fills the picture is too large for the network.
  std::vector<DetectedFace> detect(const Image& image);

 private:
  struct Network;
  std::unique_ptr<Network> network_;
  DetectorOptions options_;
};

}  // namespace lafs
