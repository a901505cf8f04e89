// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/scored_run.h"

#include <algorithm>

namespace lafs {

namespace {

constexpr std::size_t kBins = 100;

/// Density of the scores of one kind over equal bins between `low` and `high`: left edges and
/// heights, with a last edge at height 0 that closes the steps.
std::shared_ptr<const CurveData> density(const ScoredRun& run, bool same, double low, double high) {
  const double width = (high > low ? high - low : 1) / static_cast<double>(kBins);
  std::vector<double> count(kBins + 1, 0);
  double total = 0;
  for (std::size_t i = 0; i < run.pairs.score.size(); ++i) {
    if (run.pairs.same[i] != same) continue;
    const auto bin = static_cast<std::size_t>((run.pairs.score[i] - low) / width);
    ++count[std::min(bin, kBins - 1)];
    ++total;
  }
  std::vector<double> edge(kBins + 1);
  for (std::size_t i = 0; i <= kBins; ++i) {
    edge[i] = low + static_cast<double>(i) * width;
    count[i] /= std::max(1.0, total) * width;
  }
  return std::make_shared<CurveData>(std::move(edge), std::move(count));
}

}  // namespace

PairPictures ScoredRun::sides(std::uint32_t pair) const {
  const auto kept = pictures.find(pair);
  if (kept != pictures.end()) return kept->second;
  PairPictures named;
  if (pair >= firstItem.size() || pair >= secondItem.size()) return named;
  const auto nameOf = [this](std::uint32_t item) {
    return item < items.size() ? QString::fromStdString(items[item]) : QString();
  };
  named.first.name = nameOf(firstItem[pair]);
  named.second.name = nameOf(secondItem[pair]);
  return named;
}

void ScoredRun::derive() {
  roc = lafs::rocCurve(pairs);
  errors = std::make_shared<const HardestPairs>(pairs.score, pairs.same);
  std::vector<double> missed(roc.tar.size());
  std::transform(roc.tar.begin(), roc.tar.end(), missed.begin(),
                 [](double tar) { return 1 - tar; });
  const auto far = std::make_shared<const std::vector<double>>(roc.far);
  rocCurve = std::make_shared<CurveData>(far, roc.tar);
  detCurve = std::make_shared<CurveData>(far, std::move(missed));
  const auto [low, high] = std::minmax_element(pairs.score.begin(), pairs.score.end());
  genuineDensity = density(*this, true, *low, *high);
  impostorDensity = density(*this, false, *low, *high);
}

double ScoredRun::farAt(double threshold) const {
  return static_cast<double>(errors->falseAcceptCount(threshold)) /
         static_cast<double>(std::max<std::int64_t>(1, roc.impostor));
}

}  // namespace lafs
