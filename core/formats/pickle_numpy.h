// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/pickle_value.h"
#include "core/formats/safetensors.h"

namespace lafs {

/// The names by which numpy pickles arrays and scalars (numpy 1 and 2, every protocol); for
/// PickleRules::globals.
const std::vector<std::string_view>& numpyGlobals();

/// A numpy array of a pickle. `bytes` points into the pickle, has exactly the length that shape and
/// type ask for, and is row-major unless `columnMajor`.
struct PickledArray {
  Dtype dtype = Dtype::U8;
  std::vector<std::int64_t> shape;
  bool columnMajor = false;
  std::string_view bytes;
};

/// Whether the value is the record of a numpy array, respectively of a numpy scalar.
bool isNumpyArray(const PickleValue& value);
bool isNumpyScalar(const PickleValue& value);

/// Reads such a record. UserError at `file` for one that is malformed, holds objects, or a number
/// type that is not little-endian F64 F32 F16 I64 I32 I16 I8 U8 BOOL.
PickledArray numpyArray(const PickleValue& value, const std::string& file);

/// Number of a Bool, Integer, Real, or a numpy scalar; nothing when the value is none of these.
std::optional<double> pickleNumber(const PickleValue& value, const std::string& file);

}  // namespace lafs
