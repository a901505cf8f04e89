// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/input_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"

namespace lafs {

InputFile::InputFile(std::string path) : path_(std::move(path)) {
  // Without O_NONBLOCK a named pipe would wait here for someone to write.
  descriptor_ = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (descriptor_ < 0) {
    throw UserError(path_, std::string("cannot be read: ") + std::strerror(errno),
                    "check the path and its permissions");
  }
  struct stat facts = {};
  if (::fstat(descriptor_, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    ::close(descriptor_);
    throw UserError(path_, "is not an ordinary file", "name a file");
  }
  size_ = static_cast<std::uint64_t>(facts.st_size);
}

InputFile::~InputFile() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

void InputFile::readAt(std::uint64_t offset, void* into, std::size_t bytes) const {
  auto* at = static_cast<char*>(into);
  while (bytes > 0) {
    const ssize_t count = ::pread(descriptor_, at, bytes, static_cast<off_t>(offset));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) {
      throw UserError(path_, std::string("cannot be read: ") + std::strerror(errno),
                      "check the disk");
    }
    if (count == 0) {
      throw UserError(path_, "ends at byte " + std::to_string(offset) + ", more was expected",
                      "it was cut off while in use; fetch it again");
    }
    at += count;
    offset += static_cast<std::uint64_t>(count);
    bytes -= static_cast<std::size_t>(count);
  }
}

}  // namespace lafs
