// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>

namespace lafs {

/// A file written piece by piece that appears under its name only when it is whole and on the disk
/// (publish); until then it is a hidden temporary file, removed again when this object goes without
/// having been published. UserError with the system's reason whenever something cannot be written.
class OutputFile {
 public:
  explicit OutputFile(const std::string& path);
  ~OutputFile();
  OutputFile(const OutputFile&) = delete;
  OutputFile& operator=(const OutputFile&) = delete;

  void write(const void* data, std::size_t bytes);
  void write(std::string_view bytes) { write(bytes.data(), bytes.size()); }
  std::uint64_t written() const { return written_; }  ///< bytes so far
  void publish();                                     ///< once, nothing may follow

 private:
  [[noreturn]] void fail() const;

  std::string path_, temporary_;
  std::FILE* file_ = nullptr;
  std::uint64_t written_ = 0;
  bool published_ = false;
};

}  // namespace lafs
