// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/text_table.h"

#include <algorithm>
#include <utility>

#include "core/base/error.h"

namespace lafs {

std::size_t displayWidth(const std::string& text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
    return (static_cast<unsigned char>(c) & 0xC0) != 0x80;  // not a continuation byte
  }));
}

void TextTable::addColumn(const std::string& title, Align align) {
  titles_.push_back(title);
  aligns_.push_back(align);
}

void TextTable::addRow(std::vector<std::string> cells) {
  require(cells.size() <= titles_.size(), "a row has more cells than the table has columns");
  cells.resize(titles_.size());
  rows_.push_back(std::move(cells));
}

void TextTable::print(std::ostream& out) const {
  std::vector<std::size_t> widths;
  for (const std::string& title : titles_) widths.push_back(displayWidth(title));
  for (const auto& row : rows_) {
    for (std::size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], displayWidth(row[i]));
    }
  }
  const auto printRow = [&](const std::vector<std::string>& row) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string blanks(widths[i] - displayWidth(row[i]), ' ');
      line += aligns_[i] == Align::Left ? row[i] + blanks : blanks + row[i];
      line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out << line << '\n';
  };
  printRow(titles_);
  std::vector<std::string> rule;
  for (const std::size_t width : widths) rule.emplace_back(width, '-');
  printRow(rule);
  for (const auto& row : rows_) printRow(row);
}

}  // namespace lafs
