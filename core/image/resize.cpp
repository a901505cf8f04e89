// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/resize.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/image/kernels/pixel_kernels.h"
#include "core/image/vectorised.h"

namespace lafs {

namespace {

constexpr int kPrecisionBits = 22;  // 32 - 8 bits of a pixel - 2 of head room, as in PIL

double cubic(double x) {
  constexpr double a = -0.5;
  x = std::fabs(x);
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  if (x < 2) return (((x - 5) * x + 8) * x - 4) * a;
  return 0;
}

/// Fixed-point weights: output i is the sum over t < count[i] of weights[i * taps + t] times input
/// first[i] + t.
struct FilterBank {
  int taps = 0;
  std::vector<int> first, count;
  std::vector<std::int32_t> weights;
};

FilterBank bicubicBank(int inSize, int outSize) {
  const double scale = static_cast<double>(inSize) / outSize;
  const double widened = std::max(scale, 1.0);
  const double support = 2.0 * widened;
  FilterBank bank;
  bank.taps = static_cast<int>(std::ceil(support)) * 2 + 1;
  bank.first.resize(outSize);
  bank.count.resize(outSize);
  bank.weights.assign(static_cast<std::size_t>(outSize) * bank.taps, 0);
  std::vector<double> raw(bank.taps);
  for (int i = 0; i < outSize; ++i) {
    const double centre = (i + 0.5) * scale;
    const int first = std::max(static_cast<int>(centre - support + 0.5), 0);
    const int end = std::min(static_cast<int>(centre + support + 0.5), inSize);
    double sum = 0;
    for (int t = 0; t < end - first; ++t) {
      raw[t] = cubic((first + t - centre + 0.5) * (1.0 / widened));
      sum += raw[t];
    }
    for (int t = 0; t < end - first; ++t) {
      bank.weights[static_cast<std::size_t>(i) * bank.taps + t] =
          static_cast<std::int32_t>(std::lround(raw[t] / sum * (1 << kPrecisionBits)));
    }
    bank.first[i] = first;
    bank.count[i] = end - first;
  }
  return bank;
}

/// Applies `bank` down the rows of one plane of `rowLength` wide rows; row i of the result goes to
/// out + i * outStride (backwards from the last one when `reverse`).
void filterRows(const std::uint8_t* in, std::size_t stride, int rowLength, const FilterBank& bank,
                bool reverse, std::uint8_t* out, std::size_t outStride) {
  const PixelKernels& kernels = pixelKernels();
  const int count = static_cast<int>(bank.first.size());
  for (int i = 0; i < count; ++i) {
    kernels.weightRows(in + bank.first[i] * stride, stride,
                       bank.weights.data() + static_cast<std::size_t>(i) * bank.taps, bank.count[i],
                       rowLength, out + (reverse ? count - 1 - i : i) * outStride);
  }
}

void checkBox(const CropBox& box, int width, int height, int outWidth, int outHeight) {
  require(box.left >= 0 && box.top >= 0 && box.width > 0 && box.height > 0 &&
              box.left + box.width <= width && box.top + box.height <= height,
          "resize: the box is empty or leaves the picture");
  require(outWidth > 0 && outHeight > 0, "resize: the result would be empty");
}

/// Where bilinear output i reads: input low and low + step, with weight `upper` on the second.
struct LinearTap {
  int low = 0;
  int step = 0;
  float upper = 0;
};

std::vector<LinearTap> linearTaps(int inSize, int outSize) {
  const float scale = static_cast<float>(inSize) / static_cast<float>(outSize);
  std::vector<LinearTap> taps(outSize);
  for (int i = 0; i < outSize; ++i) {
    const float centre = std::max(scale * (static_cast<float>(i) + 0.5f) - 0.5f, 0.0f);
    taps[i].low = std::min(static_cast<int>(centre), inSize - 1);
    taps[i].step = taps[i].low < inSize - 1 ? 1 : 0;
    taps[i].upper = centre - static_cast<float>(taps[i].low);
  }
  return taps;
}

void linearRow(const std::uint8_t* in, const std::vector<LinearTap>& taps, float* out) {
  for (std::size_t i = 0; i < taps.size(); ++i) {
    const LinearTap tap = taps[i];
    out[i] = (1.0f - tap.upper) * in[tap.low] + tap.upper * in[tap.low + tap.step];
  }
}

LAFS_VECTORISED
void mixRows(const float* __restrict low, const float* __restrict high, float upper, int width,
             std::uint8_t* __restrict out) {
  const float lower = 1.0f - upper;
  for (int x = 0; x < width; ++x) {
    const float value = lower * low[x] + upper * high[x];
    // Adding and taking away 1.5 * 2^23 leaves the nearest integer, half to even.
    const float rounded = (value + 12582912.0f) - 12582912.0f;
    out[x] = static_cast<std::uint8_t>(static_cast<std::int32_t>(rounded));
  }
}

}  // namespace

Planes BicubicCropper::crop(const CropBox& box, int width, int height, bool mirror) const {
  checkBox(box, transposed_.height, transposed_.width, width, height);
  const FilterBank columns = bicubicBank(box.width, width);
  const FilterBank rows = bicubicBank(box.height, height);
  Planes out(width, height);
  std::vector<std::uint8_t> narrow(static_cast<std::size_t>(width) * box.height);
  std::vector<std::uint8_t> upright(narrow.size());
  for (int c = 0; c < 3; ++c) {
    const std::uint8_t* source = transposed_.row(c, box.left) + box.top;
    filterRows(source, transposed_.width, box.height, columns, mirror, narrow.data(), box.height);
    transposeBytes(narrow.data(), box.height, width, box.height, upright.data(), width);
    filterRows(upright.data(), width, width, rows, false, out.plane(c), width);
  }
  return out;
}

Planes resizeBicubic(const Planes& source, int width, int height) {
  if (source.width == width && source.height == height) return source;
  return BicubicCropper(source).crop({0, 0, source.width, source.height}, width, height);
}

Image resizeBicubic(const Image& source, int width, int height) {
  if (source.width == width && source.height == height) return source;
  return toImage(resizeBicubic(toPlanes(source), width, height));
}

Planes resizeBilinear(const Planes& source, const CropBox& box, int width, int height) {
  checkBox(box, source.width, source.height, width, height);
  const std::vector<LinearTap> columns = linearTaps(box.width, width);
  const std::vector<LinearTap> rows = linearTaps(box.height, height);
  Planes out(width, height);
  std::vector<float> buffers[2] = {std::vector<float>(width), std::vector<float>(width)};
  for (int c = 0; c < 3; ++c) {
    int held[2] = {-1, -1};  // which source row each buffer holds; the low one sits in slot row % 2
    for (int y = 0; y < height; ++y) {
      const int wanted[2] = {rows[y].low, rows[y].low + rows[y].step};
      for (const int row : wanted) {
        if (held[row % 2] == row) continue;
        linearRow(source.row(c, box.top + row) + box.left, columns, buffers[row % 2].data());
        held[row % 2] = row;
      }
      mixRows(buffers[wanted[0] % 2].data(), buffers[wanted[1] % 2].data(), rows[y].upper, width,
              out.row(c, y));
    }
  }
  return out;
}

}  // namespace lafs
