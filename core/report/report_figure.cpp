// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/report_figure.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/base/text.h"
#include "core/report/svg_drawing.h"

namespace lafs {

namespace {

constexpr double kRowHeight = 20;
constexpr double kTitleHeight = 34;
constexpr double kAxisHeight = 26;
constexpr double kLetterWidth = 6.3;  ///< of the 12 px text of the figures, about
constexpr std::size_t kMostPanels = 6;

/// Everything a column shows, in per cent.
void addRange(const ReportCell& cell, double& low, double& high) {
  const auto take = [&](double fraction) {
    low = std::min(low, 100 * fraction);
    high = std::max(high, 100 * fraction);
  };
  if (cell.measured) take(*cell.measured);
  if (cell.interval) take(cell.interval->low);
  if (cell.interval) take(cell.interval->high);
  if (cell.paper) take(*cell.paper);
}

std::string measuredTitle(const ReportCell& cell) {
  std::string text = percentText(*cell.measured);
  if (cell.interval) text += " [" + intervalText(*cell.interval) + "]";
  return text + ", " + seedsText(cell);
}

bool anyMeasured(const ReportTable& table) {
  for (const ReportRow& row : table.rows) {
    for (const ReportCell& cell : row.cells) {
      if (cell.measured) return true;
    }
  }
  return false;
}

void drawPanel(const ReportTable& table, std::size_t column, double left, double width,
               SvgDrawing& drawing) {
  double low = 1e9;
  double high = -1e9;
  for (const ReportRow& row : table.rows) addRange(row.cells[column], low, high);
  if (low > high) return;
  const PercentScale scale(low, high, left + 8, left + width - 8);
  const double bottom = kTitleHeight + kRowHeight * static_cast<double>(table.rows.size());
  drawing.text(left + width / 2, 14, table.columns[column].title, "head mid");
  for (const double mark : scale.marks()) {
    drawing.line(scale.at(mark), kTitleHeight - 8, scale.at(mark), bottom, "grid");
    drawing.text(scale.at(mark), bottom + 16, formatNumber(std::round(mark * 100) / 100),
                 "tick mid");
  }
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const ReportCell& cell = table.rows[i].cells[column];
    const double y = kTitleHeight + kRowHeight * (static_cast<double>(i) + 0.5);
    if (cell.paper) {
      drawing.diamond(scale.at(100 * *cell.paper), y, "paper",
                      "paper: " + percentText(*cell.paper));
    }
    if (cell.interval) {
      drawing.line(scale.at(100 * cell.interval->low), y, scale.at(100 * cell.interval->high), y,
                   "range");
    }
    if (cell.measured) {
      drawing.dot(scale.at(100 * *cell.measured), y, cell.best ? "dot best" : "dot",
                  measuredTitle(cell));
    }
  }
}

/// "IJB-B, 4 shots" -> measure "IJB-B" and 4; nothing for a column that is no shot count.
std::optional<std::pair<std::string, int>> shotColumn(const Measure& measure) {
  const std::size_t comma = measure.title.rfind(", ");
  if (comma == std::string::npos) return {};
  const std::string words = measure.title.substr(comma + 2);
  const std::size_t blank = words.find(" shot");
  if (blank == std::string::npos) return {};
  const auto shots = parseInteger(words.substr(0, blank));
  if (!shots) return {};
  return std::pair(measure.title.substr(0, comma), static_cast<int>(*shots));
}

struct ShotColumn {
  std::size_t column = 0;
  int shots = 0;
};

void drawCurves(const ReportTable& table, const std::string& group, const std::string& measure,
                const std::vector<ShotColumn>& columns, double left, double top,
                SvgDrawing& drawing) {
  constexpr double kWidth = 330;
  constexpr double kHeight = 230;
  double low = 1e9;
  double high = -1e9;
  for (const ReportRow& row : table.rows) {
    if (row.group != group) continue;
    for (const ShotColumn& shot : columns) addRange(row.cells[shot.column], low, high);
  }
  if (low > high) return;
  const PercentScale scale(low, high, top + kHeight - 30, top + 30);
  const double first = std::log(columns.front().shots);
  const double span = std::log(columns.back().shots) - first;
  const auto x = [&](int shots) {
    return left + 44 + (std::log(shots) - first) / span * (kWidth - 70);
  };
  drawing.text(left + kWidth / 2, top + 14, measure + (group.empty() ? "" : ", " + group),
               "head mid");
  for (const double mark : scale.marks()) {
    drawing.line(left + 40, scale.at(mark), left + kWidth - 10, scale.at(mark), "grid");
    drawing.text(left + 36, scale.at(mark) + 4, formatNumber(std::round(mark * 100) / 100),
                 "tick end");
  }
  for (const ShotColumn& shot : columns) {
    drawing.text(x(shot.shots), top + kHeight - 12, std::to_string(shot.shots), "tick mid");
  }
  int series = 0;
  for (const ReportRow& row : table.rows) {
    if (row.group != group) continue;
    const std::string colour = "s" + std::to_string(series++ % 7);
    std::vector<std::pair<double, double>> measured;
    std::vector<std::pair<double, double>> paper;
    for (const ShotColumn& shot : columns) {
      const ReportCell& cell = row.cells[shot.column];
      if (cell.paper) paper.emplace_back(x(shot.shots), scale.at(100 * *cell.paper));
      if (!cell.measured) continue;
      measured.emplace_back(x(shot.shots), scale.at(100 * *cell.measured));
      if (cell.interval) {
        drawing.line(x(shot.shots), scale.at(100 * cell.interval->low), x(shot.shots),
                     scale.at(100 * cell.interval->high), "range " + colour);
      }
    }
    if (paper.size() > 1) drawing.path(paper, "behind " + colour);
    if (measured.size() > 1) drawing.path(measured, "curve " + colour);
    for (std::size_t i = 0; i < measured.size(); ++i) {
      drawing.dot(measured[i].first, measured[i].second, "fill " + colour, row.title);
    }
  }
}

void drawLegend(const ReportTable& table, const std::string& group, double left, double top,
                SvgDrawing& drawing) {
  int series = 0;
  double y = top + 30;
  for (const ReportRow& row : table.rows) {
    if (row.group != group) continue;
    const std::string colour = "s" + std::to_string(series++ % 7);
    drawing.line(left, y, left + 20, y, "curve " + colour);
    drawing.text(left + 26, y + 4, row.title, "label");
    y += 20;
  }
  drawing.line(left, y, left + 20, y, "behind");
  drawing.text(left + 26, y + 4, "dashed: published", "label");
}

const char* findingClass(ClaimFinding finding) {
  switch (finding) {
    case ClaimFinding::Seen:
      return "seen";
    case ClaimFinding::Opposite:
      return "opposite";
    case ClaimFinding::Undecided:
    case ClaimFinding::NotMeasured:
      break;
  }
  return "undecided";
}

std::string shortened(const std::string& text, std::size_t most) {
  return text.size() <= most ? text : text.substr(0, most - 1) + "…";
}

}  // namespace

