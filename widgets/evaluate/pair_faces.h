// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QSet>
#include <QStringList>
#include <QVector>
#include <map>
#include <vector>

#include "widgets/evaluate/scored_run.h"

namespace lafs {

/// Pictures and landmarks of faces, by run and picture name. They come after the scores, a few at a
/// time and only for pairs that somebody looks at. Runs are known by their address: `keep` lets go
/// of those that are no longer shown.
class PairFaces {
 public:
  void keep(const std::vector<ScoredRunPtr>& runs);
  void add(const ScoredRun& run, const QVector<PairSide>& faces);
  /// `side` with what is known of it beyond what the run itself kept.
  PairSide known(const ScoredRun& run, PairSide side) const;
  /// Names of those sides that nobody has asked for yet; from now on they count as asked for.
  QStringList ask(const ScoredRun& run, const QVector<PairPictures>& pairs);

 private:
  std::map<const ScoredRun*, QHash<QString, PairSide>> faces_;
  std::map<const ScoredRun*, QSet<QString>> asked_;
};

}  // namespace lafs
