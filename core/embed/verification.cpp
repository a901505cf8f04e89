// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/verification.h"

#include <cmath>
#include <sstream>
#include <utility>

namespace lafs {

namespace {

/// Cosine of the angle between unit vectors at squared Euclidean distance d.
double cosine(double distance) {
  return 1.0 - distance / 2.0;
}

Json finiteOrNull(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

}  // namespace

Verification verify(const std::string& protocol, std::vector<double> distances,
                    std::vector<bool> same, const EvaluateSpec& spec) {
  Verification result;
  result.protocol = protocol;
  result.folds = foldAccuracy(distances, same, spec.folds);
  result.foldTar = foldTarAtFar(distances, same, 1e-3, spec.folds);
  std::vector<double> scores(distances.size());
  for (std::size_t i = 0; i < scores.size(); ++i) scores[i] = cosine(distances[i]);
  result.roc = rocCurve(scores, same);
  for (double target : spec.farTargets) {
    result.tars.push_back(tarAtFar(result.roc, target, tarRuleFromName(spec.tarRule)));
  }
  result.distances = std::move(distances);
  result.same = std::move(same);
  return result;
}

Json Verification::json() const {
  Json tarAtFars = Json::array();
  for (const TarAtFar& tar : tars) {
    tarAtFars.push_back({{"far", tar.target},
                         {"tar", tar.tar},
                         {"reached_far", tar.far},
                         {"threshold", finiteOrNull(tar.threshold)},
                         {"below_floor", tar.belowFloor}});
  }
  return {{"name", protocol},
          {"images", images},
          {"pairs", distances.size()},
          {"genuine", roc.genuine},
          {"impostor", roc.impostor},
          {"accuracy", folds.meanAccuracy},
          {"accuracy_std", folds.stdAccuracy},
          {"fold_accuracy", folds.accuracy},
          {"threshold", folds.meanThreshold},
          {"tar_at_far", tarAtFars},
          {"fold_tar",
           {{"far", 1e-3},
            {"tar", foldTar.tar},
            {"tar_std", foldTar.tarStd},
            {"reached_far", foldTar.far}}},
          {"mean_norm", finiteOrNull(meanNorm)}};
}

std::string Verification::rocCsv() const {
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
