// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

namespace lafs {

/// An ordinary file open for reading at any place; const functions may be called from several
/// threads at once.
class InputFile {
 public:
  /// UserError when the file is missing, unreadable or not an ordinary file.
  explicit InputFile(std::string path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  const std::string& path() const { return path_; }
  std::uint64_t size() const { return size_; }  ///< when it was opened

  /// Exactly `bytes` bytes from `offset` on into `into`; UserError when the file ends before
  /// (it was cut off since it was opened) or the disk cannot read.
  void readAt(std::uint64_t offset, void* into, std::size_t bytes) const;

 private:
  std::string path_;
  int descriptor_ = -1;
  std::uint64_t size_ = 0;
};

}  // namespace lafs
