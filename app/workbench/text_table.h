// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace lafs {

/// How many columns of a terminal a UTF-8 text takes: its code points.
std::size_t displayWidth(const std::string& text);

/// A table for a terminal: columns as wide as their widest cell, two blanks apart, titles
/// underlined.
class TextTable {
 public:
  enum class Align { Left, Right };

  /// As many alignments as titles.
  TextTable(std::vector<std::string> titles, std::vector<Align> aligns);

  /// Cells that are missing at the end are empty; more than there are titles are a bug.
  void row(std::vector<std::string> cells);
  void rule();  ///< a line across, e.g. above a sum
  bool empty() const { return rows_.empty(); }
  std::string text() const;  ///< lines, each with its end

 private:
  std::vector<std::string> titles_;
  std::vector<Align> aligns_;
  std::vector<std::vector<std::string>> rows_;  ///< one without cells is a rule
};

}  // namespace lafs
