// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace lafs {

/// A whole file mapped read-only; unmapped when it goes out of scope. Costs no memory beyond the
/// pages that are looked at. A file that shrinks while it is mapped kills the process (SIGBUS):
/// meant for files that are written once, as all outside formats are.
class MappedFile {
 public:
  /// UserError when the file is missing, unreadable or not an ordinary file. An empty file is
  /// empty here too; its reader says what that means.
  explicit MappedFile(std::string path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  const std::string& path() const { return path_; }
  const std::byte* data() const { return data_; }  ///< null when the file is empty
  std::uint64_t size() const { return size_; }
  std::string_view text() const {
    return {reinterpret_cast<const char*>(data_), static_cast<std::size_t>(size_)};
  }

 private:
  std::string path_;
  const std::byte* data_ = nullptr;
  std::uint64_t size_ = 0;
};

}  // namespace lafs
