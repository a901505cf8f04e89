// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace lafs {

struct RunProgress {
  std::int64_t step = 0;   ///< optimizer steps (or images) done
  std::int64_t steps = 0;  ///< in all; 0 = not known
  std::int64_t epoch = 0;
  std::int64_t epochs = 0;
  double rate = 0;              ///< per second, recent
  std::string unit = "images";  ///< of rate
};

enum class LogLevel { Debug, Info, Warning, Error };

/// Requests a watcher left in control/ (FORMAT.md).
struct ControlRequests {
  bool stop = false;        ///< finish the step, checkpoint, exit 75
  bool pause = false;       ///< stay until the request is withdrawn
  bool checkpoint = false;  ///< write one now (taken: the request is removed)
  bool preview = false;     ///< likewise
};

/// The one writer of a run directory; lives in the worker. Claims the directory by exclusive
/// creation, takes a dead worker's claim over, beats its heart from a thread of its own, and marks
/// the run done, failed or stopped at the end. Every public function may be called from one thread.
/// File names come from run_format.h / run_paths.h.
class RunWriter {
 public:
  /// Claims `directory` (which holds spec.yaml already). UserError when a live worker has it, and
  /// has it still after `patienceSeconds`. Of a training over several processes rank 0 is the
  /// writer; the others make no claim, see no request and write nothing but their log,
  /// rank-<n>.log.
  explicit RunWriter(std::string directory, double patienceSeconds = 0, std::int64_t rank = 0);
  ~RunWriter();  ///< a writer destroyed without finish() leaves state `interrupted`
  const std::string& directory() const;
  bool writes() const;  ///< false for the ranks beside the writer

  void provenance(const Json& facts);  ///< merged with version, host, argv, times
  void progress(const RunProgress& progress);
  /// One line of metrics.jsonl: {"step", "epoch", "segment", "time", values…}. Non-finite values
  /// are written as null with "<name>_reason".
  void metrics(std::int64_t step, std::int64_t epoch, const std::map<std::string, double>& values);
  void log(LogLevel level, const std::string& text);
  ControlRequests poll();  ///< cheap: looks at most a few times a second

  /// Segment number: 0 for the first start, one more at every resume. metrics of steps at or past
  /// `restoredStep` written by earlier segments are superseded (readers drop them).
  void beginSegment(std::int64_t restoredStep);

  /// Writes results/<name> atomically.
  void result(const std::string& name, const std::string& bytes);
  std::string resultPath(const std::string& name) const;
  std::string checkpointsDir() const;
  std::string previewsDir() const;

  void finishDone();
  void finishStopped();
  void finishFailed(const std::string& error, const Json& details = {});

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lafs
