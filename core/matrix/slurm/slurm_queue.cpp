// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/slurm/slurm_queue.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>
#include <sstream>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/matrix/command_output.h"

namespace lafs {

namespace {

constexpr double kCommandSeconds = 60;
constexpr std::size_t kTasksPerCancel = 200;

/// Slurm's states that are not of a task at work (squeue's manual, "JOB STATE CODES").
SlurmTaskState stateOf(const std::string& name) {
  static const std::set<std::string> waiting = {"PENDING",     "CONFIGURING",  "REQUEUED",
                                                "REQUEUE_FED", "REQUEUE_HOLD", "RESV_DEL_HOLD",
                                                "SPECIAL_EXIT"};
  static const std::set<std::string> ended = {
      "BOOT_FAIL", "CANCELLED",     "COMPLETED", "DEADLINE", "FAILED",
      "NODE_FAIL", "OUT_OF_MEMORY", "PREEMPTED", "REVOKED",  "TIMEOUT"};
  if (waiting.count(name) > 0) return SlurmTaskState::Waiting;
  return ended.count(name) > 0 ? SlurmTaskState::Ended : SlurmTaskState::Active;
}

bool isTask(const std::string& text) {
  const std::size_t bar = text.find('_');
  if (bar == 0 || bar == std::string::npos || bar + 1 == text.size()) return false;
  return std::all_of(text.begin(), text.end(),
                     [](unsigned char c) { return std::isdigit(c) || c == '_'; });
}

std::string lastLine(std::string text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  const std::size_t line = text.rfind('\n');
  return line == std::string::npos ? text : text.substr(line + 1);
}

[[noreturn]] void fail(const std::string& command, const CommandOutput& output) {
  if (!output.started) {
    throw UserError(command, "was not found",
                    "--executor slurm runs where Slurm's commands are in PATH (Debian: "
                    "slurm-client)");
  }
  if (output.timedOut) {
    throw UserError(command, "gave no answer for " + formatNumber(kCommandSeconds) + " s",
                    "is the cluster's controller up? `scontrol ping` tells");
  }
  const std::string words = lastLine(output.error.empty() ? output.out : output.error);
  throw UserError(command, "failed: " + (words.empty() ? "without a word" : words),
                  "--partition and --sbatch-arg are handed to sbatch as they are");
}

}  // namespace

SlurmQueue parseSlurmQueue(const std::string& text) {
  SlurmQueue queue;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::size_t first = line.find('|');
    const std::size_t second = first == std::string::npos ? first : line.find('|', first + 1);
    if (second == std::string::npos || !isTask(line.substr(0, first))) continue;
    queue[line.substr(0, first)] = {stateOf(line.substr(first + 1, second - first - 1)),
                                    line.substr(second + 1)};
  }
  return queue;
}

bool isCommonReason(const std::string& reason) {
  static const std::set<std::string> common = {
      "",         "None",  "Priority", "Resources", "Dependency", "BeginTime", "JobArrayTaskLimit",
      "Cleaning", "Prolog"};
  return common.count(reason) > 0;
}

namespace slurm {

void requireCommands() {
  for (const char* command : {"sbatch", "squeue", "scancel"}) {
    const CommandOutput output = commandOutput({command, "--version"}, kCommandSeconds);
    if (!output.started || output.timedOut || output.exitCode != 0) fail(command, output);
  }
}

std::string submit(const std::string& script, const std::string& dependency) {
  std::vector<std::string> words = {"sbatch", "--parsable"};
  if (!dependency.empty()) words.push_back("--dependency=" + dependency);
  words.push_back(script);
  const CommandOutput output = commandOutput(words, kCommandSeconds);
  const std::string job = output.out.substr(0, output.out.find_first_of(";\n"));
  const bool number = !job.empty() && std::all_of(job.begin(), job.end(),
                                                  [](unsigned char c) { return std::isdigit(c); });
  if (output.exitCode != 0 || !number) fail("sbatch", output);
  return job;
}

SlurmQueue queue(const std::vector<std::string>& jobs) {
  if (jobs.empty()) return {};
  const CommandOutput output =
      commandOutput({"squeue", "--noheader", "--array", "--jobs=" + join(jobs, ","),
                     "--format=" + std::string(kSlurmQueueFormat)},
                    kCommandSeconds);
  // When it has forgotten the only job that was asked for, squeue calls that an error.
  const bool forgotten = output.error.find("Invalid job id") != std::string::npos;
  if (output.exitCode != 0 && forgotten) return {};
  if (!output.started || output.timedOut || output.exitCode != 0) fail("squeue", output);
  return parseSlurmQueue(output.out);
}

void cancel(const std::vector<std::string>& tasks) {
  for (std::size_t first = 0; first < tasks.size(); first += kTasksPerCancel) {
    std::vector<std::string> words = {"scancel", "--quiet"};
    const std::size_t last = std::min(tasks.size(), first + kTasksPerCancel);
    for (std::size_t i = first; i < last; ++i) words.push_back(tasks[i]);
    const CommandOutput output = commandOutput(words, kCommandSeconds);
    if (!output.started || output.timedOut) fail("scancel", output);
    // One that has ended meanwhile is no error worth telling.
  }
}

}  // namespace slurm

}  // namespace lafs
