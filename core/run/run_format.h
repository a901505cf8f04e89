// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

/// The names and constants of the run directory, shared by writer and readers. FORMAT.md beside
/// this file is the prose. Values once written are never given another meaning.
namespace lafs::format {

constexpr int kRunFormatVersion = 1;

// Files of a run directory.
constexpr const char* kSpecFile = "spec.yaml";
constexpr const char* kStageFile = "stage.json";
constexpr const char* kJobFile = "job.json";
constexpr const char* kProvenanceFile = "provenance.json";
constexpr const char* kStatusFile = "status.json";
constexpr const char* kMetricsFile = "metrics.jsonl";
constexpr const char* kLogFile = "log.txt";
constexpr const char* kNoteFile = "note.json";
constexpr const char* kWorkerLogFile = "worker.log";
constexpr const char* kRankLogStart = "rank-";  ///< rank-01.log: log and raw output of rank 1
constexpr const char* kRankLogEnd = ".log";

// Folders of a run directory.
constexpr const char* kClaimsFolder = "claims";
constexpr const char* kPreviewsFolder = "previews";
constexpr const char* kCheckpointsFolder = "checkpoints";
constexpr const char* kResultsFolder = "results";
constexpr const char* kControlFolder = "control";

// Inside those folders.
constexpr const char* kResultMetrics = "metrics.json";    ///< in results/
constexpr const char* kCheckpointMark = "complete.json";  ///< written last in a checkpoint
constexpr const char* kStopRequest = "stop";              ///< in control/
constexpr const char* kPauseRequest = "pause";
constexpr const char* kCheckpointRequest = "checkpoint";
constexpr const char* kPreviewRequest = "preview";

// Beside the run directories, in the runs folder.
constexpr const char* kPlansFolder = ".plans";
constexpr const char* kSlurmFolder = ".slurm";
constexpr const char* kFingerprintsFile = ".fingerprints.json";
constexpr const char* kTrashFolder = ".trash";

constexpr int kKeyDigits = 16;   ///< hexadecimal digits of a stage key
constexpr int kStepDigits = 8;   ///< at least so many digits in a step's file name
constexpr int kClaimDigits = 6;  ///< at least so many digits in a claim's file name
constexpr int kRankDigits = 2;   ///< at least so many digits in the name of a rank's log

// Liveness.
constexpr double kHeartbeatSeconds = 1;     ///< a worker rewrites status.json so often
constexpr double kLostContactSeconds = 30;  ///< silence after which contact counts as lost
constexpr double kTakeOverSeconds = 600;    ///< silence after which another host may take over

// Exit codes of every program (75 is EX_TEMPFAIL: run again to go on).
constexpr int kExitDone = 0;
constexpr int kExitFailed = 1;
constexpr int kExitUsage = 2;
constexpr int kExitStopped = 75;

}  // namespace lafs::format
