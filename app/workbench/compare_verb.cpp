// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <optional>

#include "app/workbench/run_selection.h"
#include "app/workbench/text_table.h"
#include "app/workbench/verb.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/eval/run_comparison.h"
#include "core/run/run_format.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// One of the two runs: its folder of results and what metrics.json says of the protocol.
struct Side {
  std::string name;
  std::string folder;
  Json protocol;
};

/// A folder that an evaluation wrote itself (--output), or the results of a run.
std::string resultsFolder(const std::string& runs, const std::string& word) {
  if (fs::is_regular_file(fs::path(word) / format::kResultMetrics)) return word;
  const std::vector<std::string> chosen = selectRuns(runs, {word});
  return RunPaths(chosen.front()).results();
}

/// Last part of a protocol's name: people type "lfw_pairs.txt" for "pairs:/data/lfw_pairs.txt".
bool means(const std::string& typed, const std::string& protocol) {
  if (typed == protocol) return true;
  return protocol.substr(protocol.find_last_of("/:") + 1) == typed;
}

Side openSide(const std::string& runs, const std::string& word, const std::string& protocol) {
  Side side{word, resultsFolder(runs, word), nullptr};
  const std::string file = (fs::path(side.folder) / format::kResultMetrics).string();
  const Json metrics = Json::parse(readWholeFile(file), nullptr, false);
  std::vector<std::string> names;
  if (metrics.is_object()) {
    for (const Json& one : metrics.value("protocols", Json::array())) {
      names.push_back(one.value("name", ""));
      if (protocol.empty() || means(protocol, names.back())) {
        if (side.protocol.is_null()) side.protocol = one;
      }
    }
  }
  if (side.protocol.is_null()) {
    throw UserError(
        file, protocol.empty() ? "holds no evaluation" : "holds no protocol '" + protocol + "'",
        names.empty() ? "name the run of an evaluation" : "it has " + join(names, ", "));
  }
  if (!side.protocol.contains("scores")) {
    throw UserError(file, "names no file of scores", "evaluate again with this version");
  }
  return side;
}

ScoreFile scoresOf(const Side& side) {
  return readScoreFile(
      (fs::path(side.folder) / side.protocol["scores"].get<std::string>()).string());
}

std::vector<double> targetsOf(const Arguments& arguments, const Side& side) {
  std::vector<double> targets;
  for (const std::string& text : arguments.values("far")) {
    const auto value = parseNumber(text);
    if (!value || *value <= 0 || *value > 1) {
      throw UserError("--far", "found '" + text + "', expected a rate above 0 and at most 1");
    }
    targets.push_back(*value);
  }
  if (!targets.empty()) return targets;
  for (const Json& point : side.protocol.value("tar_at_far", Json::array())) {
    targets.push_back(point.value("far", 0.0));
  }
  return targets;
}

std::string pairText(const ScoreFile& scores, std::uint32_t pair) {
  return scores.items[scores.first[pair]].name + " – " + scores.items[scores.second[pair]].name;
}

Json pairsJson(const std::vector<std::uint32_t>& pairs, const ScoreFile& a, const ScoreFile& b,
               std::size_t most) {
  Json list = Json::array();
  for (std::size_t i = 0; i < std::min(most, pairs.size()); ++i) {
    const std::uint32_t pair = pairs[i];
    list.push_back({{"pair", pair},
                    {"same", static_cast<bool>(a.same[pair])},
                    {"first", a.items[a.first[pair]].name},
                    {"second", a.items[a.second[pair]].name},
                    {"score_a", a.score[pair]},
                    {"score_b", b.score[pair]}});
  }
  return list;
}

Json measureJson(const MeasureComparison& one, const ScoreFile& a, const ScoreFile& b,
                 std::size_t most) {
  const auto& interval = one.difference.interval;
  Json json{{"measure", one.measure},
            {"a", one.difference.a},
            {"b", one.difference.b},
            {"difference", one.difference.difference()},
            {"interval", interval ? Json{interval->low, interval->high} : Json(nullptr)},
            {"p_bootstrap", one.difference.p ? Json(*one.difference.p) : Json(nullptr)},
            {"p_mcnemar", one.belowFloor ? Json(nullptr) : Json(one.pairs.p)},
            {"fixed", one.pairs.fixed},
            {"broken", one.pairs.broken},
            {"both_right", one.pairs.bothRight},
            {"both_wrong", one.pairs.bothWrong},
            {"fixed_pairs", pairsJson(one.fixed, a, b, most)},
            {"broken_pairs", pairsJson(one.broken, a, b, most)}};
  if (one.measure == "tar") {
    json["far"] = one.far;
    json["below_floor"] = one.belowFloor;
  }
  return json;
}

std::string percent(double share) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", 100 * share);
  return text;
}

std::string probability(double p) {
  char text[32];
  std::snprintf(text, sizeof text, p < 1e-3 ? "%.1e" : "%.3f", p);
  return text;
}

std::string measureName(const MeasureComparison& one) {
  return one.measure == "accuracy" ? "accuracy %" : "TAR@FAR=" + formatNumber(one.far) + " %";
}

