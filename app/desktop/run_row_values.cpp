// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/run_row_values.h"

#include <algorithm>
#include <cmath>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/json.h"
#include "core/config/config_node.h"
#include "core/config/field_table.h"

namespace lafs {

namespace {

constexpr std::size_t kSparkPoints = 48;
constexpr std::streamoff kWholeFileBytes = 48 * 1024;  // read as a whole up to here
constexpr std::streamoff kProbeBytes = 1024;           // at each place of a longer one
constexpr std::size_t kMaxResultValues = 400;

const std::map<std::string, std::string>& defaultTexts() {
  static const std::map<std::string, std::string> texts = [] {
    const ExperimentSpec spec;
    std::map<std::string, std::string> all;
    for (const SpecField& field : specFields()) all[field.path()] = field.text(spec);
    return all;
  }();
  return texts;
}

std::string textOf(const ConfigNode& node) {
  if (node.kind != ConfigNode::Kind::List) return node.scalar;
  std::string text = "[";
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    text += (i > 0 ? ", " : "") + node.items[i].scalar;
  }
  return text + "]";
}

void collect(const ConfigNode& node, const std::string& path, SpecValues& values) {
  if (node.isMap()) {
    for (const ConfigNode::Entry& entry : node.entries) {
      collect(entry.value, path.empty() ? entry.key : path + "." + entry.key, values);
    }
    return;
  }
  const auto known = defaultTexts().find(path);
  if (known == defaultTexts().end()) return;
  std::string text = textOf(node);
  if (text != known->second) values[path] = std::move(text);
}

/// Numbers of a results file, however nested: {"protocols": [{"name": "frontal", "accuracy": …}]}
/// gives "frontal.accuracy". Entries of lists are named by their "name", "protocol" or "far".
void flatten(const Json& json, const std::string& path, std::map<std::string, double>& values) {
  if (values.size() > kMaxResultValues) return;
  if (json.is_number()) {
    values[path] = json.get<double>();
  } else if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      flatten(value, path.empty() ? key : path + "." + key, values);
    }
  } else if (json.is_array()) {
    for (const Json& entry : json) {
      if (!entry.is_object()) return;
      for (const char* label : {"name", "protocol", "far"}) {
        const auto found = entry.find(label);
        if (found == entry.end() || !(found->is_string() || found->is_number())) continue;
        const std::string name =
            found->is_string() ? found->get<std::string>() : "tar@" + found->dump();
        const bool top = path.empty() || path == "protocols";
        flatten(entry,
                top || found->is_number()
                    ? (top ? name : path.substr(0, path.rfind('.')) + "." + name)
                    : path + "." + name,
                values);
        break;
      }
    }
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
    std::vector<Problem> problems;
    const ConfigNode root = parseConfig(readWholeFile(path), "spec.yaml", problems);
    if (!problems.empty()) reading.problem = problems.front().text();
    collect(root, "", *values);
    const ConfigNode* name = nodeAt(root, "name");
    if (name) reading.name = name->scalar;
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
