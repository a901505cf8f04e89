// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/planes.h"

#ifdef __SSE2__
#include <emmintrin.h>
#endif

#include <algorithm>
#include <cstring>

#include "core/base/error.h"
#include "core/image/vectorised.h"

namespace lafs {

namespace {

constexpr int kBlock = 8;

LAFS_VECTORISED
void split(const std::uint8_t* __restrict pixels, std::size_t count, std::uint8_t* __restrict red,
           std::uint8_t* __restrict green, std::uint8_t* __restrict blue) {
  for (std::size_t i = 0; i < count; ++i) {
    red[i] = pixels[3 * i];
    green[i] = pixels[3 * i + 1];
    blue[i] = pixels[3 * i + 2];
  }
}

LAFS_VECTORISED
void join(const std::uint8_t* __restrict red, const std::uint8_t* __restrict green,
          const std::uint8_t* __restrict blue, std::size_t count, std::uint8_t* __restrict pixels) {
  for (std::size_t i = 0; i < count; ++i) {
    pixels[3 * i] = red[i];
    pixels[3 * i + 1] = green[i];
    pixels[3 * i + 2] = blue[i];
  }
}

void transposePart(const std::uint8_t* in, std::size_t inStride, int rows, int columns,
                   std::uint8_t* out, std::size_t outStride) {
  for (int y = 0; y < rows; ++y) {
    for (int x = 0; x < columns; ++x) out[x * outStride + y] = in[y * inStride + x];
  }
}

void transposeBlock(const std::uint8_t* in, std::size_t inStride, std::uint8_t* out,
                    std::size_t outStride) {
#ifdef __SSE2__
  __m128i r[kBlock];
  for (int i = 0; i < kBlock; ++i) {
    r[i] = _mm_loadl_epi64(reinterpret_cast<const __m128i*>(in + i * inStride));
  }
  // Rows 0-1, 2-3, … interleaved byte by byte; then pairs, then quadruples of bytes.
  const __m128i a = _mm_unpacklo_epi8(r[0], r[1]), b = _mm_unpacklo_epi8(r[2], r[3]);
  const __m128i c = _mm_unpacklo_epi8(r[4], r[5]), d = _mm_unpacklo_epi8(r[6], r[7]);
  const __m128i ab0 = _mm_unpacklo_epi16(a, b), ab1 = _mm_unpackhi_epi16(a, b);
  const __m128i cd0 = _mm_unpacklo_epi16(c, d), cd1 = _mm_unpackhi_epi16(c, d);
  const __m128i columns[4] = {_mm_unpacklo_epi32(ab0, cd0), _mm_unpackhi_epi32(ab0, cd0),
                              _mm_unpacklo_epi32(ab1, cd1), _mm_unpackhi_epi32(ab1, cd1)};
  for (int i = 0; i < 4; ++i) {
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + 2 * i * outStride), columns[i]);
    _mm_storel_epi64(reinterpret_cast<__m128i*>(out + (2 * i + 1) * outStride),
                     _mm_unpackhi_epi64(columns[i], columns[i]));
  }
#else
  transposePart(in, inStride, kBlock, kBlock, out, outStride);
#endif
}

}  // namespace

Planes toPlanes(const Image& image) {
  Planes planes(image.width, image.height);
  split(image.pixels.data(), planes.planeSize(), planes.plane(0), planes.plane(1), planes.plane(2));
  return planes;
}

Image toImage(const Planes& planes) {
  Image image(planes.width, planes.height);
  join(planes.plane(0), planes.plane(1), planes.plane(2), planes.planeSize(), image.pixels.data());
  return image;
}

Planes transposed(const Planes& planes) {
  Planes out(planes.height, planes.width);
  for (int c = 0; c < 3; ++c) {
    transposeBytes(planes.plane(c), planes.width, planes.height, planes.width, out.plane(c),
                   out.width);
  }
  return out;
}

void flipHorizontally(Planes& planes) {
  const int rows = 3 * planes.height;
  for (int y = 0; y < rows; ++y) {
    std::uint8_t* row = planes.values.data() + static_cast<std::size_t>(y) * planes.width;
    std::reverse(row, row + planes.width);
  }
}

void fillBox(Planes& planes, const CropBox& box, std::uint8_t value) {
  require(box.left >= 0 && box.top >= 0 && box.width >= 0 && box.height >= 0 &&
              box.left + box.width <= planes.width && box.top + box.height <= planes.height,
          "fillBox: the box leaves the picture");
  for (int c = 0; c < 3; ++c) {
    for (int y = 0; y < box.height; ++y) {
      std::memset(planes.row(c, box.top + y) + box.left, value, box.width);
    }
  }
}

void transposeBytes(const std::uint8_t* in, std::size_t inStride, int rows, int columns,
                    std::uint8_t* out, std::size_t outStride) {
  const int wholeRows = rows / kBlock * kBlock, wholeColumns = columns / kBlock * kBlock;
  for (int y = 0; y < wholeRows; y += kBlock) {
    for (int x = 0; x < wholeColumns; x += kBlock) {
      transposeBlock(in + y * inStride + x, inStride, out + x * outStride + y, outStride);
    }
  }
  transposePart(in + wholeColumns, inStride, wholeRows, columns - wholeColumns,
                out + wholeColumns * outStride, outStride);
  transposePart(in + wholeRows * inStride, inStride, rows - wholeRows, columns, out + wholeRows,
                outStride);
}

}  // namespace lafs
