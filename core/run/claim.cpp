// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/claim.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <thread>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/run/clock.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr double kRetrySeconds = 1;

Json toJson(const Claim& claim) {
  return Json{{"format", format::kRunFormatVersion},
              {"generation", claim.generation},
              {"claimed", claim.claimed},
              {"released", claim.released},
              {"process", lafs::toJson(claim.process)}};
}

Claim readClaim(const RunPaths& paths, std::int64_t generation) {
  Claim claim;
  claim.generation = generation;
  try {
    const Json json = Json::parse(readWholeFile(paths.claim(generation)));
    claim.process = processFromJson(json.at("process"));
    claim.claimed = json.at("claimed").get<double>();
    claim.released = json.at("released").get<bool>();
  } catch (const std::exception&) {
    claim.readable = false;
  }
  return claim;
}

std::int64_t newestGeneration(const RunPaths& paths) {
  std::int64_t newest = 0;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(paths.claims(), error)) {
    const std::string name =
        std::string(format::kClaimsFolder) + '/' + entry.path().filename().string();
    const auto file = parseRunFile(name);
    if (file && file->kind == RunFileKind::Claim) newest = std::max(newest, file->number);
  }
  return newest;
}

/// Modification time on the file system's own clock, in seconds; 0 when there is no such file.
double modified(const std::string& path) {
  struct stat facts = {};
  if (::stat(path.c_str(), &facts) != 0) return 0;
  return static_cast<double>(facts.st_mtim.tv_sec) +
         1e-9 * static_cast<double>(facts.st_mtim.tv_nsec);
}

void writeNew(const std::string& path, const std::string& bytes, int flags) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0644);
  if (file < 0) throw UserError(path, std::string("cannot be written: ") + std::strerror(errno));
  const bool whole =
      ::write(file, bytes.data(), bytes.size()) == static_cast<ssize_t>(bytes.size());
  const bool safe = whole && ::fsync(file) == 0;
  const int reason = errno;
  ::close(file);
  if (!safe) throw UserError(path, std::string("cannot be written: ") + std::strerror(reason));
}

/// Creates `path` unless it exists. A hard link makes it appear with its content complete; where
/// the file system has none, exclusive creation does, and readers wait for the content.
bool createExclusively(const std::string& temporary, const std::string& path,
                       const std::string& bytes) {
  if (::link(temporary.c_str(), path.c_str()) == 0) return true;
  if (errno == EEXIST) return false;
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
  if (file < 0 && errno == EEXIST) return false;
  if (file < 0) throw UserError(path, std::string("cannot be written: ") + std::strerror(errno));
  ::close(file);
  writeNew(path, bytes, 0);
  return true;
}

[[noreturn]] void failBusy(const RunPaths& paths, const Claim& claim) {
  throw UserError(paths.directory(), "is being run by " + claim.process.text(),
                  "wait for it, or stop it first");
}

}  // namespace

std::optional<Claim> newestClaim(const RunPaths& paths) {
  const std::int64_t generation = newestGeneration(paths);
  if (generation == 0) return {};
  return readClaim(paths, generation);
}

bool mayTakeOver(const Claim& claim, double silenceSeconds, const Machine& machine) {
  if (claim.released) return true;
  if (!claim.readable) return silenceSeconds > format::kLostContactSeconds;
  switch (machine.presence(claim.process)) {
    case Presence::Alive:
      return false;
    case Presence::Gone:
      return true;
    case Presence::Rebooted:
      return silenceSeconds > format::kLostContactSeconds;
    case Presence::Elsewhere:
      return silenceSeconds > format::kTakeOverSeconds;
  }
  return false;
}

namespace {

/// The claim, or nothing when the directory is taken.
std::optional<Claim> tryToClaim(const RunPaths& paths, const Machine& machine) {
  const std::optional<Claim> before = newestClaim(paths);
  Claim mine;
  mine.generation = before ? before->generation + 1 : 1;
  mine.process = machine.self();
  mine.claimed = unixTime();
  const std::string bytes = toJson(mine).dump(2) + '\n';
  const std::string temporary = temporaryPathFor(paths.claim(mine.generation));
  writeNew(temporary, bytes, O_EXCL);
  // Both times come from the file system that holds the run, so hosts whose clocks differ agree.
  const double heard =
      before ? std::max(modified(paths.status()), modified(paths.claim(before->generation))) : 0;
  const bool free = !before || mayTakeOver(*before, modified(temporary) - heard, machine);
  bool created = false;
  try {
    created = free && createExclusively(temporary, paths.claim(mine.generation), bytes);
  } catch (...) {
    ::unlink(temporary.c_str());
    throw;
  }
  ::unlink(temporary.c_str());
  if (!created) return {};
  return mine;
}

}  // namespace

Claim acquireClaim(const RunPaths& paths, double patienceSeconds, const Machine& machine) {
  fs::create_directories(paths.claims());
  const auto began = std::chrono::steady_clock::now();
  for (;;) {
    if (auto claim = tryToClaim(paths, machine)) return *claim;
    const std::chrono::duration<double> waited = std::chrono::steady_clock::now() - began;
    const double left = patienceSeconds - waited.count();
    if (left <= 0) failBusy(paths, newestClaim(paths).value_or(Claim{}));
    std::this_thread::sleep_for(std::chrono::duration<double>(std::min(kRetrySeconds, left)));
  }
}

void releaseClaim(const RunPaths& paths, Claim& claim) {
  claim.released = true;
  writeFileAtomically(paths.claim(claim.generation), toJson(claim).dump(2) + '\n');
}

bool claimLost(const RunPaths& paths, const Claim& claim) {
  return ::access(paths.claim(claim.generation + 1).c_str(), F_OK) == 0;
}

}  // namespace lafs
