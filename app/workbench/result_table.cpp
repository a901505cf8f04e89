// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/result_table.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "app/workbench/text_table.h"
#include "core/base/text.h"

namespace lafs {

namespace {

constexpr std::size_t kNamedCells = 2;  // that share a row, before they are only counted

/// One row of every table: who was measured, and the document.
struct Measured {
  std::vector<std::string> who;
  const Json* metrics = nullptr;
};

const Json* protocolOf(const Json& metrics, const std::string& name) {
  if (!metrics.is_object() || !metrics.contains("protocols")) return nullptr;
  for (const Json& protocol : metrics["protocols"]) {
    if (protocol.value("name", "") == name) return &protocol;
  }
  return nullptr;
}

std::vector<std::string> protocolNames(const std::vector<Measured>& rows) {
  std::vector<std::string> names;
  for (const Measured& row : rows) {
    if (!row.metrics->is_object()) continue;
    for (const Json& protocol : row.metrics->value("protocols", Json::array())) {
      const std::string name = protocol.value("name", "");
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::string percent(const Json& value) {
  if (!value.is_number()) return "—";
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", 100 * value.get<double>());
  return text;
}

std::string accuracyText(const Json& protocol) {
  const std::string mean = percent(protocol.value("accuracy", Json()));
  const Json spread = protocol.value("accuracy_std", Json());
  return spread.is_number() ? mean + " ± " + percent(spread) : mean;
}

/// FAR targets of a protocol over all rows, ascending.
std::set<double> farTargets(const std::vector<Measured>& rows, const std::string& name) {
  std::set<double> targets;
  for (const Measured& row : rows) {
    const Json* protocol = protocolOf(*row.metrics, name);
    if (!protocol) continue;
    for (const Json& point : protocol->value("tar_at_far", Json::array())) {
      targets.insert(point.value("far", 0.0));
    }
  }
  return targets;
}

struct TarCell {
  std::string text = "—";
  bool belowFloor = false;
};

TarCell tarAt(const Json& protocol, double far) {
  for (const Json& point : protocol.value("tar_at_far", Json::array())) {
    if (point.value("far", 0.0) != far) continue;
    const bool below = point.value("below_floor", false);
    return {percent(point.value("tar", Json())) + (below ? " *" : ""), below};
  }
  return {};
}

void printProtocol(const std::string& name, const std::vector<std::string>& whoTitles,
                   const std::vector<Measured>& rows, std::ostream& out) {
  const std::set<double> targets = farTargets(rows, name);
  std::vector<std::string> titles = whoTitles;
  std::vector<TextTable::Align> aligns(titles.size(), TextTable::Align::Left);
  titles.push_back("accuracy %");
  for (const double far : targets) titles.push_back("TAR@FAR=" + formatNumber(far) + " %");
  aligns.resize(titles.size(), TextTable::Align::Right);
  TextTable table(std::move(titles), std::move(aligns));
  bool anyBelow = false;
  for (const Measured& row : rows) {
    std::vector<std::string> cells = row.who;
    const Json* protocol = protocolOf(*row.metrics, name);
    cells.push_back(protocol ? accuracyText(*protocol) : "—");
    for (const double far : targets) {
      const TarCell cell = protocol ? tarAt(*protocol, far) : TarCell{};
      anyBelow = anyBelow || cell.belowFloor;
      cells.push_back(cell.text);
    }
    table.row(std::move(cells));
  }
  out << "protocol " << name << '\n' << table.text();
  if (anyBelow) out << "* too few impostor pairs to resolve this FAR\n";
  out << '\n';
}

void printAll(const std::vector<std::string>& whoTitles, const std::vector<Measured>& rows,
              std::ostream& out) {
  for (const std::string& name : protocolNames(rows)) printProtocol(name, whoTitles, rows, out);
}

}  // namespace

void printResults(const Experiment& experiment, const std::vector<CellResult>& results,
                  std::ostream& out) {
  std::vector<std::size_t> nodes;  // in the order in which they first appear
  std::map<std::size_t, std::vector<const CellResult*>> sharing;
  for (const CellResult& result : results) {
    if (!sharing.count(result.node)) nodes.push_back(result.node);
    sharing[result.node].push_back(&result);
  }
  std::vector<Measured> rows;
  for (const std::size_t node : nodes) {
    const auto& cells = sharing[node];
    std::vector<std::string> names;
    for (const CellResult* result : cells) names.push_back(experiment.cells[result->cell].name);
    const bool named = names.size() <= kNamedCells;
    const std::string who =
        named ? join(names, "; ") : std::to_string(names.size()) + " cells share it";
    rows.push_back({{who, cells.front()->subject}, &cells.front()->metrics});
  }
  printAll({"cell", "stage"}, rows, out);
}

namespace {

std::string intervalText(const Json& interval) {
  if (!interval.is_array() || interval.size() != 2) return "—";
  return percent(interval[0]) + " … " + percent(interval[1]);
}

/// TAR by every convention, and the interval of the one that counts.
void printConventions(const Json& protocol, std::ostream& out) {
  using Align = TextTable::Align;
  const std::string rule = protocol.value("tar_rule", "nearest");
  TextTable table({"", "nearest", "floor", "interpolated", "95 % interval of " + rule},
                  {Align::Left, Align::Right, Align::Right, Align::Right, Align::Right});
  bool below = false;
  for (const Json& point : protocol.value("tar_at_far", Json::array())) {
    const Json conventions = point.value("conventions", Json::object());
    const bool marked = point.value("below_floor", false);
    below = below || marked;
    std::vector<std::string> cells = {"TAR@FAR=" + formatNumber(point.value("far", 0.0)) + " %" +
                                      (marked ? " *" : "")};
    for (const char* name : {"nearest", "floor", "interpolated"}) {
      const Json convention = conventions.value(name, name == rule ? point : Json::object());
      cells.push_back(percent(convention.value("tar", Json())));
    }
    cells.push_back(intervalText(point.value("interval", Json())));
    table.row(std::move(cells));
  }
  out << "protocol " << protocol.value("name", "") << ": " << protocol.value("genuine", 0LL)
      << " genuine, " << protocol.value("impostor", 0LL) << " impostor pairs, FAR floor "
      << formatNumber(protocol.value("far_floor", 0.0)) << '\n';
  if (protocol.contains("accuracy")) {
    out << "accuracy " << accuracyText(protocol) << " %, 95 % interval "
        << intervalText(protocol.value("accuracy_interval", Json())) << '\n';
  }
  if (protocol.contains("rank1")) out << "rank-1 " << percent(protocol["rank1"]) << " %\n";
  out << table.text();
  if (below) out << "* below the floor: too few impostor pairs to resolve this FAR\n";
}

void printSearches(const Json& protocol, std::ostream& out) {
  for (const Json& search : protocol.value("identification", Json::array())) {
    out << "1:N " << search.value("probes", "") << " in " << search.value("gallery", "") << " ("
        << search.value("gallery_size", 0LL) << "):";
    for (const Json& rank : search.value("ranks", Json::array())) {
      out << " rank-" << rank.value("rank", 0LL) << ' ' << percent(rank.value("hit_rate", Json()))
          << " %";
    }
    for (const Json& point : search.value("tpir_at_fpir", Json::array())) {
      out << ", TPIR@FPIR=" << formatNumber(point.value("fpir", 0.0)) << ' '
          << percent(point.value("tpir", Json())) << " %"
          << (point.value("below_floor", false) ? " *" : "");
    }
    out << '\n';
  }
}

}  // namespace

void printVerification(const Json& metrics, std::ostream& out) {
  for (const Json& protocol : metrics.value("protocols", Json::array())) {
    printConventions(protocol, out);
    printSearches(protocol, out);
    out << '\n';
  }
}

}  // namespace lafs
