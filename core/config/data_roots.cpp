// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/data_roots.h"

#include <cstdlib>
#include <filesystem>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/config/config_node.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFileName = "data-roots.yaml";

}  // namespace

DataRoots DataRoots::find(const std::string& experimentFile) {
  const char* named = std::getenv("LAFS_DATA_ROOTS");
  if (named && *named) return read(named);
  std::error_code ignored;
  for (const fs::path& folder : {fs::path(), fs::path(experimentFile).parent_path()}) {
    const fs::path file = folder / kFileName;
    if (fs::is_regular_file(file, ignored)) return read(file.string());
  }
  return {};
}

DataRoots DataRoots::read(const std::string& file) {
  std::vector<Problem> problems;
  const ConfigNode root = parseConfig(readWholeFile(file), file, problems);
  DataRoots roots;
  roots.file_ = file;
  const fs::path folder = fs::absolute(file).parent_path();
  for (const ConfigNode::Entry& entry : root.entries) {
    if (entry.value.kind == ConfigNode::Kind::Scalar && !entry.value.scalar.empty()) {
      roots.places_[entry.key] = (folder / entry.value.scalar).lexically_normal().string();
    } else if (entry.value.kind != ConfigNode::Kind::Null) {
      problems.push_back({entry.value.where,
                          entry.key + ": found " + entry.value.describe() + ", expected a path",
                          "e.g. " + entry.key + ": /data/faces"});
    }
  }
  if (!problems.empty()) throw UserError(problems);
  return roots;
}

std::string DataRoots::resolve(const std::string& path) const {
  const std::string name = dataSetNamed(path);
  const auto place = places_.find(name);
  if (name.empty() || place == places_.end()) return path;
  const std::size_t open = path.find('{');
  return path.substr(0, open) + place->second + path.substr(open + name.size() + 2);
}

std::string dataSetNamed(const std::string& path) {
  const std::size_t open = path.find('{');
  if (open == std::string::npos) return {};
  const std::size_t close = path.find('}', open);
  return close == std::string::npos ? std::string() : path.substr(open + 1, close - open - 1);
}

}  // namespace lafs
