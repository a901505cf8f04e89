// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_numpy.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "core/base/error.h"
#include "core/formats/pickle_text.h"

namespace lafs {

namespace {

constexpr std::size_t kMostDimensions = 32;

// numpy 2 renamed numpy.core to numpy._core.
constexpr std::string_view kReconstruct[] = {"numpy.core.multiarray _reconstruct",
                                             "numpy._core.multiarray _reconstruct"};
constexpr std::string_view kFromBuffer[] = {"numpy.core.numeric _frombuffer",
                                            "numpy._core.numeric _frombuffer"};
constexpr std::string_view kScalar[] = {"numpy.core.multiarray scalar",
                                        "numpy._core.multiarray scalar"};

template <std::size_t N>
bool isObjectOfAny(const PickleValue& value, const std::string_view (&names)[N]) {
  return std::any_of(std::begin(names), std::end(names),
                     [&](std::string_view name) { return value.isObjectOf(name); });
}

[[noreturn]] void refuse(const std::string& file, const std::string& why) {
  throw UserError(file, "the numpy value in its pickle cannot be read: " + why,
                  "save it again as an array of plain numbers");
}

/// The type's code without byte order: "u1", "f4", …
std::string typeCode(const PickleValue& dtype, const std::string& file) {
  const bool named = dtype.isObjectOf("numpy dtype") && !dtype.arguments->items.empty() &&
                     dtype.arguments->items[0]->isString();
  if (!named) refuse(file, "its type is no numpy dtype");
  std::string code(dtype.arguments->items[0]->bytes);
  std::string order = "|";
  if (code.size() > 1 && std::string_view("<>|=").find(code[0]) != std::string_view::npos) {
    order = code.substr(0, 1);
    code.erase(0, 1);
  }
  if (dtype.state && dtype.state->is(PickleKind::Tuple) && dtype.state->items.size() > 1 &&
      dtype.state->items[1]->isString()) {
    order = dtype.state->items[1]->bytes;
  }
  if (order == ">") refuse(file, "its numbers are big-endian");
  return code;
}

Dtype numberType(const PickleValue& dtype, const std::string& file) {
  struct Row {
    std::string_view code;
    Dtype type;
  };
  static constexpr Row kTypes[] = {{"f8", Dtype::F64}, {"f4", Dtype::F32}, {"f2", Dtype::F16},
                                   {"i8", Dtype::I64}, {"i4", Dtype::I32}, {"i2", Dtype::I16},
                                   {"i1", Dtype::I8},  {"u1", Dtype::U8},  {"b1", Dtype::BOOL},
                                   {"b", Dtype::I8},   {"B", Dtype::U8},   {"?", Dtype::BOOL}};
  const std::string code = typeCode(dtype, file);
  for (const Row& row : kTypes) {
    if (row.code == code) return row.type;
  }
  refuse(file, "the number type '" + printablePickleText(code) +
                   "'; known are f8 f4 f2 i8 i4 i2 i1 u1 b1");
}

std::vector<std::int64_t> shapeOf(const PickleValue& value, const std::string& file) {
  if (value.is(PickleKind::Integer)) return {value.integer};
  if (!value.is(PickleKind::Tuple) || value.items.size() > kMostDimensions) {
    refuse(file, "its shape is no tuple of at most 32 sizes");
  }
  std::vector<std::int64_t> shape;
  for (const PickleValue* size : value.items) {
    if (!size->is(PickleKind::Integer) || size->integer < 0) {
      refuse(file, "a size of its shape is no whole number from 0 on");
    }
    shape.push_back(size->integer);
  }
  return shape;
}

void checkLength(const PickledArray& array, const std::string& file) {
  std::uint64_t bytes = dtypeSize(array.dtype);
  for (const std::int64_t size : array.shape) {
    if (__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes)) {
      refuse(file, "its shape is too large");
    }
  }
  if (bytes != array.bytes.size()) {
    refuse(file, "shape and type ask for " + std::to_string(bytes) + " bytes, it has " +
                     std::to_string(array.bytes.size()));
  }
}

/// State of an array made by _reconstruct: (version, shape, dtype, fortran order, data).
PickledArray fromState(const PickleValue& value, const std::string& file) {
  const PickleValue* state = value.state;
  const bool whole = state && state->is(PickleKind::Tuple) && state->items.size() == 5;
  if (!whole) refuse(file, "an array has no state of five parts");
  if (!state->items[4]->is(PickleKind::Bytes)) refuse(file, "an array holds objects");
  PickledArray array;
  array.shape = shapeOf(*state->items[1], file);
  array.dtype = numberType(*state->items[2], file);
  array.columnMajor = state->items[3]->integer != 0 && !state->items[3]->is(PickleKind::None);
  array.bytes = state->items[4]->bytes;
  return array;
}

/// Arguments of _frombuffer: (data, dtype, shape, order).
PickledArray fromBuffer(const PickleValue& value, const std::string& file) {
  const auto& arguments = value.arguments->items;
  if (arguments.size() != 4 || !arguments[0]->is(PickleKind::Bytes) || !arguments[3]->isString()) {
    refuse(file, "an array's buffer has not four parts");
  }
  PickledArray array;
  array.bytes = arguments[0]->bytes;
  array.dtype = numberType(*arguments[1], file);
  array.shape = shapeOf(*arguments[2], file);
  array.columnMajor = arguments[3]->bytes == "F";
  return array;
}

template <class Number>
double readAs(std::string_view bytes) {
  Number value{};
  std::memcpy(&value, bytes.data(), sizeof value);
  return static_cast<double>(value);
}

/// IEEE half precision.
double halfNumber(std::string_view bytes) {
  std::uint16_t bits = 0;
  std::memcpy(&bits, bytes.data(), sizeof bits);
  const int exponent = bits >> 10 & 0x1f;
  const double fraction = bits & 0x3ff;
  const double sign = bits & 0x8000 ? -1 : 1;
  if (exponent == 0x1f) return fraction == 0 ? sign * HUGE_VAL : std::nan("");
  return sign *
         (exponent == 0 ? std::ldexp(fraction, -24) : std::ldexp(fraction + 1024, exponent - 25));
}

double scalarNumber(const PickleValue& value, const std::string& file) {
  const auto& arguments = value.arguments->items;
  if (arguments.size() != 2 || !arguments[1]->is(PickleKind::Bytes)) {
    refuse(file, "a scalar has not two parts");
  }
  PickledArray scalar;
  scalar.dtype = numberType(*arguments[0], file);
  scalar.bytes = arguments[1]->bytes;
  checkLength(scalar, file);
  switch (scalar.dtype) {
    case Dtype::F64:
      return readAs<double>(scalar.bytes);
    case Dtype::F32:
      return readAs<float>(scalar.bytes);
    case Dtype::F16:
      return halfNumber(scalar.bytes);
    case Dtype::I64:
      return readAs<std::int64_t>(scalar.bytes);
    case Dtype::I32:
      return readAs<std::int32_t>(scalar.bytes);
    case Dtype::I16:
      return readAs<std::int16_t>(scalar.bytes);
    case Dtype::I8:
      return readAs<std::int8_t>(scalar.bytes);
    case Dtype::U8:
      return readAs<std::uint8_t>(scalar.bytes);
    case Dtype::BOOL:
      return readAs<std::uint8_t>(scalar.bytes) != 0 ? 1 : 0;
    case Dtype::BF16:
      break;  // numpy has no such type
  }
  refuse(file, "a scalar of an unknown type");
}

}  // namespace

