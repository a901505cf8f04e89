// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <set>

#include "app/workbench/run_selection.h"
#include "app/workbench/text_table.h"
#include "app/workbench/verb.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/matrix/plan_queue.h"

namespace lafs {

namespace {

struct Move {
  const char* option;
  QueueMove move;
};
constexpr Move kMoves[] = {{"earlier", QueueMove::Earlier},
                           {"later", QueueMove::Later},
                           {"first", QueueMove::First},
                           {"last", QueueMove::Last},
                           {"before", QueueMove::Before}};

std::string nameOf(const std::string& word) {
  const std::string trimmed = word.substr(0, word.find_last_not_of('/') + 1);
  return trimmed.substr(trimmed.find_last_of('/') + 1);
}

/// What waits with one executor that is at work.
struct PlanQueue {
  PlanView plan;
  std::vector<QueuedStage> stages;

  const QueuedStage* find(const std::string& run) const {
    const auto found = std::find_if(stages.begin(), stages.end(),
                                    [&](const QueuedStage& stage) { return stage.run == run; });
    return found == stages.end() ? nullptr : &*found;
  }
};

std::vector<std::string> namesOf(const std::vector<QueuedStage>& stages) {
  std::vector<std::string> names;
  for (const QueuedStage& stage : stages) names.push_back(stage.run);
  return names;
}

/// The waiting stage that a word names; what runs or is done has had its turn.
std::string waitingRun(const std::vector<PlanQueue>& queues, const std::string& word) {
  std::set<std::string> found;
  std::string other;
  for (const PlanQueue& queue : queues) {
    for (const PlannedStage& planned : plannedStages(queue.plan)) {
      if (!namesRun(nameOf(word), planned.stage.run)) continue;
      if (planned.waits()) found.insert(planned.stage.run);
      other = planned.state;
    }
  }
  if (found.size() == 1) return *found.begin();
  if (found.size() > 1) {
    throw UserError(word, "may be " + join({found.begin(), found.end()}, " or "),
                    "give more of it");
  }
  if (other == stageStateName(StageState::Submitted)) {
    throw UserError(word, "waits in Slurm's queue, which has an order of its own",
                    "use scontrol on its job");
  }
  throw UserError(word,
                  other.empty() ? "waits in no queue of this folder"
                                : "is " + other + " and does not wait for its turn",
                  "`queue` lists what waits");
}

QueueMove moveIn(const Arguments& arguments) {
  std::vector<const Move*> asked;
  for (const Move& move : kMoves) {
    if (arguments.has(move.option)) asked.push_back(&move);
  }
  if (asked.size() == 1 && arguments.positional().size() == 1) return asked.front()->move;
  throw UserError("queue", "needs one RUN and one place to move it to",
                  "queue RUN --earlier, --later, --first, --last or --before OTHER");
}

/// Moves the stage in every queue that it waits in; executors may share it.
void move(const Arguments& arguments, std::vector<PlanQueue>& queues) {
  const QueueMove move = moveIn(arguments);
  const std::string run = waitingRun(queues, arguments.positional().front());
  const std::string before =
      move == QueueMove::Before ? waitingRun(queues, arguments.value("before")) : std::string();
  bool moved = false;
  for (PlanQueue& queue : queues) {
    if (!queue.find(run) || (move == QueueMove::Before && !queue.find(before))) continue;
    std::vector<QueuedStage> now;
    for (const std::string& name : movedInQueue(queue.stages, run, move, before)) {
      now.push_back(*queue.find(name));
    }
    queue.stages = std::move(now);
    requestPlanOrder(queue.plan, namesOf(queue.stages));
    moved = true;
  }
  if (!moved) {
    throw UserError("--before " + arguments.value("before"),
                    "waits for another executor than " + run,
                    "the order is among the stages of one executor");
  }
}

Json toJson(const std::vector<PlanQueue>& queues) {
  Json plans = Json::array();
  for (const PlanQueue& queue : queues) {
    Json stages = Json::array();
    for (const QueuedStage& stage : queue.stages) {
      stages.push_back({{"run", stage.run}, {"inputs", stage.inputs}});
    }
    plans.push_back({{"experiment", queue.plan.experiment},
                     {"pid", queue.plan.process.pid},
                     {"queue", stages}});
  }
  return Json{{"plans", plans}};
}

void print(const std::vector<PlanQueue>& queues, const std::string& runsFolder, std::ostream& out) {
  using Align = TextTable::Align;
  TextTable table({"experiment", "turn", "run", "reads"},
                  {Align::Left, Align::Right, Align::Left, Align::Left});
  for (const PlanQueue& queue : queues) {
    int turn = 0;
    for (const QueuedStage& stage : queue.stages) {
      table.row(
          {queue.plan.experiment, std::to_string(++turn), stage.run, join(stage.inputs, " ")});
    }
  }
  out << (table.empty() ? "nothing waits in " + runsFolder + '\n' : table.text());
}

int queue(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  const std::string runsFolder = arguments.value("runs", "runs");
  std::vector<PlanQueue> queues;
  for (const PlanView& plan : readPlans(runsFolder)) {
    if (plan.live) queues.push_back({plan, queueOf(plan)});
  }
  const bool moves = std::any_of(std::begin(kMoves), std::end(kMoves),
                                 [&](const Move& m) { return arguments.has(m.option); });
  if (moves || !arguments.positional().empty()) move(arguments, queues);
  if (arguments.has("json")) {
    context.out << toJson(queues).dump(2) << '\n';
  } else {
    print(queues, runsFolder, context.out);
  }
  return kExitDone;
}

}  // namespace

Verb queueVerb() {
  return {"queue",
          "[RUN --earlier|--later|--first|--last|--before OTHER] [--runs DIR] [--json]",
          "show the stages that wait in the order of their turns, or move one",
          {{"earlier", "", "before the stage in front of it"},
           {"later", "", "behind the stage after it"},
           {"first", "", "to the front; what it reads comes along"},
           {"last", "", "to the end; what reads it comes along"},
           {"before", "OTHER", "in front of another stage that waits"},
           {"runs", "DIR", "folder of the run directories (default: runs)"},
           {"json", "", "print one JSON document"}},
          queue};
}

}  // namespace lafs
