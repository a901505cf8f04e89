// SPDX-License-Identifier: GPL-3.0-or-later
// Preloaded (LD_PRELOAD) into a program with a window: counts calls of its first thread that touch
// files below the folder LAFS_BLOCKING_FOLDER, or that wait for a child process. What it counts it
// also names, one line a call, in the file LAFS_BLOCKING_REPORT. The window's thread must make
// none: a share that hangs would hang the window.
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

bool isFirstThread() {
  return ::syscall(SYS_gettid) == ::getpid();
}

void report(const char* call, const char* path) {
  const char* file = ::getenv("LAFS_BLOCKING_REPORT");
  if (!file) return;
  char line[4400];
  const int length = ::snprintf(line, sizeof(line), "%s %s\n", call, path);
  const long out = ::syscall(SYS_openat, AT_FDCWD, file, O_WRONLY | O_CREAT | O_APPEND, 0644);
  if (out < 0) return;
  const long written = ::syscall(SYS_write, out, line, length);
  (void)written;
  ::syscall(SYS_close, out);
}

void look(const char* call, const char* path) {
  const char* const folder = ::getenv("LAFS_BLOCKING_FOLDER");
  if (!folder || !path || !isFirstThread()) return;
  if (::strncmp(path, folder, ::strlen(folder)) == 0) report(call, path);
}

template <typename Function>
Function* real(const char* name) {
  return reinterpret_cast<Function*>(::dlsym(RTLD_NEXT, name));
}

}  // namespace

extern "C" {

int open(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const int mode = va_arg(arguments, int);
  va_end(arguments);
  look("open", path);
  static auto* next = real<int(const char*, int, ...)>("open");
  return next(path, flags, mode);
}

int open64(const char* path, int flags, ...) {
  va_list arguments;
  va_start(arguments, flags);
  const int mode = va_arg(arguments, int);
  va_end(arguments);
  look("open64", path);
  static auto* next = real<int(const char*, int, ...)>("open64");
  return next(path, flags, mode);
}

FILE* fopen(const char* path, const char* mode) {
  look("fopen", path);
  static auto* next = real<FILE*(const char*, const char*)>("fopen");
  return next(path, mode);
}

FILE* fopen64(const char* path, const char* mode) {
  look("fopen64", path);
  static auto* next = real<FILE*(const char*, const char*)>("fopen64");
  return next(path, mode);
}

int stat(const char* path, struct stat* facts) noexcept {
  look("stat", path);
  static auto* next = real<int(const char*, struct stat*)>("stat");
  return next(path, facts);
}

int stat64(const char* path, struct stat64* facts) noexcept {
  look("stat64", path);
  static auto* next = real<int(const char*, struct stat64*)>("stat64");
  return next(path, facts);
}

int statx(int folder, const char* path, int flags, unsigned mask, struct statx* facts) noexcept {
  look("statx", path);
  static auto* next = real<int(int, const char*, int, unsigned, struct statx*)>("statx");
  return next(folder, path, flags, mask, facts);
}

int access(const char* path, int mode) noexcept {
  look("access", path);
  static auto* next = real<int(const char*, int)>("access");
  return next(path, mode);
}

pid_t waitpid(pid_t pid, int* status, int options) {
  if ((options & WNOHANG) == 0 && isFirstThread())
    look("waitpid", ::getenv("LAFS_BLOCKING_FOLDER"));
  static auto* next = real<pid_t(pid_t, int*, int)>("waitpid");
  return next(pid, status, options);
}

}  // extern "C"
