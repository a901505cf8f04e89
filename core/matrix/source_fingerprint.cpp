// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/source_fingerprint.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string_view>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/sha256.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSamples = 64;
constexpr std::size_t kBlockBytes = 4096;

std::string blockAt(std::ifstream& file, std::uintmax_t offset) {
  std::string block(kBlockBytes, '\0');
  file.clear();
  file.seekg(static_cast<std::streamoff>(offset));
  file.read(block.data(), static_cast<std::streamsize>(block.size()));
  block.resize(static_cast<std::size_t>(std::max<std::streamsize>(0, file.gcount())));
  return block;
}

/// The .rec that `path` means, as the source that reads it decides (data/recordio_source.cpp).
fs::path recordFile(const std::string& path) {
  std::error_code failed;
  if (!fs::is_directory(path, failed)) return path;
  const fs::path usual = fs::path(path) / "train.rec";
  if (fs::is_regular_file(usual, failed)) return usual;
  for (const fs::directory_entry& entry : fs::directory_iterator(path, failed)) {
    if (entry.path().extension() == ".rec") return entry.path();
  }
  return usual;
}

std::vector<std::string_view> linesOf(std::string_view text) {
  std::vector<std::string_view> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::string_view line = text.substr(at, end - at);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    if (!line.empty()) lines.push_back(line);
    at = end + 1;
  }
  return lines;
}

/// The part of a line that names a file below `root`: a whole column, whichever it is.
fs::path fileOfLine(std::string_view line, const fs::path& root) {
  for (const char* separators : {"\t", ",", " "}) {
    for (std::size_t at = 0; at <= line.size();) {
      const std::size_t end = std::min(line.find_first_of(separators, at), line.size());
      const fs::path path = root / std::string(line.substr(at, end - at));
      std::error_code failed;
      if (end > at && fs::is_regular_file(path, failed)) return path;
      at = end + 1;
    }
  }
  return {};
}

/// Blocks spread evenly over a large file.
void addSamples(const fs::path& path, std::uintmax_t size, Sha256& hash) {
  std::ifstream file(path, std::ios::binary);
  for (std::size_t k = 0; k < kSamples; ++k) hash.update(blockAt(file, size / kSamples * k));
}

Json fingerprintJson(Sha256& hash) {
  return Json{{"fingerprint", hash.hex().substr(0, 16)}};
}

}  // namespace

std::string sampledBlocks(const std::string& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  const auto size = static_cast<std::uintmax_t>(std::max<std::streamoff>(0, file.tellg()));
  std::string blocks = blockAt(file, 0);
  if (size > kBlockBytes) blocks += blockAt(file, size - kBlockBytes);
  return blocks;
}

Json recordFileFingerprint(const std::string& path) {
  const fs::path rec = recordFile(path);
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(rec, failed);
  if (failed) {
    throw UserError(rec.string(), "there is no such RecordIO file", "name the .rec file");
  }
  Sha256 hash;
  hash.update(std::to_string(size) + "\n");
  const fs::path index = fs::path(rec).replace_extension(".idx");
  if (fs::is_regular_file(index, failed)) hash.update(readWholeFile(index.string()));
  addSamples(rec, size, hash);
  Json json = fingerprintJson(hash);
  json["bytes"] = size;
  return json;
}

Json checkpointFingerprint(const std::string& path, const std::string& field) {
  std::error_code failed;
  const std::uintmax_t size = fs::file_size(path, failed);
  if (failed || !fs::is_regular_file(path, failed)) {
    throw UserError(field, "there is no file " + path, "name a checkpoint, or leave it out");
  }
  Sha256 hash;
  addSamples(path, size, hash);
  hash.update(sampledBlocks(path));
  Json json = fingerprintJson(hash);
  json["bytes"] = size;
  return json;
}

Json listFingerprint(const std::string& path, const std::string& root) {
  const std::string text = readWholeFile(path);
  const fs::path folder = root.empty() ? fs::absolute(path).parent_path() : fs::path(root);
  const std::vector<std::string_view> lines = linesOf(text);
  Sha256 hash;
  hash.update(text);
  const std::size_t samples = std::min(lines.size(), kSamples);
  for (std::size_t k = 0; k < samples; ++k) {
    const fs::path file = fileOfLine(lines[k * lines.size() / samples], folder);
    if (file.empty()) continue;
    std::error_code failed;
    hash.update(std::to_string(fs::file_size(file, failed)) + "\n" + sampledBlocks(file.string()));
  }
  Json json = fingerprintJson(hash);
  json["lines"] = lines.size();
  return json;
}

}  // namespace lafs
