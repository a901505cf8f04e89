// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/codec.h"

#include <turbojpeg.h>

#include <climits>
#include <memory>
#include <mutex>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace lafs {

namespace {

constexpr std::int64_t kMaxPixels = 100'000'000;

struct CloseTurbo {
  void operator()(void* handle) const { tjDestroy(handle); }
};
using Turbo = std::unique_ptr<void, CloseTurbo>;

[[noreturn]] void damaged(const std::string& name, const std::string& why) {
  throw UserError(name, "not a readable picture: " + why,
                  "remove the file or put a whole one in its place");
}

void checkSize(const std::string& name, std::int64_t width, std::int64_t height) {
  if (width < 1 || height < 1 || width * height > kMaxPixels) {
    damaged(name, std::to_string(width) + " x " + std::to_string(height) + " pixels");
  }
}

/// OpenCV's own thread pool would fight with the loader's threads.
void calmOpenCv() {
  static std::once_flag once;
  std::call_once(once, [] { cv::setNumThreads(1); });
}

bool isJpeg(const std::uint8_t* bytes, std::size_t size) {
  return size > 2 && bytes[0] == 0xff && bytes[1] == 0xd8 && bytes[2] == 0xff;
}

Image decodeWithOpenCv(const std::uint8_t* bytes, std::size_t size, const std::string& name) {
  calmOpenCv();
  if (size == 0) damaged(name, "the file is empty");
  if (size > INT_MAX) damaged(name, "the file is too large");
  cv::Mat decoded;
  try {
    const cv::Mat raw(1, static_cast<int>(size), CV_8U, const_cast<std::uint8_t*>(bytes));
    decoded = cv::imdecode(raw, cv::IMREAD_COLOR | cv::IMREAD_IGNORE_ORIENTATION);
  } catch (const cv::Exception& error) {
    damaged(name, error.err);
  }
  if (decoded.empty()) damaged(name, "its content is damaged or of an unknown format");
  checkSize(name, decoded.cols, decoded.rows);
  Image image(decoded.cols, decoded.rows);
  cv::Mat out(image.height, image.width, CV_8UC3, image.pixels.data());
  cv::cvtColor(decoded, out, cv::COLOR_BGR2RGB);
  return image;
}

/// A decoder that met a damaged file carries its state into the next one, so it goes with it.
[[noreturn]] void damagedJpeg(Turbo& turbo, const std::string& name) {
  const std::string why = tjGetErrorStr2(turbo.get());
  turbo.reset();
  damaged(name, why);
}

Image decodeJpeg(const std::uint8_t* bytes, std::size_t size, const std::string& name) {
  // Making one costs as much as a tenth of a face.
  thread_local Turbo turbo;
  if (!turbo) turbo.reset(tjInitDecompress());
  require(turbo != nullptr, "libjpeg-turbo does not start");
  int width = 0, height = 0, sampling = 0, colours = 0;
  if (tjDecompressHeader3(turbo.get(), bytes, size, &width, &height, &sampling, &colours) != 0) {
    damagedJpeg(turbo, name);
  }
  checkSize(name, width, height);
  if (colours == TJCS_CMYK || colours == TJCS_YCCK) return decodeWithOpenCv(bytes, size, name);
  Image image(width, height);
  // A warning (cut off or corrupt data, the rest made up grey) counts as damage too.
  if (tjDecompress2(turbo.get(), bytes, size, image.pixels.data(), width, 0, height, TJPF_RGB, 0) !=
      0) {
    damagedJpeg(turbo, name);
  }
  return image;
}

}  // namespace

Image decodeImage(const std::uint8_t* bytes, std::size_t size, const std::string& name) {
  return isJpeg(bytes, size) ? decodeJpeg(bytes, size, name) : decodeWithOpenCv(bytes, size, name);
}

Image readImage(const std::string& path) {
  const std::string bytes = readWholeFile(path);
  return decodeImage(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(), path);
}

std::vector<std::uint8_t> encodeJpeg(const Image& image, int quality) {
  require(!image.empty() && quality >= 1 && quality <= 100, "encodeJpeg: nothing, or bad quality");
  const Turbo turbo(tjInitCompress());
  require(turbo != nullptr, "libjpeg-turbo does not start");
  const int sampling = quality >= 90 ? TJSAMP_444 : TJSAMP_420;
  std::vector<std::uint8_t> bytes(tjBufSize(image.width, image.height, sampling));
  unsigned char* out = bytes.data();
  unsigned long size = bytes.size();
  const int failed =
      tjCompress2(turbo.get(), image.pixels.data(), image.width, 0, image.height, TJPF_RGB, &out,
                  &size, sampling, quality, TJFLAG_NOREALLOC | TJFLAG_ACCURATEDCT);
  require(failed == 0, "libjpeg-turbo cannot compress");
  bytes.resize(size);
  return bytes;
}

std::vector<std::uint8_t> encodePng(const Image& image) {
  calmOpenCv();
  require(!image.empty(), "encodePng: nothing to encode");
  const cv::Mat rgb(image.height, image.width, CV_8UC3,
                    const_cast<std::uint8_t*>(image.pixels.data()));
  cv::Mat bgr;
  cv::cvtColor(rgb, bgr, cv::COLOR_RGB2BGR);
  std::vector<std::uint8_t> bytes;
  require(cv::imencode(".png", bgr, bytes), "OpenCV cannot compress");
  return bytes;
}

}  // namespace lafs
