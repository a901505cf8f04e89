// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/append_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "core/base/error.h"

namespace lafs {

namespace {

[[noreturn]] void failWrite(const std::string& path) {
  const int reason = errno;
  throw UserError(path, std::string("cannot be written: ") + std::strerror(reason),
                  reason == ENOSPC ? "free some space on this disk" : "");
}

bool endsInsideLine(int file) {
  const off_t size = ::lseek(file, 0, SEEK_END);
  char last = '\n';
  return size > 0 && ::pread(file, &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

AppendFile::AppendFile(std::string path) : path_(std::move(path)) {
  file_ = ::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0644);
  if (file_ < 0) failWrite(path_);
  if (endsInsideLine(file_)) append("");
}

AppendFile::~AppendFile() {
  if (file_ >= 0) ::close(file_);
}

void AppendFile::append(const std::string& line) {
  const std::string bytes = line + '\n';
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t count = ::write(file_, bytes.data() + done, bytes.size() - done);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) failWrite(path_);
    done += static_cast<std::size_t>(count);
  }
}

void AppendFile::sync() {
  if (::fdatasync(file_) != 0) failWrite(path_);
}

}  // namespace lafs
