// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/output_file.h"

#include <cerrno>
#include <cstring>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace lafs {

OutputFile::OutputFile(const std::string& path) : path_(path), temporary_(temporaryPathFor(path)) {
  file_ = std::fopen(temporary_.c_str(), "wbxe");
  if (!file_) fail();
}

OutputFile::~OutputFile() {
  if (file_) std::fclose(file_);
  if (!published_) std::remove(temporary_.c_str());
}

void OutputFile::write(const void* data, std::size_t bytes) {
  if (bytes > 0 && std::fwrite(data, 1, bytes, file_) != bytes) fail();
  written_ += bytes;
}

void OutputFile::publish() {
  std::FILE* file = file_;
  file_ = nullptr;
  if (std::fclose(file) != 0) fail();
  publishFile(temporary_, path_);
  published_ = true;
}

void OutputFile::fail() const {
  const int error = errno;
  throw UserError(path_, std::string("cannot be written: ") + std::strerror(error),
                  error == ENOSPC ? "free some space on this disk"
                                  : "check that the folder exists and may be written to");
}

}  // namespace lafs
