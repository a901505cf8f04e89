// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/formats/safetensors.h"
#include "core/image/planes.h"

namespace lafs::test {

/// The recorded pictures of the reference implementations (PIL, torchvision), by name.
class PictureFixture {
 public:
  explicit PictureFixture(const std::string& path) : file_(SafetensorsFile::open(path)) {}

  Planes hwc(const std::string& name) const;                          ///< a [H, W, 3] picture
  Planes chw(const std::string& name) const;                          ///< a [3, H, W] picture
  std::vector<double> numbers(const std::string& name) const;         ///< F64 or F32
  std::vector<std::int64_t> integers(const std::string& name) const;  ///< I64
  CropBox box(const std::string& name, int index) const;  ///< row of [N, 4]: top, left, h, w

 private:
  SafetensorsFile file_;
};

/// Files of the augmentation case; empty when the fixtures are not there.
std::vector<std::string> pictureFixtureFiles();

/// Largest difference of two pictures of one size, leaving out `border` pixels on every side;
/// 256 when the sizes differ.
int largestDifference(const Planes& got, const Planes& expected, int border = 0);

/// Pixels whose channels differ by more than `tolerance` anywhere.
int pixelsBeyond(const Planes& got, const Planes& expected, int tolerance);

/// A picture of smooth colour waves with noise on top, deterministic by seed.
Planes noisyPicture(int width, int height, std::uint64_t seed);

}  // namespace lafs::test
