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

TextTable::TextTable(std::vector<std::string> titles, std::vector<Align> aligns)
    : titles_(std::move(titles)), aligns_(std::move(aligns)) {
  require(titles_.size() == aligns_.size(), "a table needs an alignment for each of its titles");
}

void TextTable::row(std::vector<std::string> cells) {
  require(cells.size() <= titles_.size(), "a row has more cells than its table has titles");
  cells.resize(titles_.size());
  rows_.push_back(std::move(cells));
}

void TextTable::rule() {
  rows_.emplace_back();
}

std::string TextTable::text() const {
  std::vector<std::size_t> widths;
  for (const std::string& title : titles_) widths.push_back(displayWidth(title));
  for (const auto& cells : rows_) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      widths[i] = std::max(widths[i], displayWidth(cells[i]));
    }
  }
  std::vector<std::string> dashes;
  for (const std::size_t width : widths) dashes.emplace_back(width, '-');
  std::string all;
  const auto addLine = [&](const std::vector<std::string>& cells) {
    std::string line;
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string blanks(widths[i] - displayWidth(cells[i]), ' ');
      line += aligns_[i] == Align::Left ? cells[i] + blanks : blanks + cells[i];
      line += "  ";
    }
    line.erase(line.find_last_not_of(' ') + 1);
    all += line + '\n';
  };
  addLine(titles_);
  addLine(dashes);
  for (const auto& cells : rows_) addLine(cells.empty() ? dashes : cells);
  return all;
}

}  // namespace lafs
