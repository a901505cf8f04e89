// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/run_status.h"

#include <cstdio>
#include <fstream>

#include "core/base/atomic_file.h"
#include "core/base/error.h"

namespace lafs {

namespace {

constexpr struct {
  WorkerState state;
  const char* name;
} kStates[] = {
    {WorkerState::Running, "running"},         {WorkerState::Done, "done"},
    {WorkerState::Failed, "failed"},           {WorkerState::Stopped, "stopped"},
    {WorkerState::Interrupted, "interrupted"},
};

/// The value at `key` when it is there with the right type, else `fallback`: a status of a newer
/// minor form must not make a run unreadable.
template <typename Value>
Value valueAt(const Json& json, const char* key, const Value& fallback) {
  const auto found = json.find(key);
  if (found == json.end() || found->is_null()) return fallback;
  try {
    return found->get<Value>();
  } catch (const Json::exception&) {
    return fallback;
  }
}

RunProgress progressFromJson(const Json& json) {
  RunProgress progress;
  progress.step = valueAt<std::int64_t>(json, "step", 0);
  progress.steps = valueAt<std::int64_t>(json, "steps", 0);
  progress.epoch = valueAt<std::int64_t>(json, "epoch", 0);
  progress.epochs = valueAt<std::int64_t>(json, "epochs", 0);
  progress.rate = valueAt<double>(json, "rate", 0);
  progress.unit = valueAt<std::string>(json, "unit", progress.unit);
  return progress;
}

RunStatus statusFromJson(const Json& json) {
  RunStatus status;
  const auto state = workerStateFromName(json.at("state").get<std::string>());
  if (!state) throw std::runtime_error("unknown state");
  status.state = *state;
  status.progress = progressFromJson(valueAt<Json>(json, "progress", Json::object()));
  status.paused = valueAt<bool>(json, "paused", false);
  status.stopRequested = valueAt<bool>(json, "stop_requested", false);
  status.segment = valueAt<std::int64_t>(json, "segment", 0);
  status.claim = valueAt<std::int64_t>(json, "claim", 0);
  status.heartbeat = valueAt<std::int64_t>(json, "heartbeat", 0);
  status.started = valueAt<double>(json, "started", 0);
  status.updated = valueAt<double>(json, "updated", 0);
  status.seconds = valueAt<double>(json, "seconds", 0);
  status.process = processFromJson(valueAt<Json>(json, "process", Json::object()));
  const Json error = valueAt<Json>(json, "error", Json());
  if (error.is_object()) {
    status.error = valueAt<std::string>(error, "message", "");
    status.errorDetails = valueAt<Json>(error, "details", Json::object());
  }
  return status;
}

}  // namespace

const char* workerStateName(WorkerState state) {
  for (const auto& known : kStates) {
    if (known.state == state) return known.name;
  }
  throw std::logic_error("a worker state without a name");
}

std::optional<WorkerState> workerStateFromName(const std::string& name) {
  for (const auto& known : kStates) {
    if (name == known.name) return known.state;
  }
  return {};
}

Json toJson(const RunStatus& status) {
  Json error;
  if (status.state == WorkerState::Failed) {
    error = Json{{"message", status.error}, {"details", status.errorDetails}};
  }
  const RunProgress& progress = status.progress;
  return Json{{"format", format::kRunFormatVersion},
              {"state", workerStateName(status.state)},
              {"paused", status.paused},
              {"stop_requested", status.stopRequested},
              {"progress",
               {{"step", progress.step},
                {"steps", progress.steps},
                {"epoch", progress.epoch},
                {"epochs", progress.epochs},
                {"rate", progress.rate},
                {"unit", progress.unit}}},
              {"segment", status.segment},
              {"claim", status.claim},
              {"heartbeat", status.heartbeat},
              {"started", status.started},
              {"updated", status.updated},
              {"seconds", status.seconds},
              {"process", toJson(status.process)},
              {"error", error}};
}

std::optional<RunStatus> readStatus(const RunPaths& paths) {
  try {
    return statusFromJson(Json::parse(readWholeFile(paths.status())));
  } catch (const std::exception&) {
    return {};  // missing, or torn by a power cut: the claim still tells who wrote last
  }
}

void writeStatus(const RunPaths& paths, const RunStatus& status, Durability durability) {
  // An error text may quote bytes that are no UTF-8; they must not cost us the report.
  const std::string bytes =
      toJson(status).dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
  if (durability == Durability::Lasting) {
    writeFileAtomically(paths.status(), bytes);
    return;
  }
  const std::string temporary = temporaryPathFor(paths.status());
  std::ofstream file(temporary, std::ios::binary);
  file << bytes;
  file.close();
  if (!file || std::rename(temporary.c_str(), paths.status().c_str()) != 0) {
    std::remove(temporary.c_str());
    throw UserError(paths.status(), "cannot be written", "is the disk full?");
  }
}

}  // namespace lafs
