// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/formats/npy_header.h"

namespace lafs {

/// An open, fully checked .npy file: numpy.save's array of booleans, integers or floats of either
/// byte order, in C or Fortran order. Mapped read-only, so that opening a file of gigabytes costs
/// nothing; copies share the mapping, const functions may be called from several threads.
class NpyFile {
 public:
  /// UserError, saying what is wrong, when the file is missing, torn or of another kind.
  static NpyFile open(const std::string& path);

  const std::string& path() const;
  const NpyHeader& header() const;
  const std::vector<std::int64_t>& shape() const { return header().shape; }
  std::int64_t count() const { return header().count; }  ///< numbers

  /// Numbers `first` … first+count-1 in C order (the last index runs fastest) as float, double or
  /// int64, whatever the file's own type and order, into `into`. UserError when a number does not
  /// fit: a fraction or a value beyond the range asked as an integer.
  void copy(std::int64_t first, std::int64_t count, float* into) const;
  void copy(std::int64_t first, std::int64_t count, double* into) const;
  void copy(std::int64_t first, std::int64_t count, std::int64_t* into) const;

  /// All numbers, in C order.
  std::vector<float> floats() const;
  std::vector<double> doubles() const;
  std::vector<std::int64_t> integers() const;

 private:
  struct State;
  std::shared_ptr<const State> state_;
};

/// Writes a C-order, little-endian array of `shape`; the file appears under its name only when it
/// is complete. UserError when it cannot be written.
void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape, const float* data);
void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape, const double* data);
void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape,
              const std::int64_t* data);
void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape,
              const std::int32_t* data);
void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape,
              const std::uint8_t* data);
void writeNpy(const std::string& path, const std::vector<std::int64_t>& shape, const bool* data);

}  // namespace lafs
