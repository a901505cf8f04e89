// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/image_record.h"

#include <algorithm>
#include <cmath>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/little_endian.h"

namespace lafs {

namespace {

constexpr std::size_t kHeaderBytes = 24;
constexpr const char* kRemedy = "the .rec is damaged or holds something else than images";

ImageRecord parse(std::string_view payload, const std::string& where, bool startOnly) {
  if (payload.size() < kHeaderBytes) {
    throw UserError(where,
                    "a record of " + std::to_string(payload.size()) +
                        " bytes is too short for an image record's header of 24",
                    kRemedy);
  }
  const auto flag = loadLittle<std::uint32_t>(payload.data());
  ImageRecord record;
  record.id = loadLittle<std::uint64_t>(payload.data() + 8);
  record.id2 = loadLittle<std::uint64_t>(payload.data() + 16);
  record.labelVector = flag > 0;
  const std::string_view rest = payload.substr(kHeaderBytes);
  if (flag == 0) {
    record.labels = {loadFloat(payload.data() + 4)};
    record.image = rest;
    return record;
  }
  const std::size_t present = std::min<std::uint64_t>(flag, rest.size() / 4);
  if (present < (startOnly ? 1 : flag)) {
    throw UserError(where,
                    "a record claims " + std::to_string(flag) + " labels and has bytes for " +
                        std::to_string(present),
                    kRemedy);
  }
  record.labels.reserve(present);
  for (std::size_t k = 0; k < present; ++k) record.labels.push_back(loadFloat(&rest[4 * k]));
  record.image = rest.substr(4 * present);
  return record;
}

}  // namespace

ImageRecord parseImageRecord(std::string_view payload, const std::string& where) {
  return parse(payload, where, false);
}

ImageRecord parseImageRecordStart(std::string_view start, const std::string& where) {
  return parse(start, where, true);
}

std::string packImageRecord(std::uint64_t id, const std::vector<float>& labels, bool asVector,
                            std::string_view image) {
  require(!labels.empty(), "an image record needs a label");
  const bool vector = asVector || labels.size() > 1;
  std::string payload;
  payload.reserve(kHeaderBytes + 4 * labels.size() + image.size());
  appendLittle(payload, static_cast<std::uint32_t>(vector ? labels.size() : 0));
  appendFloat(payload, vector ? 0.0f : labels[0]);
  appendLittle(payload, id);
  appendLittle(payload, std::uint64_t{0});
  if (vector) {
    for (const float label : labels) appendFloat(payload, label);
  }
  payload += image;
  return payload;
}

std::int64_t classOfLabel(float label, const std::string& where) {
  const bool whole = std::isfinite(label) && label >= 0 && std::floor(label) == label;
  // Above 2^24 a float no longer tells neighbours apart, so that identities would run together.
  if (!whole || label > 16777216.0f) {
    throw UserError(where, "the label " + formatNumber(label) + " is not a class",
                    "a class is a whole number from 0 to 16,777,216");
  }
  return static_cast<std::int64_t>(label);
}

}  // namespace lafs
