// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/npy_file.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <type_traits>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/half_float.h"
#include "core/formats/little_endian.h"
#include "core/formats/mapped_file.h"
#include "core/formats/output_file.h"

namespace lafs {

namespace {

/// The bits of one number, in this machine's order.
template <typename Bits>
Bits loadBits(const unsigned char* at, bool bigEndian) {
  if (!bigEndian) return loadLittle<Bits>(at);
  Bits value = 0;
  for (std::size_t i = 0; i < sizeof(Bits); ++i) {
    value = static_cast<Bits>(static_cast<Bits>(value << (sizeof(Bits) > 1 ? 8 : 0)) | at[i]);
  }
  return value;
}

template <typename To, typename Bits>
To reinterpret(Bits bits) {
  static_assert(sizeof(To) == sizeof(Bits));
  To value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

template <typename Out>
Out converted(double value, const std::string& path) {
  if constexpr (std::is_integral_v<Out>) {
    constexpr double kLimit = 9223372036854775808.0;  // 2^63
    if (!(value >= -kLimit && value < kLimit) || std::floor(value) != value) {
      throw UserError(path, formatNumber(value) + " where a whole number is expected",
                      "save the array with a type of integers");
    }
  }
  return static_cast<Out>(value);
}

template <typename Out>
Out converted(std::uint64_t value, const std::string& path) {
  if constexpr (std::is_integral_v<Out>) {
    if (value > static_cast<std::uint64_t>(std::numeric_limits<Out>::max())) {
      throw UserError(path, std::to_string(value) + " is too large for a signed 64-bit number");
    }
  }
  return static_cast<Out>(value);
}

/// One number of the file as Out.
template <typename Out>
using Load = Out (*)(const unsigned char* at, bool bigEndian, const std::string& path);

template <typename Out, typename Bits>
Out loadUnsigned(const unsigned char* at, bool bigEndian, const std::string& path) {
  return converted<Out>(static_cast<std::uint64_t>(loadBits<Bits>(at, bigEndian)), path);
}

template <typename Out, typename Bits>
Out loadSigned(const unsigned char* at, bool bigEndian, const std::string&) {
  return static_cast<Out>(static_cast<std::make_signed_t<Bits>>(loadBits<Bits>(at, bigEndian)));
}

template <typename Out>
Out loadBool(const unsigned char* at, bool, const std::string&) {
  return static_cast<Out>(*at != 0);
}

template <typename Out, typename Bits>
Out loadReal(const unsigned char* at, bool bigEndian, const std::string& path) {
  const Bits bits = loadBits<Bits>(at, bigEndian);
  if constexpr (sizeof(Bits) == 2) {
    return converted<Out>(static_cast<double>(halfToFloat(bits)), path);
  } else if constexpr (sizeof(Bits) == 4) {
    if constexpr (std::is_same_v<Out, float>) return reinterpret<float>(bits);
    return converted<Out>(static_cast<double>(reinterpret<float>(bits)), path);
  } else {
    return converted<Out>(reinterpret<double>(bits), path);
  }
}

template <typename Out>
Load<Out> loaderOf(const NpyHeader& header) {
  const auto pick = [&](Load<Out> one, Load<Out> two, Load<Out> four, Load<Out> eight) {
    switch (header.elementBytes) {
      case 1:
        return one;
      case 2:
        return two;
      case 4:
        return four;
      default:
        return eight;
    }
  };
  switch (header.kind) {
    case NpyKind::Bool:
      return loadBool<Out>;
    case NpyKind::Signed:
      return pick(loadSigned<Out, std::uint8_t>, loadSigned<Out, std::uint16_t>,
                  loadSigned<Out, std::uint32_t>, loadSigned<Out, std::uint64_t>);
    case NpyKind::Unsigned:
      return pick(loadUnsigned<Out, std::uint8_t>, loadUnsigned<Out, std::uint16_t>,
                  loadUnsigned<Out, std::uint32_t>, loadUnsigned<Out, std::uint64_t>);
    case NpyKind::Float:
      break;
  }
  return pick(nullptr, loadReal<Out, std::uint16_t>, loadReal<Out, std::uint32_t>,
              loadReal<Out, std::uint64_t>);
}

/// Goes through a Fortran-order array in C order: the places in the file of its numbers.
class FortranWalk {
 public:
  FortranWalk(std::int64_t index, const std::vector<std::int64_t>& shape)
      : shape_(shape), at_(shape.size()), strides_(shape.size()) {
    std::int64_t stride = 1;
    for (std::size_t k = 0; k < shape.size(); stride *= shape[k++]) strides_[k] = stride;
    for (std::size_t k = shape.size(); k-- > 0; index /= shape[k]) {
      at_[k] = index % shape[k];
      place_ += at_[k] * strides_[k];
    }
  }

  std::int64_t place() const { return place_; }

  void advance() {
    for (std::size_t k = shape_.size(); k-- > 0;) {
      place_ += strides_[k];
      if (++at_[k] < shape_[k]) return;
      place_ -= shape_[k] * strides_[k];
      at_[k] = 0;
    }
  }

 private:
  const std::vector<std::int64_t>& shape_;
  std::vector<std::int64_t> at_, strides_;
  std::int64_t place_ = 0;
};

}  // namespace

struct NpyFile::State {
  explicit State(const std::string& path) : file(path), header(parseNpyHeader(file.text(), path)) {}

