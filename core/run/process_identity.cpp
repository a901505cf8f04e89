// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/process_identity.h"

#include <signal.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <optional>
#include <sstream>

namespace lafs {

namespace {

std::string firstLine(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

std::string linkTarget(const std::string& path) {
  char target[256];
  const ssize_t size = ::readlink(path.c_str(), target, sizeof target);
  return size > 0 ? std::string(target, static_cast<std::size_t>(size)) : std::string();
}

struct ProcessEntry {
  char state = '?';
  std::int64_t startTicks = 0;
};

/// /proc/<pid>/stat: the name in parentheses may hold spaces and parentheses, so fields are counted
/// from the last one; state is the first after it, the start time the twentieth.
std::optional<ProcessEntry> processEntry(const std::string& procFolder, std::int64_t pid) {
  const std::string line = firstLine(procFolder + '/' + std::to_string(pid) + "/stat");
  const std::size_t end = line.rfind(')');
  if (end == std::string::npos) return {};
  std::istringstream fields(line.substr(end + 1));
  ProcessEntry entry;
  fields >> entry.state;
  std::string skipped;
  for (int i = 0; i < 18; ++i) fields >> skipped;
  fields >> entry.startTicks;
  if (!fields) return {};
  return entry;
}

std::string textAt(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t numberAt(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
}

Machine readLocal() {
  Machine machine;
  char host[256] = {};
  if (::gethostname(host, sizeof host - 1) == 0) machine.host = host;
  machine.machine = firstLine("/etc/machine-id");
  machine.bootId = firstLine("/proc/sys/kernel/random/boot_id");
  machine.pidNamespace = linkTarget("/proc/self/ns/pid");
  return machine;
}

}  // namespace

std::string ProcessIdentity::text() const {
  return "pid " + std::to_string(pid) + " on " + (host.empty() ? "an unknown host" : host);
}

Json toJson(const ProcessIdentity& process) {
  return Json{{"host", process.host},      {"machine", process.machine},
              {"boot_id", process.bootId}, {"pid_namespace", process.pidNamespace},
              {"pid", process.pid},        {"start_time", process.startTicks}};
}

ProcessIdentity processFromJson(const Json& json) {
  ProcessIdentity process;
  if (!json.is_object()) return process;
  process.host = textAt(json, "host");
  process.machine = textAt(json, "machine");
  process.bootId = textAt(json, "boot_id");
  process.pidNamespace = textAt(json, "pid_namespace");
  process.pid = numberAt(json, "pid");
  process.startTicks = numberAt(json, "start_time");
  return process;
}

const Machine& Machine::local() {
  static const Machine machine = readLocal();
  return machine;
}

ProcessIdentity Machine::self() const {
  return process(::getpid());
}

ProcessIdentity Machine::process(std::int64_t pid) const {
  ProcessIdentity identity{host, machine, bootId, pidNamespace, pid, 0};
  if (const auto entry = processEntry(procFolder, pid)) identity.startTicks = entry->startTicks;
  return identity;
}

Presence Machine::presence(const ProcessIdentity& process) const {
  if (process.bootId.empty() || process.pid <= 0) return Presence::Elsewhere;
  if (process.bootId != bootId) {
    // The same machine under another boot id has been started anew. Without a machine id, hosts
    // that share a name could be taken for one.
    const bool same = process.host == host && process.machine == machine && !machine.empty();
    return same ? Presence::Rebooted : Presence::Elsewhere;
  }
  if (process.pidNamespace != pidNamespace) return Presence::Elsewhere;
  if (const auto entry = processEntry(procFolder, process.pid)) {
    if (entry->state == 'Z' || entry->state == 'X') return Presence::Gone;
    return entry->startTicks == process.startTicks ? Presence::Alive : Presence::Gone;
  }
  // /proc may hide other users' processes; the kernel still tells whether one exists.
  const bool hidden =
      procFolder == "/proc" && ::kill(static_cast<pid_t>(process.pid), 0) != 0 && errno == EPERM;
  return hidden ? Presence::Elsewhere : Presence::Gone;
}

}  // namespace lafs
