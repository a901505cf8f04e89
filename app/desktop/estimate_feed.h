// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <deque>
#include <vector>

#include "widgets/evaluate/evaluate_view.h"

namespace lafs {

/// Brings an evaluation view its intervals from a thread of the pool, one run at a time: they cost
/// a pass over all pairs for every few replicates. Of several places at which the threshold rested
/// meanwhile only the last one counts.
class EstimateFeed : public QObject {
  Q_OBJECT

 public:
  explicit EstimateFeed(EvaluateView& view);  ///< lives as long as the view

 private:
  struct Wanted {
    ScoredRunPtr run;
    TarRule rule = TarRule::Floor;
    std::vector<double> fars;
  };

  void want(const ScoredRunPtr& run, TarRule rule, const std::vector<double>& fars);
  void next();

  EvaluateView& view_;
  std::deque<Wanted> waiting_;
  bool working_ = false;
};

}  // namespace lafs
