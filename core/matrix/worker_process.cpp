// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/worker_process.h"

#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cstring>

#include "core/base/error.h"

extern char** environ;

namespace lafs {

namespace {

/// Where the child's standard streams go, released at the end of the scope.
class FileActions {
 public:
  explicit FileActions(const std::string& logFile) {
    posix_spawn_file_actions_init(&actions_);
    posix_spawn_file_actions_addopen(&actions_, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions_, STDOUT_FILENO, logFile.c_str(),
                                     O_WRONLY | O_CREAT | O_APPEND, 0644);
    posix_spawn_file_actions_adddup2(&actions_, STDOUT_FILENO, STDERR_FILENO);
  }
  ~FileActions() { posix_spawn_file_actions_destroy(&actions_); }
  FileActions(const FileActions&) = delete;
  FileActions& operator=(const FileActions&) = delete;
  const posix_spawn_file_actions_t* get() const { return &actions_; }

 private:
  posix_spawn_file_actions_t actions_;
};

/// Own process group; no signal blocked or ignored, whatever the executor does with its own.
class SpawnAttributes {
 public:
  SpawnAttributes() {
    posix_spawnattr_init(&attributes_);
    posix_spawnattr_setpgroup(&attributes_, 0);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&attributes_, &none);
    sigset_t defaults;
    sigemptyset(&defaults);
    for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGPIPE}) sigaddset(&defaults, signal);
    posix_spawnattr_setsigdefault(&attributes_, &defaults);
    posix_spawnattr_setflags(
        &attributes_, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnAttributes() { posix_spawnattr_destroy(&attributes_); }
  SpawnAttributes(const SpawnAttributes&) = delete;
  SpawnAttributes& operator=(const SpawnAttributes&) = delete;
  const posix_spawnattr_t* get() const { return &attributes_; }

 private:
  posix_spawnattr_t attributes_;
};

/// This process's environment with `variables` in place of what bears their names.
std::vector<std::string> environmentWith(const std::vector<std::string>& variables) {
  std::vector<std::string> all = variables;
  for (char** entry = environ; *entry; ++entry) {
    const std::string text = *entry;
    const std::string name = text.substr(0, text.find('=') + 1);
    const bool replaced = std::any_of(
        variables.begin(), variables.end(),
        [&](const std::string& variable) { return variable.compare(0, name.size(), name) == 0; });
    if (!replaced) all.push_back(text);
  }
  return all;
}

}  // namespace

WorkerProcess WorkerProcess::start(const std::string& binary, const std::string& jobFile,
                                   const std::string& logFile,
                                   const std::vector<std::string>& variables) {
  const FileActions actions(logFile);
  const SpawnAttributes attributes;
  std::string program = binary;
  std::string job = jobFile;
  std::vector<std::string> settings = environmentWith(variables);
  std::vector<char*> environment;
  for (std::string& setting : settings) environment.push_back(setting.data());
  environment.push_back(nullptr);
  char* const words[] = {program.data(), job.data(), nullptr};
  pid_t pid = 0;
  const int error = ::posix_spawn(&pid, binary.c_str(), actions.get(), attributes.get(), words,
                                  environment.data());
  if (error != 0) {
    throw UserError(binary, std::string("cannot be started: ") + std::strerror(error),
                    "LAFS_WORKER names another worker program");
  }
  return WorkerProcess(pid);
}

std::optional<WorkerExit> WorkerProcess::poll() {
  if (ended_) return ended_;
  int status = 0;
  if (::waitpid(pid_, &status, WNOHANG) != pid_) return {};
  WorkerExit exit;
  if (WIFSIGNALED(status)) {
    exit.signal = WTERMSIG(status);
  } else {
    exit.code = WEXITSTATUS(status);
  }
  ended_ = exit;
  return ended_;
}

void WorkerProcess::askToStop() const {
  if (!ended_) ::kill(pid_, SIGTERM);
}

void WorkerProcess::kill() const {
  if (!ended_) ::kill(-pid_, SIGKILL);
}

}  // namespace lafs
