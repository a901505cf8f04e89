// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/yaml_edit.h"

#include <optional>
#include <sstream>
#include <vector>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/config_node.h"

namespace lafs {

namespace {

using Lines = std::vector<std::string>;

struct Place {
  std::size_t line = 0;    ///< from 0
  std::size_t column = 0;  ///< from 0
};

Lines linesOf(const std::string& text) {
  Lines lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string textOf(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + '\n';
  return text;
}

/// "file:line:col" counted from 1.
Place placeOf(const std::string& where) {
  const std::size_t second = where.rfind(':');
  const std::size_t first = second == std::string::npos ? second : where.rfind(':', second - 1);
  if (first == std::string::npos) return {};
  const auto line = parseInteger(where.substr(first + 1, second - first - 1)).value_or(1);
  const auto column = parseInteger(where.substr(second + 1)).value_or(1);
  return {static_cast<std::size_t>(line - 1), static_cast<std::size_t>(column - 1)};
}

std::vector<std::string> partsOf(const std::string& path) {
  std::vector<std::string> parts;
  std::istringstream in(path);
  for (std::string part; std::getline(in, part, '.');) parts.push_back(part);
  return parts;
}

ConfigNode parsed(const std::string& text) {
  std::vector<Problem> problems;
  ConfigNode root = parseConfig(text, "text", problems);
  if (!problems.empty()) throw UserError(problems);
  return root;
}

/// Where a value that begins at `begin` ends on its line: before a comment, a comma or a closing
/// bracket of what is around it. Nothing when it goes on in the next line.
std::optional<std::size_t> endOfValue(const std::string& line, std::size_t begin) {
  int depth = 0;
  char quote = 0;
  for (std::size_t i = begin; i < line.size(); ++i) {
    const char c = line[i];
    if (quote != 0) {
      if (c == quote) quote = 0;
    } else if ((c == '"' || c == '\'') && (i == begin || depth > 0)) {
      quote = c;
    } else if (c == '[' || c == '{') {
      ++depth;
    } else if (c == ']' || c == '}') {
      if (depth == 0) return i;
      --depth;
    } else if (c == '#' && i > begin && line[i - 1] == ' ' && depth == 0) {
      std::size_t end = i;
      while (end > begin && line[end - 1] == ' ') --end;
      return end;
    } else if (c == ',' && depth == 0 && line.find('{') < begin) {
      return i;
    }
  }
  if (depth != 0 || quote != 0) return {};
  std::size_t end = line.size();
  while (end > begin && (line[end - 1] == ' ' || line[end - 1] == '\r')) --end;
  return end;
}

/// What remains of a path below `depth` parts, as nested lines: "train:", "  epochs: 4".
Lines nestedLines(const std::vector<std::string>& parts, std::size_t depth, std::size_t indent,
                  const std::string& value) {
  Lines lines;
  for (std::size_t i = depth; i < parts.size(); ++i) {
    const std::string key = std::string(indent + 2 * (i - depth), ' ') + parts[i] + ':';
    lines.push_back(i + 1 == parts.size() ? key + ' ' + value : key);
  }
  return lines;
}

/// Puts `{a: 1}` into a flow map that begins at `place`.
void insertIntoFlow(Lines& lines, Place place, const std::vector<std::string>& parts,
                    std::size_t depth, const std::string& value, bool empty) {
  std::string text;
  for (std::size_t i = depth; i < parts.size(); ++i) {
    text += parts[i] + ": " + (i + 1 == parts.size() ? value : "{");
  }
  text += std::string(parts.size() - depth - 1, '}');
  lines[place.line].insert(place.column + 1, empty ? text : text + ", ");
}

}  // namespace

std::string withYamlValue(const std::string& text, const std::string& path,
                          const std::string& value) {
  const ConfigNode root = parsed(text);
  const std::vector<std::string> parts = partsOf(path);
  Lines lines = linesOf(text);
  const ConfigNode* node = &root;
  const ConfigNode::Entry* section = nullptr;
  std::size_t depth = 0;
  while (depth < parts.size()) {
    const ConfigNode::Entry* entry = node->find(parts[depth]);
    if (!entry) break;
    section = entry;
    node = &entry->value;
    ++depth;
    if (depth < parts.size() && !node->isMap()) break;
  }
  if (depth == parts.size()) {
    const Place place = placeOf(node->where);
    if (node->kind == ConfigNode::Kind::Null) {
      const Place key = placeOf(section->where);
      lines[key.line] += ' ' + value;
      return textOf(lines);
    }
    const auto end = endOfValue(lines[place.line], place.column);
    if (!end || node->isMap() ||
        (node->kind == ConfigNode::Kind::List && lines[place.line][place.column] != '[')) {
      throw UserError(path, "is written over several lines", "change it in the text");
    }
    lines[place.line].replace(place.column, *end - place.column, value);
    return textOf(lines);
  }
  if (!section) {
    const Lines added = nestedLines(parts, 0, 0, value);
    lines.insert(lines.end(), added.begin(), added.end());
    return textOf(lines);
  }
  const Place key = placeOf(section->where);
  const bool hasEntries = node->isMap() && !node->entries.empty();
  if (node->isMap()) {
    const Place place = placeOf(node->where);
    if (place.line < lines.size() && place.column < lines[place.line].size() &&
        lines[place.line][place.column] == '{') {
      insertIntoFlow(lines, place, parts, depth, value, !hasEntries);
      return textOf(lines);
    }
  } else if (node->kind != ConfigNode::Kind::Null) {
    throw UserError(path, "cannot be set: " + parts[depth - 1] + " is " + node->describe(),
                    "change it in the text");
  }
  const std::size_t indent =
      hasEntries ? placeOf(node->entries.front().where).column : key.column + 2;
  const Lines added = nestedLines(parts, depth, indent, value);
  lines.insert(lines.begin() + static_cast<std::ptrdiff_t>(key.line + 1), added.begin(),
               added.end());
  return textOf(lines);
}

std::string withoutYamlValue(const std::string& text, const std::string& path) {
  const ConfigNode root = parsed(text);
  const std::vector<std::string> parts = partsOf(path);
  const ConfigNode* node = &root;
  const ConfigNode::Entry* entry = nullptr;
  for (const std::string& part : parts) {
    entry = node->find(part);
    if (!entry) return text;
    node = &entry->value;
  }
  Lines lines = linesOf(text);
  const Place key = placeOf(entry->where);
  const Place place = placeOf(node->where);
  const std::string& line = lines[key.line];
  const bool alone = line.find_first_not_of(' ') == key.column &&
                     node->kind == ConfigNode::Kind::Scalar && place.line == key.line;
  if (!alone) return text;
  lines.erase(lines.begin() + static_cast<std::ptrdiff_t>(key.line));
  return textOf(lines);
}

}  // namespace lafs
