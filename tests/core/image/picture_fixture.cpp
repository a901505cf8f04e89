// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/image/picture_fixture.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/image/image.h"
#include "tests/support/test_paths.h"

namespace lafs::test {

Planes PictureFixture::hwc(const std::string& name) const {
  const TensorView& view = file_.view(name);
  require(view.shape.size() == 3 && view.shape[2] == 3 && view.dtype == Dtype::U8, "not [H,W,3]");
  Image image(static_cast<int>(view.shape[1]), static_cast<int>(view.shape[0]));
  std::memcpy(image.pixels.data(), view.data, view.bytes);
  return toPlanes(image);
}

Planes PictureFixture::chw(const std::string& name) const {
  const TensorView& view = file_.view(name);
  require(view.shape.size() == 3 && view.shape[0] == 3 && view.dtype == Dtype::U8, "not [3,H,W]");
  Planes planes(static_cast<int>(view.shape[2]), static_cast<int>(view.shape[1]));
  std::memcpy(planes.values.data(), view.data, view.bytes);
  return planes;
}

std::vector<double> PictureFixture::numbers(const std::string& name) const {
  const TensorView& view = file_.view(name);
  require(view.dtype == Dtype::F64 || view.dtype == Dtype::F32, "not floating point");
  std::vector<double> values(view.bytes / dtypeSize(view.dtype));
  for (std::size_t i = 0; i < values.size(); ++i) {
    float narrow = 0;
    if (view.dtype == Dtype::F64) {
      std::memcpy(&values[i], view.data + 8 * i, 8);
    } else {
      std::memcpy(&narrow, view.data + 4 * i, 4);
      values[i] = narrow;
    }
  }
  return values;
}

std::vector<std::int64_t> PictureFixture::integers(const std::string& name) const {
  const TensorView& view = file_.view(name);
  require(view.dtype == Dtype::I64, "not I64");
  std::vector<std::int64_t> values(view.bytes / 8);
  std::memcpy(values.data(), view.data, view.bytes);
  return values;
}

CropBox PictureFixture::box(const std::string& name, int index) const {
  const std::vector<std::int64_t> all = integers(name);
  const std::int64_t* row = all.data() + 4 * index;
  return {static_cast<int>(row[1]), static_cast<int>(row[0]), static_cast<int>(row[3]),
          static_cast<int>(row[2])};
}

std::vector<std::string> pictureFixtureFiles() {
  std::vector<std::string> files;
  if (fixtures().empty()) return files;
  for (const auto& entry : std::filesystem::directory_iterator(fixtures() + "/l_augment_ops")) {
    if (entry.path().extension() == ".safetensors") files.push_back(entry.path().string());
  }
  std::sort(files.begin(), files.end());
  return files;
}

int largestDifference(const Planes& got, const Planes& expected, int border) {
  if (got.width != expected.width || got.height != expected.height) return 256;
  int largest = 0;
  for (int c = 0; c < 3; ++c) {
    for (int y = border; y < got.height - border; ++y) {
      for (int x = border; x < got.width - border; ++x) {
        largest = std::max(largest, std::abs(got.row(c, y)[x] - expected.row(c, y)[x]));
      }
    }
  }
  return largest;
}

int pixelsBeyond(const Planes& got, const Planes& expected, int tolerance) {
  int count = 0;
  for (std::size_t i = 0; i < got.planeSize(); ++i) {
    bool beyond = false;
    for (int c = 0; c < 3; ++c) {
      beyond = beyond || std::abs(got.plane(c)[i] - expected.plane(c)[i]) > tolerance;
    }
    count += beyond ? 1 : 0;
  }
  return count;
}

Planes noisyPicture(int width, int height, std::uint64_t seed) {
  RandomStream random(seed);
  Planes planes(width, height);
  for (int c = 0; c < 3; ++c) {
    const double fx = random.uniform(0.02, 0.2), fy = random.uniform(0.02, 0.2);
    for (int y = 0; y < height; ++y) {
      for (int x = 0; x < width; ++x) {
        const double wave = 128 + 100 * std::sin(fx * x + c) * std::cos(fy * y);
        planes.row(c, y)[x] =
            static_cast<std::uint8_t>(std::clamp(wave + 20 * random.normal(), 0.0, 255.0));
      }
    }
  }
  return planes;
}

}  // namespace lafs::test
