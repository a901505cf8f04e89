// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/figures/scored_run_reader.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "app/figures/run_curves_reader.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/spec_difference.h"
#include "core/eval/score_file.h"
#include "core/run/run_reader.h"

namespace lafs {

namespace {

constexpr std::size_t kPictured = 96;  // of each kind of error
constexpr const char* kPrefix = "scores-";
constexpr const char* kEnding = ".safetensors";

std::string scoreFileName(const std::string& protocol) {
  return kPrefix + protocol + kEnding;
}

std::string nameOf(const std::string& directory) {
  return directory.substr(directory.find_last_of('/') + 1);
}

QString words(const Json& value) {
  if (value.is_string()) return QString::fromStdString(value.get<std::string>());
  return QString::fromStdString(value.dump());
}

/// What a reader must know before a number means anything.
void fillCard(ScoredRun& run, const std::string& directory, const ScoreFile& file,
              const std::optional<ExperimentSpec>& spec) {
  const auto add = [&](const QString& name, const QString& value) {
    run.card.emplace_back(name, value);
  };
  add("protocol", QString::fromStdString(file.protocol));
  add("genuine pairs", QString::number(run.roc.genuine));
  add("impostor pairs", QString::number(run.roc.impostor));
  add("lowest FAR it can speak of", QString::number(run.lowestFar(), 'g', 3));
  add("drawn by the bootstrap", QString::fromStdString(file.unitKind));
  add("accepted", "score at or above the threshold");
  if (spec) {
    const DataSpec& data = dataOf(*spec, StageKind::Evaluate);
    add("faces from", QString::fromStdString(data.source + ", " + data.domain));
    add("colour order", QString::fromStdString(data.colour));
    add("normalisation", QString::fromStdString(spec->evaluate.normalisation));
    add("precision", QString::fromStdString(spec->evaluate.precision));
    add("folds", QString::number(spec->evaluate.folds));
    add("TAR@FAR as reported", QString::fromStdString(spec->evaluate.tarRule));
  }
  const auto metrics = RunReader(directory).result(format::kResultMetrics);
  if (!metrics || !metrics->contains("protocols")) return;
  for (const Json& entry : (*metrics)["protocols"]) {
    if (entry.value("name", std::string()) != file.protocol) continue;
    const Json card = entry.value("card", Json::object());
    for (const auto& [name, value] : card.items()) {
      add(QString::fromStdString(name).replace('_', ' '), words(value));
    }
    for (const auto& [name, value] : entry.items()) {
      if (!value.is_structured() && name != "name") {
        add("measured: " + QString::fromStdString(name).replace('_', ' '), words(value));
      }
    }
  }
}

PairSide sideOf(const ScoredItem& item) {
  PairSide side;
  side.name = QString::fromStdString(item.name);
  if (!item.picture.empty()) side.picture = QImage(QString::fromStdString(item.picture));
  return side;
}

void fillPictures(ScoredRun& run, const ScoreFile& file) {
  constexpr double kAny = std::numeric_limits<double>::infinity();
  auto hardest = run.errors->falseAccepts(-kAny, kPictured);
  const auto rejects = run.errors->falseRejects(kAny, kPictured);
  hardest.insert(hardest.end(), rejects.begin(), rejects.end());
  for (const std::uint32_t pair : hardest) {
    run.pictures[pair] = {sideOf(file.items[file.first[pair]]),
                          sideOf(file.items[file.second[pair]])};
  }
}

}  // namespace

std::vector<std::string> scoredProtocols(const std::string& directory) {
  std::vector<std::string> protocols;
  for (const std::string& name : RunReader(directory).results()) {
    const std::size_t ending = name.rfind(kEnding);
    if (name.rfind(kPrefix, 0) != 0 || ending == std::string::npos) continue;
    const std::size_t begin = std::string(kPrefix).size();
    protocols.push_back(name.substr(begin, ending - begin));
  }
  return protocols;
}

ScoredRunPtr readScoredRun(const std::string& directory, const std::string& protocol,
                           const std::string& label, int style) {
  ScoreFile file = readScoreFile(RunPaths(directory).result(scoreFileName(protocol)));
  auto run = std::make_shared<ScoredRun>();
  run->run = nameOf(directory);
  run->directory = directory;
  run->label = label;
  run->protocol = protocol;
  run->specProtocol = file.protocol;
  run->style = style;
  run->pairs = file.pairScores();
  run->derive();
  fillCard(*run, directory, file, readRunSpec(RunPaths(directory)));
  fillPictures(*run, file);
  // Any pair may be an error that another run does not make: its faces are asked for by name.
  for (ScoredItem& item : file.items) run->items.push_back(std::move(item.name));
  run->firstItem = std::move(file.first);
  run->secondItem = std::move(file.second);
  return run;
}

std::vector<ScoredRunPtr> readScoredRuns(const std::vector<std::string>& directories,
                                         const std::string& protocol) {
  std::string wanted = protocol;
  std::vector<std::string> scored;
  std::vector<std::string> names;
  std::vector<ExperimentSpec> specs;
  for (const std::string& directory : directories) {
    const auto protocols = scoredProtocols(directory);
    if (wanted.empty() && !protocols.empty()) wanted = protocols.front();
    if (std::find(protocols.begin(), protocols.end(), wanted) == protocols.end()) continue;
    scored.push_back(directory);
    names.push_back(nameOf(directory));
    if (const auto spec = readRunSpec(RunPaths(directory))) specs.push_back(*spec);
  }
  if (scored.empty()) {
    throw UserError(join(directories, ", "),
                    wanted.empty() ? "no scores of an evaluation"
                                   : "no scores of the protocol '" + wanted + "'",
                    "choose a finished evaluate run");
  }
  const auto labels = specs.size() == scored.size() && scored.size() > 1
                          ? distinguishingLabels(specs, names)
                          : names;
  std::vector<ScoredRunPtr> runs;
  for (std::size_t i = 0; i < scored.size(); ++i) {
    runs.push_back(readScoredRun(scored[i], wanted, labels[i], static_cast<int>(i)));
  }
  return runs;
}

}  // namespace lafs
