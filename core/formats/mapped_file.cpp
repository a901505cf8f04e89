// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "core/base/error.h"

namespace lafs {

MappedFile::MappedFile(std::string path) : path_(std::move(path)) {
  // Without O_NONBLOCK a named pipe would wait here for someone to write.
  const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file < 0) {
    throw UserError(path_, std::string("cannot be read: ") + std::strerror(errno),
                    "check the path and its permissions");
  }
  struct stat facts = {};
  const bool regular = ::fstat(file, &facts) == 0 && S_ISREG(facts.st_mode);
  size_ = regular ? static_cast<std::uint64_t>(facts.st_size) : 0;
  void* memory = MAP_FAILED;
  if (size_ > 0) memory = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file, 0);
  const int error = errno;
  ::close(file);
  if (!regular) throw UserError(path_, "is not an ordinary file", "name a file");
  if (size_ > 0 && memory == MAP_FAILED) {
    throw UserError(path_, std::string("cannot be mapped: ") + std::strerror(error));
  }
  if (size_ > 0) data_ = static_cast<const std::byte*>(memory);
}

MappedFile::~MappedFile() {
  if (data_) ::munmap(const_cast<std::byte*>(data_), size_);
}

}  // namespace lafs
