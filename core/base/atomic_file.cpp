// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/atomic_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>

#include "core/base/error.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

std::string reason(int error) {
  return std::strerror(error);
}

std::string remedyFor(int error) {
  switch (error) {
    case ENOENT:
      return "check the path, or create the folder first";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose a folder you may write to, or change its permissions";
    case ENOSPC:
    case EDQUOT:
      return "free some space on this disk";
    default:
      return {};
  }
}

/// A file descriptor that is closed when it goes out of scope.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }
  bool open() const { return number_ >= 0; }
  /// Network file systems report a full disk only here.
  bool close() {
    const int number = number_;
    number_ = -1;
    return ::close(number) == 0;
  }

 private:
  int number_;
};

std::string folderOf(const std::string& path) {
  const std::string folder = fs::path(path).parent_path().string();
  return folder.empty() ? "." : folder;
}

/// After a rename the folder's entry itself must reach the disk. Not every file system lets a
/// folder be synced; the rename is complete all the same.
void syncFolder(const std::string& folder) {
  const Descriptor descriptor(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (descriptor.open()) (void)::fsync(descriptor.number());
}

int writeAll(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0) {
      if (errno == EINTR) continue;
      return errno;
    }
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

[[noreturn]] void failWrite(const std::string& path, const std::string& temporary, int error) {
  ::unlink(temporary.c_str());
  throw UserError(path, "cannot be written: " + reason(error), remedyFor(error));
}

void renameInto(const std::string& temporary, const std::string& path) {
  if (::rename(temporary.c_str(), path.c_str()) != 0) failWrite(path, temporary, errno);
  syncFolder(folderOf(path));
}

}  // namespace

std::string temporaryPathFor(const std::string& path) {
  static std::atomic<unsigned> counter{0};
  const fs::path whole(path);
  const std::string name = "." + whole.filename().string() + "." + std::to_string(::getpid()) +
                           "." + std::to_string(counter++) + ".tmp";
  return (whole.parent_path() / name).string();
}

void writeFileAtomically(const std::string& path, std::string_view bytes) {
  const std::string temporary = temporaryPathFor(path);
  Descriptor file(::open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
  if (!file.open()) {
    throw UserError(path, "cannot be written: " + reason(errno), remedyFor(errno));
  }
  if (const int error = writeAll(file.number(), bytes)) failWrite(path, temporary, error);
  if (::fsync(file.number()) != 0) failWrite(path, temporary, errno);
  if (!file.close()) failWrite(path, temporary, errno);
  renameInto(temporary, path);
}

void publishFile(const std::string& temporary, const std::string& path) {
  const Descriptor file(::open(temporary.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open() || ::fsync(file.number()) != 0) failWrite(path, temporary, errno);
  renameInto(temporary, path);
}

std::string readWholeFile(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.open()) {
    throw UserError(path, "cannot be read: " + reason(errno),
                    errno == ENOENT ? "check the path" : "check the file's permissions");
  }
  std::string bytes;
  struct stat facts = {};
  if (::fstat(file.number(), &facts) == 0) {
    if (S_ISDIR(facts.st_mode)) {
      throw UserError(path, "is a folder, a file is needed", "name a file inside it");
    }
    if (S_ISCHR(facts.st_mode) || S_ISBLK(facts.st_mode)) {  // some, /dev/zero, never end
      throw UserError(path, "is a device, a file is needed", "name a file");
    }
    bytes.reserve(static_cast<std::size_t>(facts.st_size));
  }
  char block[1 << 16];
  for (;;) {
    const ssize_t count = ::read(file.number(), block, sizeof block);
    if (count == 0) return bytes;
    if (count < 0) {
      if (errno == EINTR) continue;
      throw UserError(path, "cannot be read: " + reason(errno));
    }
    bytes.append(block, static_cast<std::size_t>(count));
  }
}

}  // namespace lafs
