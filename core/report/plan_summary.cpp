// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/plan_summary.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "core/base/text.h"
#include "core/report/stage_cost.h"
#include "core/run/run_reader.h"
#include "core/run/trash.h"

namespace lafs {

namespace {

std::string plural(const std::string& stage, std::size_t count) {
  const std::string one = stage == "landmark"   ? "landmark CNN"
                          : stage == "pretrain" ? "pretraining"
                          : stage == "finetune" ? "fine-tuning"
                                                : "evaluation";
  return std::to_string(count) + " " + one + (count == 1 ? "" : "s");
}

/// "22 s", "3 h 20 min"; of a GPU's hours "0.4 GPU-hours".
std::string timeText(double seconds, const std::string& unit) {
  if (unit == "hours") return formatDuration(seconds);
  char text[32];
  const double hours = seconds / 3600;
  std::snprintf(text, sizeof text, hours < 0.01 ? "%.1g" : hours < 10 ? "%.2f" : "%.0f", hours);
  return std::string(text) + " " + unit;
}

}  // namespace

PlanSummary planSummary(const StageGraph& graph, const std::string& runsFolder) {
  PlanSummary plan;
  plan.cells = graph.cellNodes.size();
  const RunsFolder runs(runsFolder);
  const ComputeRate rate = computeRate(graph, runsFolder);
  plan.rateSource = rate.source;
  plan.hourUnit = rate.unit;
  for (const StageKind kind :
       {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune, StageKind::Evaluate}) {
    StageSharing sharing;
    sharing.stage = stageName(kind);
    for (const StageNode& node : graph.nodes) {
      if (node.stage != kind) continue;
      const StageCost cost = stageCost(node);
      const double seconds = secondsAt(rate, kind, cost);
      const bool done = RunReader(runs.run(node.name)).snapshot().state == RunState::Done;
      ++sharing.distinct;
      sharing.cells += node.cells.size();
      sharing.done += done ? 1 : 0;
      sharing.secondsToRun += done ? 0 : seconds;
      sharing.secondsSaved += seconds * static_cast<double>(node.cells.size() - 1);
      sharing.bytes += cost.bytes;
    }
    if (sharing.distinct == 0) continue;
    plan.secondsToRun += sharing.secondsToRun;
    plan.secondsSaved += sharing.secondsSaved;
    plan.bytes += sharing.bytes;
    plan.stages.push_back(std::move(sharing));
  }
  return plan;
}

std::vector<std::string> PlanSummary::sentences() const {
  std::vector<std::string> lines;
  for (const StageSharing& stage : stages) {
    if (stage.distinct >= stage.cells) continue;
    std::string line =
        plural(stage.stage, stage.distinct) + " for " + std::to_string(stage.cells) + " uses";
    if (stage.secondsSaved > 0) {
      line += ": saves " + timeText(stage.secondsSaved, hourUnit);
    }
    lines.push_back(line + ".");
  }
  std::size_t distinct = 0;
  std::size_t done = 0;
  for (const StageSharing& stage : stages) {
    distinct += stage.distinct;
    done += stage.done;
  }
  std::string line = std::to_string(cells) + (cells == 1 ? " cell" : " cells") + ": " +
                     std::to_string(distinct) + " stages, " + std::to_string(done) + " done";
  if (secondsToRun > 0) {
    line += ", the rest about " + timeText(secondsToRun, hourUnit);
  }
  line += ", about " + bytesText(static_cast<std::int64_t>(bytes)) + " on the disk";
  if (!rateSource.empty()) line += " (estimated from " + rateSource + ")";
  lines.push_back(line + ".");
  return lines;
}

Json planSummaryJson(const PlanSummary& plan) {
  Json json = {{"cells", plan.cells},
               {"seconds_to_run", plan.secondsToRun},
               {"seconds_saved", plan.secondsSaved},
               {"bytes", plan.bytes},
               {"rate_source", plan.rateSource},
               {"hour_unit", plan.hourUnit},
               {"stages", Json::array()}};
  for (const StageSharing& stage : plan.stages) {
    json["stages"].push_back({{"stage", stage.stage},
                              {"cells", stage.cells},
                              {"distinct", stage.distinct},
                              {"done", stage.done},
                              {"seconds_to_run", stage.secondsToRun},
                              {"seconds_saved", stage.secondsSaved},
                              {"bytes", stage.bytes}});
  }
  return json;
}

}  // namespace lafs
