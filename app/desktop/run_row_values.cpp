// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/run_row_values.h"

#include <algorithm>
#include <cmath>
#include <fstream>
#include <unordered_map>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/base/text.h"
#include "core/config/config_node.h"
#include "core/config/field_table.h"

namespace lafs {

namespace {

constexpr std::size_t kSparkPoints = 48;
constexpr std::streamoff kWholeFileBytes = 48 * 1024;  // read as a whole up to here
constexpr std::streamoff kProbeBytes = 1024;           // at each place of a longer one
constexpr std::size_t kMaxResultValues = 400;

struct KnownField {
  const SpecField* field;
  std::string standard;  ///< its default, printed
};

const std::unordered_map<std::string, KnownField>& knownFields() {
  static const std::unordered_map<std::string, KnownField> fields = [] {
    const ExperimentSpec spec;
    std::unordered_map<std::string, KnownField> all;
    for (const SpecField& field : specFields()) all[field.path()] = {&field, field.text(spec)};
    return all;
  }();
  return fields;
}

/// A value as the field itself prints it: "0" becomes "all" where the field has that word.
std::string printed(const Field& field, const std::string& value) {
  if (field.type != FieldType::Number && field.type != FieldType::Integer) return value;
  const auto number = parseNumber(value);
  if (!number) return value;
  if (*number == 0 && !field.zeroWord.empty()) return field.zeroWord;
  return field.type == FieldType::Number ? formatNumber(*number) : value;
}

void take(const std::string& path, const std::string& value, SpecReading& reading,
          SpecValues& values) {
  if (path == "name") reading.name = value;
  const auto known = knownFields().find(path);
  if (known == knownFields().end()) return;
  std::string text = printed(known->second.field->field(), value);
  if (text != known->second.standard) values[path] = std::move(text);
}

std::string textOf(const ConfigNode& node) {
  if (node.kind != ConfigNode::Kind::List) return node.scalar;
  std::string text = "[";
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    text += (i > 0 ? ", " : "") + node.items[i].scalar;
  }
  return text + "]";
}

void collect(const ConfigNode& node, const std::string& path, SpecReading& reading,
             SpecValues& values) {
  if (!node.isMap()) {
    take(path, textOf(node), reading, values);
    return;
  }
  for (const ConfigNode::Entry& entry : node.entries) {
    collect(entry.value, path.empty() ? entry.key : path + "." + entry.key, reading, values);
  }
}

/// Reads the plain form in which specs are written into run directories: nested sections of two
/// blanks, one value a line. A full parse costs a millisecond, and there may be ten thousand of
/// them. False for anything else, which the parser then reads.
bool readPlainSpec(const std::string& text, SpecReading& reading, SpecValues& values) {
  std::vector<std::string> sections;
  for (std::size_t begin = 0; begin < text.size();) {
    std::size_t end = text.find('\n', begin);
    if (end == std::string::npos) end = text.size();
    const std::size_t first = text.find_first_not_of(' ', begin);
    if (first >= end) return false;
    const std::size_t colon = text.find(':', first);
    const std::size_t depth = (first - begin) / 2;
    if (colon >= end || (first - begin) % 2 != 0 || depth > sections.size()) return false;
    const std::string key = text.substr(first, colon - first);
    if (key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_") != std::string::npos) {
      return false;
    }
    sections.resize(depth);
    if (colon + 1 == end) {
      sections.push_back(key);
    } else {
      std::string value = text.substr(colon + 2, end - colon - 2);
      if (value == "\"\"") value.clear();
      if (value.find_first_of("\"'#{}&*|>%@`\\") != std::string::npos) return false;
      std::string path;
      for (const std::string& section : sections) path += section + '.';
      take(path + key, value, reading, values);
    }
    begin = end + 1;
  }
  return true;
}

void flatten(const Json& json, const std::string& path, std::map<std::string, double>& values);

/// Entries of a list are named by what they say of themselves: {"name": "frontal", "accuracy": …}
/// gives "frontal.accuracy", {"far": 0.001, "tar": …} gives "frontal.tar@0.001".
void flattenList(const Json& list, const std::string& path, std::map<std::string, double>& values) {
  for (const Json& entry : list) {
    if (!entry.is_object()) return;
    const auto far = entry.find("far");
    const auto tar = entry.find("tar");
    if (far != entry.end() && tar != entry.end() && far->is_number() && tar->is_number()) {
      const std::string owner = path.substr(0, path.rfind('.') + 1);
      values[owner + "tar@" + far->dump()] = tar->get<double>();
      continue;
    }
    for (const char* label : {"name", "protocol"}) {
      const auto found = entry.find(label);
      if (found == entry.end() || !found->is_string()) continue;
      const auto name = found->get<std::string>();
      flatten(entry, path.empty() || path == "protocols" ? name : path + "." + name, values);
      break;
    }
  }
}

/// Numbers of a results file, however nested, by dotted name.
void flatten(const Json& json, const std::string& path, std::map<std::string, double>& values) {
  if (values.size() > kMaxResultValues) return;
  if (json.is_number()) {
    values[path] = json.get<double>();
  } else if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      flatten(value, path.empty() ? key : path + "." + key, values);
    }
  } else if (json.is_array()) {
    flattenList(json, path, values);
  }
}

