// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

namespace lafs {

/// Where the smallest and the largest value of a stretch are.
struct Extremes {
  double minimum = 0;
  double maximum = 0;
  std::size_t minimumAt = 0;  ///< first position that has it
  std::size_t maximumAt = 0;
  bool any = false;  ///< false: the stretch holds no value that counts
};

/// Smallest and largest values over blocks of a growing array, in levels of growing blocks, so that
/// the extremes of any stretch take a few hundred comparisons however long it is. Does not own the
/// values; values that are not above `floor` (and NaN) do not count, which is what a logarithmic
/// axis needs with a floor of 0.
class MinMaxPyramid {
 public:
  explicit MinMaxPyramid(double floor);
  MinMaxPyramid();  ///< every value but NaN counts

  /// Takes in values[size() .. count); the ones before are as they were.
  void extend(const double* values, std::size_t count);
  std::size_t size() const { return size_; }

  /// Extremes of values[begin .. end) with end <= size(); `values` as given to extend().
  Extremes over(const double* values, std::size_t begin, std::size_t end) const;

 private:
  struct Level {
    std::vector<double> minimum, maximum;
  };
  struct Place;  // a block that holds the best value so far

  bool counts(double value) const { return value > floor_; }
  void extendFirst(const double* values, std::size_t count);
  void extendAbove(std::size_t level, std::size_t fromBlock);
  template <typename Better>
  std::size_t locate(const double* values, Place place, double value,
                     std::vector<double> Level::*side, Better better) const;

  double floor_;
  std::size_t size_ = 0;
  std::vector<Level> levels_;
};

}  // namespace lafs
