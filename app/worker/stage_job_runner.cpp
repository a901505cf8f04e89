// SPDX-License-Identifier: GPL-3.0-or-later
#include <c10/util/Exception.h>

#include <cstdio>
#include <exception>
#include <string>

#include "app/worker/job.h"
#include "app/worker/stage_registry.h"
#include "app/worker/worker_setup.h"
#include "core/base/error.h"
#include "core/config/spec_json.h"
#include "core/run/run_format.h"
#include "core/run/run_writer.h"
#include "core/run/stage_job.h"
#include "core/train/device.h"
#include "core/train/process_group.h"
#include "core/train/rank_place.h"
#include "core/train/trainer.h"

namespace lafs {

namespace {

/// The spec's runtime section with what the job file replaces.
RuntimeSpec runtimeOf(const StageJob& stage, const Json& job, const std::string& file) {
  if (!job.contains("runtime")) return stage.spec.runtime;
  Json whole = {{"runtime", toJson(stage.spec).at("runtime")}};
  whole["runtime"].update(job["runtime"]);
  return specFromJson(whole, file).runtime;
}

/// Whether several processes share the stage's work.
bool isShared(const StageJob& stage) {
  if (stage.stage == StageKind::Evaluate) return false;
  if (stage.stage == StageKind::Landmark) return stage.spec.landmark.checkpoint.empty();
  return stage.stage != StageKind::Pretrain || stage.spec.pretrain.checkpoint.empty();
}

/// Runs the stage as the rank that `place` says. A group whose training failed is left to the end
/// of the process: its library would wait for processes that may be gone.
void runRank(const StageJob& stage, const RuntimeSpec& runtime, const RankPlace& place,
             RunWriter& run) {
  if (place.size == 1 || !isShared(stage)) return stageRunner(stage.stage)(stage, runtime, run);
  ProcessGroup* group = joinRanks(place, chooseDevice(runtime.device)).release();
  run.provenance({{"ranks", place.size}});
  try {
    stageRunner(stage.stage)(stage, runtime, run);
  } catch (const Stopped&) {
    throw;
  } catch (const LostRankError&) {
    throw;
  } catch (const std::exception& error) {
    group->announceFailure(error.what());
    throw;
  }
}

/// Runs the stage; whatever it throws is written into the run directory and printed.
int runInside(const StageJob& stage, const RuntimeSpec& runtime, const RankPlace& place,
              RunWriter& run) {
  std::string error;
  Json details;
  int code = format::kExitFailed;
  try {
    setUpComputing(runtime.threads);
    run.provenance(stageFacts(stage, runtime));
    const std::string warning = blasWarning();
    if (!warning.empty()) run.log(LogLevel::Warning, warning);
    run.log(LogLevel::Info, versionText());
    runRank(stage, runtime, place, run);
    run.finishDone();
    return format::kExitDone;
  } catch (const Stopped&) {
    run.finishStopped();
    return format::kExitStopped;
  } catch (const DivergedError& diverged) {
    error = diverged.what();
    details = diverged.details();
  } catch (const LostRankError& lost) {
    error = lost.what();
  } catch (const UserError& user) {
    error = user.what();
    code = format::kExitUsage;
  } catch (const c10::Error& torch) {
    run.log(LogLevel::Error, torch.what());  // with LibTorch's own stack
    error = torch.what_without_backtrace();
  } catch (const std::bad_alloc&) {
    error = "out of memory: make the batch smaller, or raise accumulation instead";
  } catch (const std::exception& other) {
    error = other.what();
  }
  std::fprintf(stderr, "lafs-worker: %s\n", error.c_str());
  run.finishFailed(error, details);
  return code;
}

int runStage(const Json& job, const std::string& file) {
  const StageJob stage = readStageJob(textOf(job, "run", file));
  RuntimeSpec runtime = runtimeOf(stage, job, file);
  const RankPlace place = rankPlace();
  if (place.rank > 0 && !isShared(stage)) return format::kExitDone;  // rank 0 does it alone
  if (place.size > 1) runtime.device = deviceOfRank(runtime.device, place.localRank);
  RunWriter run(stage.directory, job.value("patience_seconds", 0.0), place.rank);
  return runInside(stage, runtime, place, run);
}

}  // namespace

Job stageJob() {
  return {
      "stage",
      "{\"run\": DIRECTORY, \"runtime\": {…}, \"patience_seconds\"}: one stage of an experiment",
      runStage};
}

}  // namespace lafs
