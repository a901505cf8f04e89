// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/folder_index.h"

#include <algorithm>
#include <array>
#include <filesystem>

#include "core/base/error.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr int kDeepest = 8;

bool isDigit(char c) {
  return c >= '0' && c <= '9';
}
char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

/// The run of digits at `at` without leading zeros; moves `at` behind it.
std::string_view takeNumber(std::string_view text, std::size_t& at) {
  while (at + 1 < text.size() && text[at] == '0' && isDigit(text[at + 1])) ++at;
  const std::size_t start = at;
  while (at < text.size() && isDigit(text[at])) ++at;
  return text.substr(start, at - start);
}

void walk(const fs::path& folder, const std::string& name, int depth,
          std::vector<IndexedIdentity>& identities) {
  std::error_code failed;
  fs::directory_iterator entries(folder, failed);
  if (failed) {
    throw UserError(folder.string(), "cannot read the folder: " + failed.message(),
                    "check its permissions");
  }
  IndexedIdentity own;
  own.name = name;
  std::vector<std::pair<fs::path, std::string>> inner;
  for (const fs::directory_entry& entry : entries) {
    const std::string file = entry.path().filename().string();
    if (file.empty() || file[0] == '.') continue;
    const std::string path = name.empty() ? file : name + "/" + file;
    if (entry.is_directory(failed)) {
      if (depth < kDeepest) inner.emplace_back(entry.path(), path);
    } else if (isPictureFile(file)) {
      const auto bytes = entry.file_size(failed);
      own.files.push_back({path, failed ? 0 : static_cast<std::int64_t>(bytes)});
    }
  }
  if (name.empty()) {
    for (IndexedFile& file : own.files) identities.push_back({file.path, {file}});
  } else if (!own.files.empty()) {
    std::sort(own.files.begin(), own.files.end(),
              [](const auto& a, const auto& b) { return naturalLess(a.path, b.path); });
    identities.push_back(std::move(own));
  }
  for (const auto& [path, innerName] : inner) walk(path, innerName, depth + 1, identities);
}

}  // namespace

bool naturalLess(std::string_view a, std::string_view b) {
  std::size_t i = 0, j = 0;
  while (i < a.size() && j < b.size()) {
    if (isDigit(a[i]) && isDigit(b[j])) {
      const std::string_view x = takeNumber(a, i);
      const std::string_view y = takeNumber(b, j);
      if (x.size() != y.size()) return x.size() < y.size();
      if (x != y) return x < y;
    } else {
      if (lower(a[i]) != lower(b[j])) return lower(a[i]) < lower(b[j]);
      ++i;
      ++j;
    }
  }
  if ((i < a.size()) != (j < b.size())) return j < b.size();
  return a < b;  // equal but for case or leading zeros: still a strict order
}

bool isPictureFile(std::string_view name) {
  static constexpr std::array<std::string_view, 9> kEndings = {
      ".jpg", ".jpeg", ".png", ".pgm", ".ppm", ".bmp", ".webp", ".tif", ".tiff"};
  const std::size_t dot = name.rfind('.');
  if (dot == std::string_view::npos || dot == 0) return false;
  std::string ending(name.substr(dot));
  std::transform(ending.begin(), ending.end(), ending.begin(), lower);
  return std::find(kEndings.begin(), kEndings.end(), ending) != kEndings.end();
}

std::vector<IndexedIdentity> indexFolder(const std::string& root) {
  if (root.empty()) {
    throw UserError("data.root", "no folder is named", "set data.root to a folder of identities");
  }
  if (!fs::is_directory(root)) {
    throw UserError("data.root", "no such folder: " + root,
                    "name a folder that holds a folder of pictures for each person");
  }
  std::vector<IndexedIdentity> identities;
  walk(root, "", 0, identities);
  if (identities.empty()) {
    throw UserError("data.root", "no pictures below " + root,
                    "expected person/picture.jpg (jpeg, png, pgm, ppm, bmp, webp, tif)");
  }
  std::sort(identities.begin(), identities.end(),
            [](const auto& a, const auto& b) { return naturalLess(a.name, b.name); });
  return identities;
}

}  // namespace lafs
