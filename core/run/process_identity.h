// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>

#include "core/base/json.h"

namespace lafs {

/// Which process this is, precisely enough that a recycled pid, a rebooted machine and a container
/// with its own pids are not mistaken for it.
struct ProcessIdentity {
  std::string host;          ///< for people
  std::string machine;       ///< machine id; empty where the system has none
  std::string bootId;        ///< changes at every start of the machine
  std::string pidNamespace;  ///< in which the pid means something
  std::int64_t pid = 0;
  std::int64_t startTicks = 0;  ///< when the process began, in clock ticks since boot

  std::string text() const;  ///< "pid 12 on host"
};

Json toJson(const ProcessIdentity& process);
/// What is missing or of another type stays empty; never throws.
ProcessIdentity processFromJson(const Json& json);

/// What this machine knows about a process.
enum class Presence {
  Alive,      ///< it runs here
  Gone,       ///< it ran here and has ended (or another process has its pid now)
  Rebooted,   ///< it ran on this machine before the machine was started anew
  Elsewhere,  ///< another host or container: cannot be looked up
};

/// The machine on which we are. A value, so that tests can stand in another boot, another host or
/// a process table of their own.
struct Machine {
  std::string host;
  std::string machine;
  std::string bootId;
  std::string pidNamespace;
  std::string procFolder = "/proc";

  static const Machine& local();

  ProcessIdentity self() const;  ///< the calling process
  ProcessIdentity process(std::int64_t pid) const;
  Presence presence(const ProcessIdentity& process) const;
};

}  // namespace lafs
