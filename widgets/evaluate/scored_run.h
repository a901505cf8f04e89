// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPointF>
#include <QString>
#include <QVector>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "core/eval/hardest_pairs.h"
#include "core/eval/pair_scores.h"
#include "core/eval/roc.h"
#include "widgets/plot/curve_data.h"

namespace lafs {

/// One side of a pair.
struct PairSide {
  QString name;  ///< of the image, where it has one
  QImage picture;
  double side = 0;  ///< pixels of the frame that the landmarks are on
  QVector<QPointF> landmarks;
};
using PairPictures = std::pair<PairSide, PairSide>;

/// What one run scored under one protocol, with everything that the panels derive from it once.
/// Never changed after it was made; shared between threads.
struct ScoredRun {
  std::string run;           ///< name of its directory
  std::string directory;     ///< with its path
  std::string label;         ///< what legends and tables call it
  std::string protocol;      ///< as its score file is named
  std::string specProtocol;  ///< as the run's spec names it: "pairs:/data/lfw.txt"
  int style = 0;             ///< its colour among the runs shown
  PairScores pairs;
  /// Card of the protocol beside every number: alignment, colour order, conventions, counts, …
  std::vector<std::pair<QString, QString>> card;
  std::map<std::uint32_t, PairPictures> pictures;  ///< by position of the pair
  std::vector<std::string> items;  ///< names of the faces or templates; may be empty
  std::vector<std::uint32_t> firstItem, secondItem;  ///< sides of each pair, in `items`

  Roc roc;
  std::shared_ptr<const HardestPairs> errors;
  std::shared_ptr<const CurveData> rocCurve;                         ///< TAR over FAR
  std::shared_ptr<const CurveData> detCurve;                         ///< 1 - TAR over FAR
  std::shared_ptr<const CurveData> genuineDensity, impostorDensity;  ///< over the score

  /// Both sides of a pair: with their pictures where those were kept, else by name where the items
  /// are known.
  PairPictures sides(std::uint32_t pair) const;
  /// Fills what is derived from `pairs`. UserError when one kind of pair is missing.
  void derive();
  /// The lowest FAR that the impostor pairs can speak of: ten of them.
  double lowestFar() const { return farFloor(roc.impostor); }
  /// Share of impostor pairs that score at least `threshold`.
  double farAt(double threshold) const;
};
using ScoredRunPtr = std::shared_ptr<const ScoredRun>;

}  // namespace lafs
