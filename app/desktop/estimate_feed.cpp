// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/estimate_feed.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "app/desktop/background.h"
#include "core/eval/bootstrap.h"
#include "widgets/evaluate/tar_table.h"

namespace lafs {

namespace {

struct Estimated {
  TarEstimates estimates;
  QString problem;  ///< why there are none
};

Estimated estimate(const ScoredRun& run, TarRule rule, const std::vector<double>& fars) {
  try {
    return {tarEstimates(run.pairs, run.roc, fars, rule), {}};
  } catch (const std::exception& error) {
    return {{}, QString::fromUtf8(error.what())};
  }
}

}  // namespace

EstimateFeed::EstimateFeed(EvaluateView& view) : QObject(&view), view_(view) {
  connect(&view, &EvaluateView::estimatesWanted, this, &EstimateFeed::want);
}

void EstimateFeed::want(const ScoredRunPtr& run, TarRule rule, const std::vector<double>& fars) {
  waiting_.erase(std::remove_if(waiting_.begin(), waiting_.end(),
                                [&](const Wanted& other) {
                                  return other.run == run && fars.size() == 1 &&
                                         other.fars.size() == 1;
                                }),
                 waiting_.end());
  waiting_.push_back({run, rule, fars});
  next();
}

void EstimateFeed::next() {
  if (working_ || waiting_.empty()) return;
  working_ = true;
  const Wanted now = std::move(waiting_.front());
  waiting_.pop_front();
  runInBackground(
      this, [now] { return estimate(*now.run, now.rule, now.fars); },
      [this, now](const Estimated& found) {
        working_ = false;
        if (found.problem.isEmpty()) {
          view_.table().setEstimates(now.run, now.rule, now.fars, found.estimates);
        } else {
          view_.setEstimatesProblem(now.run, found.problem);
        }
        next();
      });
}

}  // namespace lafs
