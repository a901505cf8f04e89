// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/rank_place.h"

#include <cstdint>
#include <cstdlib>
#include <utility>

#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

constexpr std::int64_t kFirstSlurmPort = 20000;
constexpr std::int64_t kSlurmPorts = 20000;

/// Reads numbers of one launcher's variables.
class Variables {
 public:
  Variables(const Environment& environment, std::string launcher)
      : environment_(environment), launcher_(std::move(launcher)) {}

  std::string text(const char* name) const {
    const char* value = environment_(name);
    return value ? value : "";
  }

  std::int64_t number(const char* name, std::int64_t low, std::int64_t high) const {
    const auto value = parseInteger(text(name));
    if (value && *value >= low && *value <= high) return *value;
    throw UserError(name,
                    "found '" + text(name) + "', expected a whole number from " +
                        std::to_string(low) + " to " + std::to_string(high),
                    "start the processes with " + launcher_ +
                        ", or unset its variables to train in one process");
  }

 private:
  const Environment& environment_;
  std::string launcher_;
};

constexpr std::int64_t kMostRanks = 1 << 20;

RankPlace torchrunPlace(const Variables& variables) {
  RankPlace place;
  place.size = variables.number("WORLD_SIZE", 1, kMostRanks);
  place.rank = variables.number("RANK", 0, place.size - 1);
  place.localRank =
      variables.text("LOCAL_RANK").empty() ? 0 : variables.number("LOCAL_RANK", 0, kMostRanks);
  if (place.size == 1) return place;
  place.masterAddress = variables.text("MASTER_ADDR");
  if (place.masterAddress.empty()) {
    throw UserError("MASTER_ADDR", "is not set beside RANK and WORLD_SIZE",
                    "name the machine of rank 0");
  }
  place.masterPort = static_cast<std::uint16_t>(variables.number("MASTER_PORT", 1, 65535));
  place.launcherListens = variables.text("TORCHELASTIC_USE_AGENT_STORE") == "True";
  place.attempt = variables.text("TORCHELASTIC_RESTART_COUNT");
  return place;
}

RankPlace slurmPlace(const Variables& variables) {
  RankPlace place;
  const bool ofStep = !variables.text("SLURM_STEP_NUM_TASKS").empty();
  place.size = variables.number(ofStep ? "SLURM_STEP_NUM_TASKS" : "SLURM_NTASKS", 1, kMostRanks);
  place.rank = variables.number("SLURM_PROCID", 0, place.size - 1);
  if (place.size == 1) return place;
  place.localRank = variables.number("SLURM_LOCALID", 0, kMostRanks);
  place.masterAddress = variables.text("MASTER_ADDR");
  if (place.masterAddress.empty()) {
    const std::string list = variables.text("SLURM_STEP_NODELIST");
    place.masterAddress = firstHost(list.empty() ? variables.text("SLURM_JOB_NODELIST") : list);
  }
  if (place.masterAddress.empty()) {
    throw UserError("SLURM_JOB_NODELIST", "is not set", "start the processes with srun");
  }
  place.attempt = variables.text("SLURM_STEP_ID");
  place.masterPort = static_cast<std::uint16_t>(
      !variables.text("MASTER_PORT").empty()
          ? variables.number("MASTER_PORT", 1, 65535)
          : kFirstSlurmPort + variables.number("SLURM_JOB_ID", 0, INT64_MAX) % kSlurmPorts);
  return place;
}

}  // namespace

std::string firstHost(const std::string& nodeList) {
  const std::size_t bracket = nodeList.find('[');
  const std::size_t comma = nodeList.find(',');
  if (bracket == std::string::npos || comma < bracket) return nodeList.substr(0, comma);
  const std::size_t end = nodeList.find_first_of(",-]", bracket);
  const std::size_t close = nodeList.find(']', bracket);
  if (close == std::string::npos) return {};
  const std::string number = nodeList.substr(bracket + 1, end - bracket - 1);
  // What follows may hold brackets of its own: rack[1-2]node[1-8].
  return nodeList.substr(0, bracket) + number + firstHost(nodeList.substr(close + 1));
}

RankPlace rankPlace(const Environment& environment) {
  const auto set = [&](const char* name) { return environment(name) != nullptr; };
  if (set("RANK") || set("WORLD_SIZE")) return torchrunPlace({environment, "torchrun"});
  if (set("SLURM_STEP_ID") && set("SLURM_PROCID")) return slurmPlace({environment, "srun"});
  return {};
}

RankPlace rankPlace() {
  return rankPlace([](const char* name) -> const char* { return std::getenv(name); });
}

}  // namespace lafs
