// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/matrix/plan_file.h"
#include "core/matrix/queue_order.h"

namespace lafs {

/// A stage as a plan lists it.
struct PlannedStage {
  QueuedStage stage;
  std::string state;  ///< name of its StageState

  bool waits() const;  ///< for its turn with the executor
};

/// The stages of a plan, in its order; entries that are damaged are passed over.
std::vector<PlannedStage> plannedStages(const PlanView& plan);

/// The stages of a live plan that wait for their turn, as they will start: an order that somebody
/// asked for and that the executor has not taken yet counts already.
std::vector<QueuedStage> queueOf(const PlanView& plan);

/// Asks the executor of that plan to start its waiting stages in this order, by the names of their
/// runs. It holds for as long as the executor is there.
void requestPlanOrder(const PlanView& plan, const std::vector<std::string>& runs);

/// Takes such a request away from beside a plan file; no names when there is none.
std::vector<std::string> takePlanOrder(const std::string& planFile);

/// What every request to an executor says: when, and who asked.
Json planRequest();

}  // namespace lafs