std::string dotPanels(const ReportTable& table) {
  if (!anyMeasured(table)) return {};
  std::size_t longest = 0;
  for (const ReportRow& row : table.rows) longest = std::max(longest, row.title.size());
  const double left = std::min(330.0, kLetterWidth * static_cast<double>(longest) + 16);
  const std::size_t panels = std::min(kMostPanels, table.columns.size());
  const double width = std::max(110.0, (1040 - left) / static_cast<double>(panels));
  SvgDrawing drawing;
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    const double y = kTitleHeight + kRowHeight * (static_cast<double>(i) + 0.5);
    drawing.text(left - 8, y + 4, shortened(table.rows[i].title, 52), "label end");
  }
  for (std::size_t i = 0; i < panels; ++i) {
    drawPanel(table, i, left + width * static_cast<double>(i), width - 10, drawing);
  }
  const double height =
      kTitleHeight + kRowHeight * static_cast<double>(table.rows.size()) + kAxisHeight;
  return drawing.svg(left + width * static_cast<double>(panels), height,
                     table.title + ": measured and published values");
}

std::string shotCurves(const ReportTable& table) {
  if (!anyMeasured(table)) return {};
  std::map<std::string, std::vector<ShotColumn>> measures;
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (const auto shot = shotColumn(table.columns[i])) {
      measures[shot->first].push_back({i, shot->second});
    }
  }
  std::vector<std::string> groups;
  for (const ReportRow& row : table.rows) {
    if (std::find(groups.begin(), groups.end(), row.group) == groups.end()) {
      groups.push_back(row.group);
    }
  }
  SvgDrawing drawing;
  double top = 0;
  std::size_t widest = 0;
  for (const std::string& group : groups) {
    std::size_t panel = 0;
    for (const auto& [measure, columns] : measures) {
      if (columns.size() < 3) continue;
      drawCurves(table, group, measure, columns, 340 * static_cast<double>(panel++), top, drawing);
    }
    if (panel == 0) continue;
    drawLegend(table, group, 340 * static_cast<double>(panel), top, drawing);
    widest = std::max(widest, panel);
    top += 240;
  }
  if (widest == 0) return {};
  return drawing.svg(340 * static_cast<double>(widest) + 220, top,
                     table.title + ": against the number of shots");
}

