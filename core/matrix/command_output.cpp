// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/command_output.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>

#include "core/base/error.h"

extern char** environ;

namespace lafs {

namespace {

using SteadyClock = std::chrono::steady_clock;

/// A pipe whose ends close with it.
struct Pipe {
  int ends[2] = {-1, -1};
  Pipe() {
    if (::pipe2(ends, O_CLOEXEC) != 0) throw UserError("pipe", "cannot be made");
  }
  ~Pipe() {
    for (int& end : ends) closeEnd(end);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  static void closeEnd(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

/// Starts it with its two streams on the pipes; 0 when it cannot be started.
pid_t spawn(const std::vector<std::string>& words, const Pipe& out, const Pipe& error) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, out.ends[1], STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, error.ends[1], STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  posix_spawnattr_setpgroup(&attributes, 0);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
  std::vector<std::string> copies = words;
  std::vector<char*> pointers;
  for (std::string& word : copies) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  pid_t pid = 0;
  const int failed =
      ::posix_spawnp(&pid, pointers[0], &actions, &attributes, pointers.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  return failed == 0 ? pid : 0;
}

/// Reads both streams until they end, or until `deadline`; says whether they ended.
bool readBoth(Pipe& out, Pipe& error, CommandOutput& result, SteadyClock::time_point deadline) {
  std::array<pollfd, 2> files = {{{out.ends[0], POLLIN, 0}, {error.ends[0], POLLIN, 0}}};
  std::array<std::string*, 2> texts = {&result.out, &result.error};
  while (files[0].fd >= 0 || files[1].fd >= 0) {
    const auto left =
        std::chrono::duration_cast<std::chrono::milliseconds>(deadline - SteadyClock::now());
    if (left.count() <= 0) return false;
    if (::poll(files.data(), files.size(), static_cast<int>(left.count())) < 0 && errno != EINTR) {
      return false;
    }
    for (std::size_t i = 0; i < files.size(); ++i) {
      if (files[i].fd < 0 || files[i].revents == 0) continue;
      char bytes[4096];
      const ssize_t count = ::read(files[i].fd, bytes, sizeof bytes);
      if (count > 0) texts[i]->append(bytes, static_cast<std::size_t>(count));
      if (count == 0 || (count < 0 && errno != EINTR)) files[i].fd = -1;
      files[i].revents = 0;
    }
  }
  return true;
}

}  // namespace

CommandOutput commandOutput(const std::vector<std::string>& words, double timeoutSeconds) {
  CommandOutput result;
  Pipe out;
  Pipe error;
  const pid_t pid = spawn(words, out, error);
  if (pid == 0) return result;
  result.started = true;
  Pipe::closeEnd(out.ends[1]);
  Pipe::closeEnd(error.ends[1]);
  const auto limit = std::chrono::duration<double>(timeoutSeconds);
  const auto deadline =
      SteadyClock::now() + std::chrono::duration_cast<SteadyClock::duration>(limit);
  result.timedOut = !readBoth(out, error, result, deadline);
  if (result.timedOut) ::kill(-pid, SIGKILL);
  int status = 0;
  while (::waitpid(pid, &status, 0) < 0 && errno == EINTR) {
  }
  result.exitCode = WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
  return result;
}

}  // namespace lafs
