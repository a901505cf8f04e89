// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/feature_file.h"

#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/formats/little_endian.h"

namespace lafs {

namespace {

constexpr std::size_t kHeaderBytes = 16;
constexpr std::uint32_t kMostNumbers = 65536;
constexpr std::uint32_t kElementBytes = 4;
constexpr std::uint32_t kFloatType = 5;  // OpenCV's CV_32F, one channel

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw UserError(file, why, "not a feature file of one CV_32F row or column, or damaged");
}

}  // namespace

std::vector<float> parseFeatureFile(std::string_view bytes, const std::string& file) {
  if (bytes.size() < kHeaderBytes) refuse(file, "shorter than a header of 16 bytes");
  std::uint32_t header[4];
  for (std::size_t k = 0; k < 4; ++k) header[k] = loadLittle<std::uint32_t>(&bytes[4 * k]);
  const auto [rows, columns, element, type] = header;
  if (element != kElementBytes || type != kFloatType) {
    refuse(file, "element size " + std::to_string(element) + " and type " + std::to_string(type) +
                     " instead of 4 and 5");
  }
  if ((rows != 1 && columns != 1) || rows == 0 || columns == 0 || rows > kMostNumbers ||
      columns > kMostNumbers) {
    refuse(file, std::to_string(rows) + " rows and " + std::to_string(columns) +
                     " columns are not one picture's features");
  }
  const std::size_t count = std::size_t{rows} * columns;
  if (bytes.size() != kHeaderBytes + 4 * count) {
    refuse(file, std::to_string(bytes.size()) + " bytes, its header asks for " +
                     std::to_string(kHeaderBytes + 4 * count));
  }
  std::vector<float> features(count);
  for (std::size_t k = 0; k < count; ++k) {
    features[k] = loadFloat(&bytes[kHeaderBytes + 4 * k]);
    if (!std::isfinite(features[k])) refuse(file, "number " + std::to_string(k) + " is not finite");
  }
  return features;
}

std::vector<float> readFeatureFile(const std::string& path) {
  return parseFeatureFile(readWholeFile(path), path);
}

std::string featureFileBytes(const std::vector<float>& features) {
  require(!features.empty() && features.size() <= kMostNumbers,
          "a feature file holds 1 to 65,536 numbers");
  std::string bytes;
  bytes.reserve(kHeaderBytes + 4 * features.size());
  appendLittle(bytes, static_cast<std::uint32_t>(features.size()));
  appendLittle(bytes, std::uint32_t{1});
  appendLittle(bytes, kElementBytes);
  appendLittle(bytes, kFloatType);
  for (const float feature : features) appendFloat(bytes, feature);
  return bytes;
}

void writeFeatureFile(const std::string& path, const std::vector<float>& features) {
  const std::string bytes = featureFileBytes(features);
  const std::string temporary = temporaryPathFor(path);
  std::FILE* file = std::fopen(temporary.c_str(), "wbxe");
  bool written = file && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  if (file) written = std::fclose(file) == 0 && written;
  if (written && std::rename(temporary.c_str(), path.c_str()) == 0) return;
  const std::string reason = std::strerror(errno);
  std::remove(temporary.c_str());
  throw UserError(path, "cannot be written: " + reason,
                  "check that the folder exists, may be written to and has space");
}

}  // namespace lafs
