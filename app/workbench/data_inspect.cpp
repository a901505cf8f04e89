// SPDX-License-Identifier: GPL-3.0-or-later
#include <cmath>
#include <filesystem>
#include <set>

#include "app/workbench/data_verb.h"
#include "app/workbench/text_table.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/experiment.h"
#include "core/config/source_text.h"
#include "core/config/spec_json.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;
using Align = TextTable::Align;

bool isExperiment(const std::string& word) {
  const fs::path ending = fs::path(word).extension();
  return ending == ".yaml" || ending == ".yml";
}

/// What the stages of an experiment read, each set once, however many cells share it.
void addExperiment(const std::string& file, Json& sets) {
  const Experiment experiment = loadExperiment(file);
  std::set<std::string> seen;
  for (const Cell& cell : experiment.cells) {
    const Json spec = toJson(cell.spec);
    for (const StageKind stage :
         {StageKind::Landmark, StageKind::Pretrain, StageKind::Finetune, StageKind::Evaluate}) {
      if (stage == StageKind::Pretrain && cell.spec.pretrain.method == "none") continue;
      const std::string name = stageName(stage);
      const Json& section = spec.at(name);
      const std::string key = name + section.at("data").dump() + spec.at("data").dump() +
                              section.value("subset", Json()).dump() +
                              std::to_string(cell.spec.seed);
      if (!seen.insert(key).second) continue;
      const bool cells = experiment.cells.size() > 1;
      sets.push_back({{"name", cells ? name + " (" + cell.name + ")" : name},
                      {"origin", file},
                      {"stage", name},
                      {"spec", spec}});
    }
  }
}

Json setsOf(const VerbContext& context) {
  const auto& words = context.arguments.positional();
  dataWord(context, 0, "at least one source");
  Json sets = Json::array();
  for (std::size_t k = 1; k < words.size(); ++k) {
    if (isExperiment(words[k])) {
      addExperiment(words[k], sets);
    } else {
      const std::string name = fs::path(words[k].substr(0, words[k].find('?'))).filename().string();
      sets.push_back(
          {{"name", name.empty() ? words[k] : name}, {"origin", withAbsolutePath(words[k])}});
    }
  }
  for (const std::string& index : context.arguments.values("index")) {
    if (isExperiment(words[1])) throw UserError("--index", "needs a source, not an experiment");
    sets.push_back({{"name", fs::path(index).filename().string()},
                    {"origin", withAbsolutePath(words[1])},
                    {"index", absolutePath(index)}});
  }
  const std::vector<std::string> names = context.arguments.values("name");
  for (std::size_t k = 0; k < std::min(names.size(), sets.size()); ++k) sets[k]["name"] = names[k];
  return sets;
}

std::string text(const Json& value) {
  if (value.is_null()) return "-";
  if (value.is_string()) return value.get<std::string>();
  if (value.is_number_float()) return formatNumber(std::round(value.get<double>() * 100) / 100);
  if (value.is_number()) return withThousands(value.get<std::int64_t>());
  return value.dump();
}

std::string sizesText(const Json& set) {
  std::string sizes;
  for (const Json& size : set.at("sizes")) {
    if (!sizes.empty()) return sizes + " …";
    sizes = size.at("width").dump() + "x" + size.at("height").dump();
  }
  return sizes;
}

void printSets(const Json& document, std::ostream& out) {
  TextTable table({"set", "images", "identities", "shots min/median/max", "size", "checked",
                   "damaged", "duplicates", "near", "colour", "alignment"},
                  {Align::Left, Align::Right, Align::Right, Align::Right, Align::Left, Align::Right,
                   Align::Right, Align::Right, Align::Right, Align::Left, Align::Left});
  for (const Json& set : document.at("sets")) {
    const Json& shots = set.at("shots");
    table.row({text(set.at("name")), text(set.at("images")), text(set.at("identities")),
               text(shots.at("min")) + "/" + text(shots.at("median")) + "/" + text(shots.at("max")),
               sizesText(set), text(set.at("checked").at("images")), text(set.at("damaged_count")),
               text(set.at("duplicates").at("exact").at("images")),
               text(set.at("duplicates").at("near").at("images")),
               text(set.at("probes").at("colour").at("verdict")),
               text(set.at("probes").at("alignment").at("verdict"))});
  }
  out << table.text();
}

void printOverlaps(const Json& document, std::ostream& out) {
  if (document.at("overlaps").empty()) return;
  TextTable table(
      {"first", "second", "shared names", "equal", "nearly equal", "linked people", "nested"},
      {Align::Left, Align::Left, Align::Right, Align::Right, Align::Right, Align::Right,
       Align::Left});
  for (const Json& pair : document.at("overlaps")) {
    const bool inside = pair.at("first_in_second") == true,
               around = pair.at("second_in_first") == true;
    table.row({text(pair.at("first")), text(pair.at("second")), text(pair.at("shared_names")),
               text(pair.at("exact").at("first_images")), text(pair.at("near").at("first_images")),
               text(pair.at("linked_identities")),
               inside && around ? "equal"
               : inside         ? "first in second"
               : around         ? "second in first"
                                : ""});
  }
  out << '\n' << table.text();
}

void printInspection(const Json& document, std::ostream& out) {
  printSets(document, out);
  printOverlaps(document, out);
  for (const Json& set : document.at("sets")) {
    for (const Json& damaged : set.at("damaged")) {
      out << "damaged: " << text(damaged.at("reason")) << '\n';
    }
  }
  for (const Json& warning : document.at("warnings")) out << "warning: " << text(warning) << '\n';
}

}  // namespace

int dataInspect(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  Json job = {{"job", "data-inspect"}, {"sets", setsOf(context)}};
  job["images"] = arguments.number("images", 0, 0);
  job["near_bits"] = arguments.number("near", 12, 0);
  if (job["near_bits"] > 15)
    throw UserError("--near", "is above 15, where the search is not exhaustive");
  job["threads"] = arguments.number("threads", 0, 0);
  if (arguments.has("detector")) job["detector"] = absolutePath(arguments.value("detector"));
  return runDataJob(context, job, printInspection);
}

}  // namespace lafs
