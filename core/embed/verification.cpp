// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/verification.h"

#include <cmath>
#include <optional>
#include <sstream>
#include <utility>

#include "core/eval/bootstrap.h"
#include "core/eval/fold_verification.h"

namespace lafs {

namespace {

constexpr double kFoldFar = 1e-3;  // of InsightFace's "VAL"

Json intervalJson(const std::optional<Interval>& interval) {
  return interval ? Json{interval->low, interval->high} : Json(nullptr);
}

Json pointJson(const TarAtFar& point) {
  return {
      {"tar", point.tar}, {"reached_far", point.far}, {"threshold", finiteOrNull(point.threshold)}};
}

/// One target: what the spec's rule says, its interval, and all rules side by side.
Json targetJson(const Roc& roc, const TarEstimate& estimate) {
  Json conventions = Json::object();
  for (const TarRule rule : kTarRules) {
    conventions[tarRuleName(rule)] = pointJson(tarAtFar(roc, estimate.point.target, rule));
  }
  Json json = pointJson(estimate.point);
  json["far"] = estimate.point.target;
  json["below_floor"] = estimate.point.belowFloor;
  json["interval"] = intervalJson(estimate.interval);
  json["conventions"] = std::move(conventions);
  return json;
}

std::vector<TarEstimate> estimatesOf(const PairScores& pairs, const Roc& roc,
                                     const EvaluateSpec& spec, const BootstrapOptions& options) {
  const TarRule rule = tarRuleFromName(spec.tarRule);
  if (spec.replicates > 0) return tarEstimates(pairs, roc, spec.farTargets, rule, options);
  std::vector<TarEstimate> estimates;
  for (const double target : spec.farTargets) {
    estimates.push_back({tarAtFar(roc, target, rule), std::nullopt});
  }
  return estimates;
}

void addFolds(Json& json, const PairScores& pairs, const EvaluateSpec& spec,
              const BootstrapOptions& options) {
  std::vector<double> distances;
  distances.reserve(pairs.score.size());
  for (const double score : pairs.score) distances.push_back(2 - 2 * score);
  const FoldAccuracy folds = foldAccuracy(distances, pairs.same, spec.folds);
  const FoldTar tar = foldTarAtFar(distances, pairs.same, kFoldFar, spec.folds);
  json["folds"] = spec.folds;
  json["accuracy"] = folds.meanAccuracy;
  json["accuracy_std"] = folds.stdAccuracy;
  json["fold_accuracy"] = folds.accuracy;
  json["threshold"] = folds.meanThreshold;
  json["fold_tar"] = {
      {"far", kFoldFar}, {"tar", tar.tar}, {"tar_std", tar.tarStd}, {"reached_far", tar.far}};
  if (spec.replicates == 0) return;
  json["accuracy_interval"] = intervalJson(
      shareEstimate(folds.right, pairs.first, pairs.second, pairs.units, options).interval);
}

}  // namespace

Json finiteOrNull(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

ProtocolResult judgePairs(ScoreFile scores, const EvaluateSpec& spec, bool byFolds) {
  const PairScores pairs = scores.pairScores();
  const Roc roc = rocCurve(pairs);
  BootstrapOptions options;
  options.replicates = spec.replicates;
  ProtocolResult result;
  Json& json = result.json;
  json = {{"name", scores.protocol},
          {"pairs", roc.genuine + roc.impostor},
          {"genuine", roc.genuine},
          {"impostor", roc.impostor},
          {"far_floor", farFloor(roc.impostor)},
          {"tar_rule", spec.tarRule},
          {"unit",
           {{"kind", scores.unitKind},
            {"count", scores.units},
            {"replicates", spec.replicates},
            {"level", options.level}}},
          {"tar_at_far", Json::array()}};
  for (const TarEstimate& estimate : estimatesOf(pairs, roc, spec, options)) {
    json["tar_at_far"].push_back(targetJson(roc, estimate));
  }
  if (byFolds) addFolds(json, pairs, spec, options);
  result.rocCsv = rocCsv(roc);
  result.scores = std::move(scores);
  return result;
}

std::string rocCsv(const Roc& roc) {
  std::ostringstream csv;
  csv.precision(9);
  csv << "far,tar,threshold\n";
  for (std::size_t i = 0; i < roc.far.size(); ++i) {
    csv << roc.far[i] << ',' << roc.tar[i] << ',';
    if (std::isfinite(roc.threshold[i])) csv << roc.threshold[i];
    csv << '\n';
  }
  return csv.str();
}

}  // namespace lafs