void takeLine(const std::string& line, RunRow& row, std::vector<float>& losses) {
  const Json json = Json::parse(line, nullptr, false);
  if (!json.is_object() || !json.contains("step")) return;
  for (const auto& [name, value] : json.items()) {
    if (value.is_number() && name != "time" && name != "segment") {
      row.metrics[name] = value.get<double>();
    } else if (value.is_null()) {
      row.metrics[name] = std::nan("");
    }
  }
  const auto loss = json.find("loss");
  if (loss != json.end() && loss->is_number()) losses.push_back(loss->get<float>());
}

/// The whole lines of a piece of a file that begins (`fromStart`) or does not begin with one.
std::vector<std::string> wholeLines(const std::string& piece, bool fromStart) {
  std::vector<std::string> lines;
  std::size_t begin = fromStart ? 0 : piece.find('\n');
  if (begin == std::string::npos) return lines;
  if (!fromStart) ++begin;
  for (std::size_t end = piece.find('\n', begin); end != std::string::npos;
       begin = end + 1, end = piece.find('\n', begin)) {
    lines.push_back(piece.substr(begin, end - begin));
  }
  return lines;
}

std::string readAt(std::ifstream& file, std::streamoff from, std::streamoff count) {
  std::string piece(static_cast<std::size_t>(count), '\0');
  file.clear();
  file.seekg(from);
  file.read(piece.data(), count);
  piece.resize(static_cast<std::size_t>(file.gcount()));
  return piece;
}

std::vector<float> thinned(const std::vector<float>& values) {
  if (values.size() <= kSparkPoints) return values;
  std::vector<float> thin;
  for (std::size_t i = 0; i < kSparkPoints; ++i) {
    thin.push_back(values[i * (values.size() - 1) / (kSparkPoints - 1)]);
  }
  return thin;
}

void readHistory(const std::string& path, RunRow& row) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return;
  file.seekg(0, std::ios::end);
  const std::streamoff size = file.tellg();
  std::vector<float> losses;
  if (size <= kWholeFileBytes) {
    for (const std::string& line : wholeLines(readAt(file, 0, size), true)) {
      takeLine(line, row, losses);
    }
  } else {
    for (std::size_t i = 0; i < kSparkPoints; ++i) {
      const std::streamoff place = (size - kProbeBytes) * static_cast<std::streamoff>(i) /
                                   static_cast<std::streamoff>(kSparkPoints - 1);
      const auto lines = wholeLines(readAt(file, place, kProbeBytes), place == 0);
      if (!lines.empty()) takeLine(lines.back(), row, losses);
    }
  }
  row.spark = thinned(losses);
}

}  // namespace

SpecReading readSpecValues(const std::string& path) {
  SpecReading reading;
  auto values = std::make_shared<SpecValues>();
  reading.values = values;
  try {
    const std::string text = readWholeFile(path);
    if (!text.empty() && readPlainSpec(text, reading, *values)) return reading;
    values->clear();
    std::vector<Problem> problems;
    const ConfigNode root = parseConfig(text, "spec.yaml", problems);
    if (!problems.empty()) reading.problem = problems.front().text();
    collect(root, "", reading, *values);
  } catch (const UserError&) {
    reading.problem = "spec.yaml cannot be read";
  }
  return reading;
}

void readMetricValues(const RunPaths& paths, RunRow& row) {
  readHistory(paths.metrics(), row);
  try {
    const Json json =
        Json::parse(readWholeFile(paths.result(format::kResultMetrics)), nullptr, false);
    flatten(json, "", row.metrics);
  } catch (const UserError&) {
    // No results yet.
  }
}

}  // namespace lafs
