// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/data_fingerprint.h"

#include <sys/stat.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <utility>

#include "core/base/atomic_file.h"
#include "core/base/sha256.h"
#include "core/config/data_roots.h"
#include "core/config/protocol_name.h"
#include "core/config/source_text.h"
#include "core/config/spec_json.h"
#include "core/matrix/source_fingerprint.h"
#include "core/matrix/stage_work.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSampledFiles = 64;
constexpr int kMaxDepth = 8;  // a link that leads back up must not go on for ever

struct ListedFile {
  std::string name;  ///< relative to the root
  std::uintmax_t size = 0;
};

bool isImageName(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& c : extension) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  static const char* const kExtensions[] = {".jpg", ".jpeg", ".png", ".pgm", ".ppm",
                                            ".bmp", ".webp", ".tif", ".tiff"};
  return std::any_of(std::begin(kExtensions), std::end(kExtensions),
                     [&](const char* known) { return extension == known; });
}

std::vector<ListedFile> listImages(const std::string& root) {
  std::vector<ListedFile> files;
  std::error_code error;
  const auto options = fs::directory_options::follow_directory_symlink |
                       fs::directory_options::skip_permission_denied;
  const std::size_t prefix = (fs::path(root) / "").string().size();
  for (fs::recursive_directory_iterator it(root, options, error), end; it != end;
       it.increment(error)) {
    if (it.depth() >= kMaxDepth) it.disable_recursion_pending();
    if (!isImageName(it->path()) || !it->is_regular_file(error)) continue;
    files.push_back({it->path().string().substr(prefix), it->file_size(error)});
  }
  std::sort(files.begin(), files.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  return files;
}

Json fingerprintOf(const std::string& root, const std::vector<ListedFile>& files) {
  Sha256 hash;
  for (const ListedFile& file : files) {
    hash.update(file.name + '\0' + std::to_string(file.size) + '\n');
  }
  const std::size_t samples = std::min(files.size(), kSampledFiles);
  for (std::size_t i = 0; i < samples; ++i) {
    const ListedFile& file = files[i * files.size() / samples];
    hash.update(sampledBlocks((fs::path(root) / file.name).string()));
  }
  return Json{{"files", files.size()}, {"fingerprint", hash.hex().substr(0, 16)}};
}

std::string modificationText(const std::string& path) {
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0) return "?";
  return std::to_string(facts.st_mtim.tv_sec) + '.' + std::to_string(facts.st_mtim.tv_nsec);
}

/// Changes whenever a file of an identity/image tree is added, removed or renamed.
std::string foldersStamp(const std::string& root) {
  std::vector<std::string> lines = {modificationText(root)};
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(root, error)) {
    if (!entry.is_directory(error)) continue;
    lines.push_back(entry.path().filename().string() + '\0' +
                    modificationText(entry.path().string()));
  }
  std::sort(lines.begin(), lines.end());
  Sha256 hash;
  for (const std::string& line : lines) hash.update(line + '\n');
  return hash.hex();
}

/// Names and sizes of the lists below a protocol's folder; its pictures, millions of them,
/// are named by the lists.
Json listsFingerprint(const std::string& folder, std::vector<Problem>& problems) {
  std::vector<std::string> lines;
  for (const char* below : {"", "meta", "templatelists"}) {
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(fs::path(folder) / below, error)) {
      if (!entry.is_regular_file(error)) continue;
      lines.push_back(entry.path().lexically_relative(folder).string() + '\0' +
                      std::to_string(entry.file_size(error)));
    }
  }
  if (lines.empty()) {
    problems.push_back({"evaluate.protocols", "there are no lists in " + folder,
                        "name the folder that holds the protocol's lists"});
    return Json{{"missing", folder}};
  }
  std::sort(lines.begin(), lines.end());
  Sha256 hash;
  for (const std::string& line : lines) hash.update(line + '\n');
  return Json{{"lists", hash.hex().substr(0, 16)}};
}

}  // namespace

DataFingerprints::DataFingerprints(std::string cacheFile, std::int64_t rememberedFrom)
    : cacheFile_(std::move(cacheFile)), rememberedFrom_(rememberedFrom) {
  load();
}

void DataFingerprints::load() {
  try {
    cache_ = Json::parse(readWholeFile(cacheFile_));
  } catch (const std::exception&) {
    // Not there yet, or damaged: a cache may be lost.
  }
  if (!cache_.is_object()) cache_ = Json::object();
}

void DataFingerprints::save() const {
  std::error_code error;
  fs::create_directories(fs::path(cacheFile_).parent_path(), error);
  try {
    writeFileAtomically(cacheFile_, cache_.dump(2) + '\n');
  } catch (const UserError&) {
    // A read-only runs folder may still be planned over; the next plan walks the data again.
  }
}