const std::vector<std::string_view>& numpyGlobals() {
  static const std::vector<std::string_view> names = {
      kReconstruct[0], kReconstruct[1], kFromBuffer[0],  kFromBuffer[1],
      kScalar[0],      kScalar[1],      "numpy ndarray", "numpy dtype"};
  return names;
}

bool isNumpyArray(const PickleValue& value) {
  return isObjectOfAny(value, kReconstruct) || isObjectOfAny(value, kFromBuffer);
}

bool isNumpyScalar(const PickleValue& value) {
  return isObjectOfAny(value, kScalar);
}

PickledArray numpyArray(const PickleValue& value, const std::string& file) {
  if (!isNumpyArray(value)) {
    refuse(file, std::string("a ") + pickleKindName(value.kind) + " is no array");
  }
  PickledArray array =
      isObjectOfAny(value, kReconstruct) ? fromState(value, file) : fromBuffer(value, file);
  checkLength(array, file);
  return array;
}

std::optional<double> pickleNumber(const PickleValue& value, const std::string& file) {
  if (value.is(PickleKind::Real)) return value.real;
  if (value.is(PickleKind::Integer) || value.is(PickleKind::Bool)) {
    return static_cast<double>(value.integer);
  }
  if (isNumpyScalar(value)) return scalarNumber(value, file);
  return std::nullopt;
}

}  // namespace lafs