  const unsigned char* at(std::int64_t place) const {
    return reinterpret_cast<const unsigned char*>(file.data()) + header.dataOffset +
           static_cast<std::uint64_t>(place) * header.elementBytes;
  }

  template <typename Out>
  void copy(std::int64_t first, std::int64_t count, Out* into) const {
    require(first >= 0 && count >= 0 && first <= header.count - count,
            "numbers beyond the end of a .npy were asked for");
    if (count == 0) return;
    const Load<Out> load = loaderOf<Out>(header);
    const bool same = header.kind == NpyKind::Float && std::is_floating_point_v<Out> &&
                      header.elementBytes == sizeof(Out) && !header.bigEndian &&
                      __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__;
    if (header.fortranOrder && header.shape.size() > 1) {
      FortranWalk walk(first, header.shape);
      for (std::int64_t k = 0; k < count; ++k, walk.advance()) {
        into[k] = load(at(walk.place()), header.bigEndian, file.path());
      }
    } else if (same) {
      std::memcpy(into, at(first), static_cast<std::size_t>(count) * sizeof(Out));
    } else {
      const unsigned char* bytes = at(first);
      for (std::int64_t k = 0; k < count; ++k, bytes += header.elementBytes) {
        into[k] = load(bytes, header.bigEndian, file.path());
      }
    }
  }

  template <typename Out>
  std::vector<Out> all() const {
    std::vector<Out> numbers(static_cast<std::size_t>(header.count));
    copy(0, header.count, numbers.data());
    return numbers;
  }

  MappedFile file;
  NpyHeader header;
};

NpyFile NpyFile::open(const std::string& path) {
  NpyFile file;
  file.state_ = std::make_shared<const State>(path);
  return file;
}

const std::string& NpyFile::path() const {
  return state_->file.path();
}

const NpyHeader& NpyFile::header() const {
  return state_->header;
}

void NpyFile::copy(std::int64_t first, std::int64_t count, float* into) const {
  state_->copy(first, count, into);
}

void NpyFile::copy(std::int64_t first, std::int64_t count, double* into) const {
  state_->copy(first, count, into);
}

void NpyFile::copy(std::int64_t first, std::int64_t count, std::int64_t* into) const {
  state_->copy(first, count, into);
}

std::vector<float> NpyFile::floats() const {
  return state_->all<float>();
}

std::vector<double> NpyFile::doubles() const {
  return state_->all<double>();
}

std::vector<std::int64_t> NpyFile::integers() const {
  return state_->all<std::int64_t>();
}

namespace {

template <typename Number>
NpyKind kindOf() {
  if (std::is_same_v<Number, bool>) return NpyKind::Bool;
  if (std::is_floating_point_v<Number>) return NpyKind::Float;
  return std::is_signed_v<Number> ? NpyKind::Signed : NpyKind::Unsigned;
}

template <typename Number>
void write(const std::string& path, const std::vector<std::int64_t>& shape, const Number* data) {
  static_assert(sizeof(bool) == 1);
  NpyHeader header;
  header.kind = kindOf<Number>();
  header.elementBytes = sizeof(Number);
  header.shape = shape;
  std::size_t count = 1;
  for (const std::int64_t size : shape) {
    require(size >= 0, "an array to write has a negative size");
    count *= static_cast<std::size_t>(size);
  }
  OutputFile output(path);
  output.write(npyHeaderBytes(header));
  output.write(data, count * sizeof(Number));
  output.publish();
}

}  // namespace

void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape, const float* data) {
  write(path, shape, data);
}

void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape, const double* data) {
  write(path, shape, data);
}

void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape,
              const std::int64_t* data) {
  write(path, shape, data);
}

void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape,
              const std::int32_t* data) {
  write(path, shape, data);
}

void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape,
              const std::uint8_t* data) {
  write(path, shape, data);
}

void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape, const bool* data) {
  write(path, shape, data);
}

}  // namespace lafs