std::string claimForest(const std::vector<ClaimReport>& claims) {
  constexpr double kLabels = 620;
  constexpr double kWidth = 420;
  double most = 1;
  std::size_t steps = 0;
  for (const ClaimReport& claim : claims) {
    for (const ClaimStep& step : claim.steps) {
      if (!step.effect) continue;
      ++steps;
      most = std::max(most, std::abs(100 * *step.effect));
      if (step.interval) {
        most = std::max(
            {most, std::abs(100 * step.interval->low), std::abs(100 * step.interval->high)});
      }
    }
  }
  if (steps == 0) return {};
  most = std::min(most, 60.0);
  const PercentScale scale(-most, most, kLabels + 10, kLabels + kWidth - 10);
  const double bottom = kTitleHeight + kRowHeight * static_cast<double>(steps);
  SvgDrawing drawing;
  drawing.text(kLabels + kWidth / 2, 14, "effect, per-cent points", "head mid");
  for (const double mark : scale.marks()) {
    drawing.line(scale.at(mark), kTitleHeight - 8, scale.at(mark), bottom,
                 std::abs(mark) < 1e-9 ? "zero" : "grid");
    drawing.text(scale.at(mark), bottom + 16, formatNumber(std::round(mark * 100) / 100),
                 "tick mid");
  }
  const auto inside = [&](double fraction) {
    return scale.at(std::max(-most, std::min(most, 100 * fraction)));
  };
  double y = kTitleHeight + kRowHeight / 2;
  for (const ClaimReport& claim : claims) {
    for (const ClaimStep& step : claim.steps) {
      if (!step.effect) continue;
      const std::string words =
          claim.claim.id + ": " +
          (step.lower.empty() ? step.upper : step.upper + " against " + step.lower);
      drawing.text(kLabels - 8, y + 4, shortened(words, 98), "label end");
      const std::string colour = findingClass(step.finding);
      if (step.interval) {
        drawing.line(inside(step.interval->low), y, inside(step.interval->high), y,
                     "range " + colour);
      }
      drawing.dot(inside(*step.effect), y, "fill " + colour,
                  percentText(*step.effect) + " points: " + claimFindingText(step.finding));
      y += kRowHeight;
    }
  }
  return drawing.svg(kLabels + kWidth, bottom + kAxisHeight, "Claims: effects with intervals");
}

}  // namespace lafs
