// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/test_paths.h"

#include <cstdlib>
#include <filesystem>
#include <stdexcept>

namespace lafs::test {

namespace {

std::string folder(const char* variable, const char* fallback) {
  const char* named = std::getenv(variable);
  const std::filesystem::path path = named && *named
                                         ? std::filesystem::path(named)
                                         : std::filesystem::path(LAFS_SOURCE_DIR) / fallback;
  if (std::filesystem::is_directory(path)) return path.string();
  const char* required = std::getenv("LAFS_REQUIRE_DATA");
  if (required && std::string(required) == "1") {
    throw std::runtime_error(std::string(variable) + ": no folder " + path.string());
  }
  return {};
}

}  // namespace

std::string fixtures() {
  return folder("LAFS_FIXTURES", LAFS_DEFAULT_FIXTURES);
}

std::string testData() {
  return folder("LAFS_TEST_DATA", LAFS_DEFAULT_TEST_DATA);
}

std::string sourceDir() {
  return LAFS_SOURCE_DIR;
}

}  // namespace lafs::test