void printTable(const std::vector<MeasureComparison>& comparisons, std::ostream& out) {
  using Align = TextTable::Align;
  TextTable table({"measure", "A", "B", "B - A", "95 % interval", "p bootstrap", "fixed", "broken",
                   "p McNemar"},
                  {Align::Left, Align::Right, Align::Right, Align::Right, Align::Right,
                   Align::Right, Align::Right, Align::Right, Align::Right});
  bool below = false;
  for (const MeasureComparison& one : comparisons) {
    const auto& interval = one.difference.interval;
    below = below || one.belowFloor;
    table.row({measureName(one) + (one.belowFloor ? " *" : ""), percent(one.difference.a),
               percent(one.difference.b), percent(one.difference.difference()),
               interval ? percent(interval->low) + " … " + percent(interval->high) : "—",
               one.difference.p ? probability(*one.difference.p) : "—",
               std::to_string(one.pairs.fixed), std::to_string(one.pairs.broken),
               one.belowFloor ? "—" : probability(one.pairs.p)});
  }
  out << table.text();
  if (below) out << "* too few impostor pairs to resolve this FAR: no verdict\n";
}

void printPairs(const std::string& title, const std::vector<std::uint32_t>& pairs,
                const ScoreFile& a, const ScoreFile& b, std::size_t most, std::ostream& out) {
  if (pairs.empty() || most == 0) return;
  out << '\n' << title << '\n';
  for (std::size_t i = 0; i < std::min(most, pairs.size()); ++i) {
    char scores[64];
    std::snprintf(scores, sizeof scores, "  %s  %.4f -> %.4f  ",
                  a.same[pairs[i]] ? "same     " : "different", a.score[pairs[i]],
                  b.score[pairs[i]]);
    out << scores << pairText(a, pairs[i]) << '\n';
  }
  if (pairs.size() > most) out << "  … and " << pairs.size() - most << " more\n";
}

int compare(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.positional().size() != 2) {
    throw UserError("compare", "needs two runs, A and B", "e.g. evaluate-02ab evaluate-91c5");
  }
  const std::string runs = arguments.value("runs", "runs"), wanted = arguments.value("protocol");
  const Side sideA = openSide(runs, arguments.positional()[0], wanted);
  const Side sideB = openSide(runs, arguments.positional()[1],
                              wanted.empty() ? sideA.protocol.value("name", "") : wanted);
  const ScoreFile a = scoresOf(sideA), b = scoresOf(sideB);
  const std::string rule = sideA.protocol.value("tar_rule", "nearest");
  BootstrapOptions options;
  options.replicates = arguments.number("replicates", 1000, 100);
  options.seed = static_cast<std::uint64_t>(arguments.number("seed", 1, 0));
  const auto comparisons = compareRuns(a, b, sideA.protocol.value("folds", std::int64_t{0}),
                                       targetsOf(arguments, sideA), tarRuleFromName(rule), options);
  const auto most = static_cast<std::size_t>(arguments.number("list", 10, 0));
  if (arguments.has("json")) {
    Json measures = Json::array();
    for (const MeasureComparison& one : comparisons) {
      measures.push_back(measureJson(one, a, b, most));
    }
    const Json document{{"protocol", sideA.protocol.value("name", "")},
                        {"a", sideA.name},
                        {"b", sideB.name},
                        {"pairs", a.score.size()},
                        {"unit", a.unitKind},
                        {"units", a.units},
                        {"tar_rule", rule},
                        {"replicates", options.replicates},
                        {"seed", options.seed},
                        {"measures", measures}};
    context.out << document.dump(2) << '\n';
    return kExitDone;
  }
  context.out << "protocol " << sideA.protocol.value("name", "") << ", " << a.score.size()
              << " pairs; paired bootstrap over " << a.units << " units (" << a.unitKind << ")\n"
              << "A " << sideA.name << "\nB " << sideB.name << "\n\n";
  printTable(comparisons, context.out);
  if (comparisons.empty()) return kExitDone;
  const MeasureComparison& first = comparisons.front();
  printPairs("fixed by B, " + measureName(first), first.fixed, a, b, most, context.out);
  printPairs("broken by B, " + measureName(first), first.broken, a, b, most, context.out);
  return kExitDone;
}

}  // namespace

Verb compareVerb() {
  return {"compare",
          "RUN_A RUN_B [--protocol P] [--far F]... [--json]",
          "two evaluations pair by pair: paired bootstrap, McNemar, what was fixed and broken",
          {{"protocol", "P", "which protocol of the runs; the first one otherwise"},
           {"far", "F", "false accept rate; those of run A otherwise", true},
           {"list", "N", "so many changed pairs by name (10)"},
           {"replicates", "N", "of the bootstrap (1000)"},
           {"seed", "N", "of the bootstrap (1)"},
           {"runs", "DIR", "folder of runs (runs)"},
           {"json", "", "print one JSON document"}},
          compare};
}

}  // namespace lafs
