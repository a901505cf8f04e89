// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors_header.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <set>

#include "core/base/error.h"
#include "core/base/json.h"

namespace lafs {

namespace {

constexpr std::size_t kMaxDimensions = 32;

std::optional<Dtype> dtypeFromName(const std::string& name) {
  for (Dtype dtype : {Dtype::F64, Dtype::F32, Dtype::F16, Dtype::BF16, Dtype::I64, Dtype::I32,
                      Dtype::I16, Dtype::I8, Dtype::U8, Dtype::BOOL}) {
    if (name == dtypeName(dtype)) return dtype;
  }
  return std::nullopt;
}

/// Names come from the file: keep messages short and printable.
std::string inQuotes(const std::string& name) {
  std::string shown;
  for (const char c : name.substr(0, 80)) {
    shown += (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) ? '?' : c;
  }
  return "'" + shown + (name.size() > 80 ? "…'" : "'");
}

/// Receives the events of the JSON parser. `false` from an event stops it; `problem` says why.
/// Levels: 0 outside, 1 in the header object, 2 in a tensor's object or the metadata, 3 in a list.
class HeaderReader {
 public:
  using number_integer_t = Json::number_integer_t;
  using number_unsigned_t = Json::number_unsigned_t;
  using number_float_t = Json::number_float_t;
  using string_t = Json::string_t;
  using binary_t = Json::binary_t;

  SafetensorsHeader header;
  std::string problem;

  bool null() { return misplaced(); }
  bool boolean(bool) { return misplaced(); }
  bool number_float(number_float_t, const string_t&) { return misplaced(); }
  bool binary(binary_t&) { return misplaced(); }
  bool number_integer(number_integer_t) { return fail("a negative number in the header"); }

  bool number_unsigned(number_unsigned_t value) {
    if (level_ != 3) return misplaced();
    if (field_ == "shape") {
      if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
        return fail("a size of " + inQuotes(entry_.name) + " is too large");
      }
      if (entry_.shape.size() >= kMaxDimensions) {
        return fail(inQuotes(entry_.name) + " has more than 32 dimensions");
      }
      entry_.shape.push_back(static_cast<std::int64_t>(value));
      return true;
    }
    if (offsets_ == 0) entry_.begin = value;
    if (offsets_ == 1) entry_.end = value;
    if (++offsets_ > 2) return fail(inQuotes(entry_.name) + " has more than two offsets");
    return true;
  }

  bool string(string_t& value) {
    if (level_ != 2) return misplaced();
    if (inMetadata_) {
      if (!header.metadata.emplace(field_, value).second) {
        return fail("the metadata key " + inQuotes(field_) + " appears twice");
      }
      return true;
    }
    if (field_ != "dtype") return misplaced();
    const auto dtype = dtypeFromName(value);
    if (!dtype) {
      return fail(inQuotes(entry_.name) + " has the number type " + inQuotes(value) +
                  "; known are F64 F32 F16 BF16 I64 I32 I16 I8 U8 BOOL");
    }
    entry_.dtype = *dtype;
    return true;
  }

  bool start_object(std::size_t) {
    if (level_ >= 2) return misplaced();
    ++level_;
    seen_.clear();
    return true;
  }

  bool key(string_t& value) {
    if (level_ == 1) return startEntry(value);
    field_ = value;
    if (inMetadata_) return true;
    if (value != "dtype" && value != "shape" && value != "data_offsets") {
      return fail(inQuotes(entry_.name) + " has the unknown field " + inQuotes(value));
    }
    if (!seen_.insert(value).second) {
      return fail(inQuotes(entry_.name) + " has the field " + inQuotes(value) + " twice");
    }
    return true;
  }

  bool end_object() {
    --level_;
    if (level_ == 1 && !inMetadata_) {
      if (seen_.size() != 3 || offsets_ != 2) {
        return fail(inQuotes(entry_.name) + " lacks dtype, shape or two data_offsets");
      }
      header.tensors.push_back(std::move(entry_));
    }
    if (level_ == 1) inMetadata_ = false;
    return true;
  }

  bool start_array(std::size_t) {
    if (level_ != 2 || inMetadata_ || field_ == "dtype") return misplaced();
    level_ = 3;
    return true;
  }

  bool end_array() {
    level_ = 2;
    return true;
  }

  bool parse_error(std::size_t position, const std::string&, const Json::exception&) {
    return fail("the header is not valid JSON near byte " + std::to_string(8 + position));
  }

 private:
  bool startEntry(const std::string& name) {
    if (!names_.insert(name).second) return fail(inQuotes(name) + " appears twice");
    inMetadata_ = name == "__metadata__";
    entry_ = {};
    entry_.name = name;
    field_.clear();
    offsets_ = 0;
    return true;
  }

  bool fail(std::string why) {
    if (problem.empty()) problem = std::move(why);
    return false;
  }

  bool misplaced() {
    if (level_ == 0) return fail("the header is not a JSON object");
    return fail("the entry " + inQuotes(entry_.name) + " of the header is malformed");
  }

  int level_ = 0;
  int offsets_ = 0;
  bool inMetadata_ = false;
  std::string field_;
  std::set<std::string> names_, seen_;
  HeaderEntry entry_;
};

/// Bytes that shape and type ask for, or nothing when they do not fit 64 bits.
std::optional<std::uint64_t> declaredBytes(const HeaderEntry& entry) {
  std::uint64_t bytes = dtypeSize(entry.dtype);
  for (const std::int64_t size : entry.shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes)) {
      return std::nullopt;
    }
  }
  return bytes;
}

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw UserError(path, "not a usable safetensors file: " + why,
                  "make or fetch the file again; it is damaged or of another kind");
}

void checkEntries(const std::string& path, const SafetensorsHeader& header,
                  std::uint64_t dataBytes) {
  std::uint64_t covered = 0;
  for (const HeaderEntry& entry : header.tensors) {
    const std::string name = inQuotes(entry.name);
    if (entry.begin > entry.end || entry.end > dataBytes) {
      refuse(path, name + " lies outside the file (offsets " + std::to_string(entry.begin) +
                       " to " + std::to_string(entry.end) + " of " + std::to_string(dataBytes) +
                       " bytes)");
    }
    const auto declared = declaredBytes(entry);
    if (!declared || *declared != entry.end - entry.begin) {
      refuse(path, name + " has offsets that do not fit its shape and type");
    }
    if (entry.begin < covered) refuse(path, name + " overlaps another tensor");
    if (entry.begin > covered) refuse(path, "there is a hole before " + name);
    covered = entry.end;
  }
  if (covered != dataBytes) {
    refuse(path, std::to_string(dataBytes - covered) + " bytes at the end belong to no tensor");
  }
}

}  // namespace

SafetensorsHeader parseSafetensorsHeader(const std::string& path, std::string_view text,
                                         std::uint64_t dataBytes) {
  if (text.empty() || text.front() != '{') refuse(path, "the header does not begin with '{'");
  HeaderReader reader;
  if (!Json::sax_parse(text.begin(), text.end(), &reader)) refuse(path, reader.problem);
  std::stable_sort(reader.header.tensors.begin(), reader.header.tensors.end(),
                   [](const HeaderEntry& a, const HeaderEntry& b) {
                     return a.begin != b.begin ? a.begin < b.begin : a.end < b.end;
                   });
  checkEntries(path, reader.header, dataBytes);
  return std::move(reader.header);
}

}  // namespace lafs
