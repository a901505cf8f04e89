// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace lafs {

/// A table for a terminal: columns as wide as their content, two blanks apart. Texts are UTF-8;
/// every code point counts as one column.
class TextTable {
 public:
  enum class Align { Left, Right };

  void addColumn(const std::string& title, Align align = Align::Left);
  /// Missing cells are empty; a row may not be longer than there are columns.
  void addRow(std::vector<std::string> cells);
  bool empty() const { return rows_.empty(); }
  void print(std::ostream& out) const;

 private:
  std::vector<std::string> titles_;
  std::vector<Align> aligns_;
  std::vector<std::vector<std::string>> rows_;
};

/// How many code points a UTF-8 text has.
std::size_t displayWidth(const std::string& text);

}  // namespace lafs
