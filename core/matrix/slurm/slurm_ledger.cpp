// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/matrix/slurm/slurm_ledger.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr const char* kTasks = ".tasks";

long long numberOf(const std::string& job) {
  return parseInteger(job).value_or(-1);
}

}  // namespace

std::string slurmJobOf(const std::string& task) {
  return task.substr(0, task.find('_'));
}

SlurmLedger::SlurmLedger(const std::string& runsFolder)
    : folder_(RunsFolder(fs::absolute(runsFolder).lexically_normal().string()).slurm()) {}

void SlurmLedger::create() const {
  std::error_code error;
  fs::create_directories(folder_, error);
  if (error) {
    throw UserError(folder_, "cannot be made: " + error.message(),
                    "choose another --runs folder, one that the cluster's nodes see as well");
  }
}

void SlurmLedger::record(const std::string& job, const std::string& tasks,
                         const std::string& script) const {
  writeFileAtomically(folder_ + '/' + job + kTasks, tasks);
  writeFileAtomically(folder_ + '/' + job + ".sh", script);
}

std::vector<std::string> SlurmLedger::jobs() const {
  std::vector<std::string> jobs;
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const fs::path name = entry.path().filename();
    if (name.extension() == kTasks && numberOf(name.stem().string()) > 0) {
      jobs.push_back(name.stem().string());
    }
  }
  std::sort(jobs.begin(), jobs.end(),
            [](const std::string& a, const std::string& b) { return numberOf(a) < numberOf(b); });
  return jobs;
}

std::map<std::string, std::string> SlurmLedger::tasks() const {
  std::map<std::string, std::string> tasks;
  for (const std::string& job : jobs()) {
    std::ifstream file(folder_ + '/' + job + kTasks);
    int task = 0;
    std::string run;
    while (file >> task >> run) {
      if (parseRunName(run)) tasks[run] = job + '_' + std::to_string(task);
    }
  }
  return tasks;
}

std::optional<SlurmTaskEnd> SlurmLedger::endOf(const std::string& task) const {
  std::ifstream file(folder_ + '/' + task + ".exit");
  SlurmTaskEnd end;
  if (!(file >> end.code >> end.pid)) return {};
  return end;
}

void SlurmLedger::forget(const std::vector<std::string>& jobs) const {
  std::error_code error;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder_, error)) {
    const std::string name = entry.path().filename().string();
    const std::string job = name.substr(0, name.find_first_of("._"));
    if (std::find(jobs.begin(), jobs.end(), job) != jobs.end()) files.push_back(entry.path());
  }
  std::error_code ignored;
  for (const fs::path& file : files) fs::remove(file, ignored);
}

std::string SlurmLedger::outputOf(const std::string& task) const {
  return folder_ + '/' + slurmJobOf(task) + ".out";
}

}  // namespace lafs
