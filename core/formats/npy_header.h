// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// Number types of a .npy that are read here.
enum class NpyKind { Bool, Signed, Unsigned, Float };

/// What the header of a .npy says.
struct NpyHeader {
  NpyKind kind = NpyKind::Float;
  std::size_t elementBytes = 4;  ///< 1, 2, 4 or 8; Bool 1, Float 2, 4 or 8
  bool bigEndian = false;
  bool fortranOrder = false;  ///< the first index runs fastest
  std::vector<std::int64_t> shape;
  std::int64_t count = 1;        ///< product of the shape
  std::uint64_t dataOffset = 0;  ///< byte of the file at which the numbers begin
};

/// Reads the header of a .npy (format versions 1, 2 and 3) from the bytes of a whole file and
/// checks that the file holds exactly what it promises. UserError, naming `file`, otherwise:
/// another kind of file, Python objects, structured or complex or text arrays, a size that
/// overflows.
NpyHeader parseNpyHeader(std::string_view bytes, const std::string& file);

/// The beginning of a version 1 file with this header, padded so
/// that the numbers begin at a multiple of 64. Only kind, elementBytes, bigEndian, fortranOrder and
/// shape are looked at.
std::string npyHeaderBytes(const NpyHeader& header);

/// numpy's name of the number type: "<f4", "|u1", ">i8".
std::string npyDescription(const NpyHeader& header);

}  // namespace lafs