Json DataFingerprints::folder(const std::string& root, const std::string& field,
                              std::vector<Problem>& problems) {
  const auto known = known_.find(root);
  if (known != known_.end()) return known->second;
  const std::string set = dataSetNamed(root);
  if (!set.empty()) {
    problems.push_back(
        {field, "no folder is known for the data set " + set,
         "write '" + set + ": FOLDER' into data-roots.yaml, or --set " + field + "=FOLDER"});
    return Json{{"missing", root}};
  }
  std::error_code error;
  if (root.empty() || !fs::is_directory(root, error)) {
    problems.push_back({field, root.empty() ? "no folder is named" : "there is no folder " + root,
                        "give it with --set " + field + "=FOLDER"});
    return Json{{"missing", root}};  // what is planned over two such folders is still two things
  }
  const std::string stamp = foldersStamp(root);
  Json& entry = cache_[root];
  if (entry.is_object() && entry.value("stamp", "") == stamp && entry.contains("data")) {
    return known_[root] = entry["data"];
  }
  const std::vector<ListedFile> files = listImages(root);
  if (files.empty()) {
    cache_.erase(root);
    problems.push_back({field, "there are no images in " + root,
                        "a folder of identity folders with images is needed"});
    return nullptr;
  }
  const Json data = fingerprintOf(root, files);
  if (static_cast<std::int64_t>(files.size()) >= rememberedFrom_) {
    entry = Json{{"stamp", stamp}, {"data", data}};
    save();
  } else {
    cache_.erase(root);
  }
  return known_[root] = data;
}

Json DataFingerprints::orProblem(const std::function<Json()>& make, const std::string& path,
                                 const std::string& field, std::vector<Problem>& problems) {
  const std::string set = dataSetNamed(path);
  if (!set.empty()) {
    problems.push_back(
        {field, "no file is known for " + set, "write '" + set + ": FILE' into data-roots.yaml"});
    return Json{{"missing", path}};
  }
  try {
    return make();
  } catch (const UserError& error) {
    problems.insert(problems.end(), error.problems().begin(), error.problems().end());
    return Json{{"missing", path}};  // what is planned over two such files is still two things
  }
}

Json DataFingerprints::wholeFile(const std::string& path, const std::string& field,
                                 std::vector<Problem>& problems) {
  const auto make = [&] {
    return Json{{"fingerprint", sha256Hex(readWholeFile(path)).substr(0, 16)}};
  };
  return orProblem(make, path, field, problems);
}

Json DataFingerprints::recordFile(const std::string& path, std::vector<Problem>& problems) {
  const std::string key = "recordio:" + path;
  const auto known = known_.find(key);
  if (known != known_.end()) return known->second;
  const auto make = [&] { return known_[key] = recordFileFingerprint(path); };
  return orProblem(make, path, "data.root", problems);
}

Json DataFingerprints::source(const DataSpec& data, const std::string& field,
                              std::vector<Problem>& problems) {
  if (data.source == "synthetic") return Json{{"renderer", kSyntheticRendererVersion}};
  if (data.source == "recordio") return Json{{"records", recordFile(data.root, problems)}};
  if (data.source == "list") {
    const auto make = [&] { return listFingerprint(data.list, data.root); };
    return Json{{"list", orProblem(make, data.list, "data.list", problems)}};
  }
  if (data.source == "union") {
    Json parts = Json::array();
    for (const std::string& text : data.parts) {
      const auto make = [&] { return part(text, data, problems); };
      parts.push_back(orProblem(make, text, "data.parts", problems));
    }
    return Json{{"parts", parts}};
  }
  return Json{{"images", folder(data.root, field, problems)}};
}

Json DataFingerprints::part(const std::string& text, const DataSpec& whole,
                            std::vector<Problem>& problems) {
  ExperimentSpec spec;
  spec.data = partOfUnion(text, whole);
  Json json = source(spec.data, "data.parts", problems);
  json["fields"] = numbersOf(spec, "data");  // its colour order, what is rendered, ...
  return json;
}

Json DataFingerprints::subsetIndex(const ExperimentSpec& spec, StageKind stage,
                                   std::vector<Problem>& problems) {
  const SubsetSpec* subset = subsetOf(spec, stage);
  if (!subset || subset->index.empty()) return nullptr;
  return wholeFile(subset->index, std::string(stageName(stage)) + ".subset.index", problems);
}

Json DataFingerprints::protocolFolder(const std::string& path, std::vector<Problem>& problems) {
  const std::string set = dataSetNamed(path);
  if (set.empty()) return listsFingerprint(path, problems);
  problems.push_back({"evaluate.protocols", "no folder is known for " + set,
                      "write '" + set + ": FOLDER' into data-roots.yaml"});
  return Json{{"missing", path}};
}

Json DataFingerprints::of(const ExperimentSpec& spec, StageKind stage,
                          std::vector<Problem>& problems) {
  const std::string& weights = checkpointOf(spec, stage);
  if (!weights.empty()) {
    const std::string field = std::string(stageName(stage)) + ".checkpoint";
    const auto make = [&] { return checkpointFingerprint(weights, field); };
    return Json{{"checkpoint", orProblem(make, weights, field, problems)}};
  }
  const DataSpec& data = dataOf(spec, stage);
  Json json = source(data, "data.root", problems);
  const Json index = subsetIndex(spec, stage, problems);
  if (!index.is_null()) json["subset_index"] = index;
  if (stage != StageKind::Evaluate) return json;
  for (const std::string& protocol : spec.evaluate.protocols) {
    const ProtocolName name = parseProtocolName(protocol);
    const ProtocolKind* kind = findProtocolKind(name.kind);
    if (name.path.empty() || !kind) continue;
    json["pairs"][protocol] = kind->needs == ProtocolNeeds::Folder
                                  ? protocolFolder(name.path, problems)
                                  : wholeFile(name.path, "evaluate.protocols", problems);
  }
  if (!spec.evaluate.root.empty()) {
    json["protocol_images"] = folder(spec.evaluate.root, "evaluate.root", problems);
  }
  return json;
}

}  // namespace lafs
