// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/trash.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/clock.h"
#include "core/run/run_format.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

fs::path trashOf(const std::string& runsFolder) {
  return fs::path(runsFolder) / format::kTrashFolder;
}

}  // namespace

std::int64_t sizeOfFolder(const std::string& directory) {
  std::int64_t bytes = 0;
  std::error_code error;
  fs::recursive_directory_iterator entry(directory, error);
  const fs::recursive_directory_iterator end;
  while (!error && entry != end) {
    std::error_code ignored;
    if (entry->is_regular_file(ignored)) {
      const auto size = entry->file_size(ignored);
      if (!ignored) bytes += static_cast<std::int64_t>(size);
    }
    entry.increment(error);
  }
  return bytes;
}

TrashEntry moveToTrash(const std::string& runsFolder, const std::string& directory) {
  const std::string name = fs::path(directory).filename().string();
  const RunSnapshot run = RunReader(directory).snapshot();
  if (run.identity && isLive(run.state)) {
    throw UserError(name, std::string("is ") + runStateName(run.state) + " and stays where it is",
                    "stop it first");
  }
  std::error_code error;
  const fs::path trash = trashOf(runsFolder);
  fs::create_directories(trash, error);
  TrashEntry entry;
  entry.name = name;
  entry.archived = unixTime();
  entry.bytes = sizeOfFolder(directory);
  auto second = static_cast<std::int64_t>(entry.archived);
  fs::path target;
  do {
    target = trash / (name + "." + std::to_string(second++));
  } while (fs::exists(target, error));
  entry.path = target.string();
  fs::rename(directory, target, error);
  if (error)
    throw UserError(directory, "could not be moved to " + target.string(), error.message());
  return entry;
}

std::vector<TrashEntry> listTrash(const std::string& runsFolder) {
  std::vector<TrashEntry> entries;
  std::error_code error;
  for (const auto& found : fs::directory_iterator(trashOf(runsFolder), error)) {
    const std::string file = found.path().filename().string();
    const std::size_t dot = file.rfind('.');
    if (dot == std::string::npos) continue;
    const auto time = parseInteger(file.substr(dot + 1));
    if (!time) continue;
    TrashEntry entry;
    entry.name = file.substr(0, dot);
    entry.path = found.path().string();
    entry.archived = static_cast<double>(*time);
    entry.bytes = sizeOfFolder(entry.path);
    entries.push_back(std::move(entry));
  }
  std::sort(entries.begin(), entries.end(), [](const TrashEntry& a, const TrashEntry& b) {
    return a.archived != b.archived ? a.archived > b.archived : a.name < b.name;
  });
  return entries;
}

void restoreFromTrash(const std::string& runsFolder, const std::string& name) {
  for (const TrashEntry& entry : listTrash(runsFolder)) {
    if (entry.name != name) continue;
    const fs::path target = fs::path(runsFolder) / name;
    std::error_code error;
    if (fs::exists(target, error)) {
      throw UserError(name, "exists again in " + runsFolder, "archive that one first");
    }
    fs::rename(entry.path, target, error);
    if (error) throw UserError(entry.path, "could not be moved back", error.message());
    return;
  }
  throw UserError(name, "is not in the trash of " + runsFolder,
                  "`archive --list` says what is there");
}

std::int64_t emptyTrash(const std::string& runsFolder) {
  std::int64_t freed = 0;
  for (const TrashEntry& entry : listTrash(runsFolder)) {
    std::error_code error;
    fs::remove_all(entry.path, error);
    if (error) throw UserError(entry.path, "could not be removed", error.message());
    freed += entry.bytes;
  }
  return freed;
}

std::string bytesText(std::int64_t bytes) {
  static const std::array<const char*, 5> units = {"B", "kB", "MB", "GB", "TB"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  while (value >= 1000 && unit + 1 < units.size()) {
    value /= 1000;
    ++unit;
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), value < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", value,
                units[unit]);
  return text.data();
}

}  // namespace lafs
