// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/matrix/stage_graph.h"
#include "core/matrix/stage_outcome.h"
#include "core/run/process_identity.h"

namespace lafs {

/// What one executor is doing, for watchers: <runs>/.plans/<experiment>-<pid>.json, replaced
/// atomically at every change. The plan is the queue; it may outlive its executor, whose process
/// then tells that nobody is at it. Not for several threads at once.
class PlanFile {
 public:
  /// Writes the first state, and removes plans of the same experiment whose executor is gone.
  PlanFile(const std::string& runsFolder, const Experiment& experiment, const StageGraph& graph);

  const std::string& path() const { return path_; }
  /// Lists the stages as they start.
  void write(const std::string& state, const std::vector<StageOutcome>& outcomes);
  bool stopRequested() const;
  /// Obeys a request for another order of the stages that wait, if there is one, and removes it;
  /// true when the order has changed.
  bool takeOrderRequest(const std::vector<StageOutcome>& outcomes);
  const std::vector<std::size_t>& order() const { return order_; }  ///< nodes, as they start
  void finish(const std::string& state, const std::vector<StageOutcome>& outcomes);

 private:
  void removeStale(const std::string& runsFolder, const std::string& experiment) const;
  void removeRequests() const;

  std::string path_;
  Json head_;
  std::vector<Json> stages_;  ///< by node
  std::vector<std::size_t> order_;
};

/// A plan as a watcher finds it.
struct PlanView {
  std::string path;
  std::string experiment;
  std::string state;  ///< running, or how it ended
  bool live = false;  ///< its executor is (or may be) at work
  ProcessIdentity process;
  Json stages = Json::array();
};

/// Plans of a runs folder, by name; damaged ones are passed over.
std::vector<PlanView> readPlans(const std::string& runsFolder,
                                const Machine& machine = Machine::local());

/// Asks the executor of that plan to stop its workers and itself.
void requestPlanStop(const PlanView& plan);

}  // namespace lafs
