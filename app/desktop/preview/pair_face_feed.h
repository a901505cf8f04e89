// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>
#include <deque>
#include <set>

#include "app/desktop/preview/preview_client.h"
#include "widgets/evaluate/evaluate_view.h"

namespace lafs {

/// Brings an evaluation view the faces of its pairs, with the landmarks that the evaluated model
/// finds on them, through the preview service, a few at a time. Where a model has no landmark CNN
/// the pictures come alone; where a protocol's pictures cannot be opened either, nothing comes and
/// the view says why.
class PairFaceFeed : public QObject {
  Q_OBJECT

 public:
  PairFaceFeed(PreviewClient& client, EvaluateView& view);  ///< lives as long as the view

 private:
  struct Wanted {
    ScoredRunPtr run;
    QStringList names;
  };

  void want(const ScoredRunPtr& run, const QStringList& names);
  void next();
  void take(const Wanted& asked, bool withLandmarks, const PreviewAnswer& answer);

  PreviewClient& client_;
  EvaluateView& view_;
  std::deque<Wanted> waiting_;
  std::set<ScoredRunPtr> withoutLandmarks_;  ///< runs whose model finds none
  bool asking_ = false;
};

}  // namespace lafs
