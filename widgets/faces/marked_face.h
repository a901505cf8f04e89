// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPointF>
#include <QString>
#include <QVector>

namespace lafs {

/// A face with landmarks, as a canvas shows it. Coordinates are those of the method: pixel k of a
/// picture of `side` pixels covers k … k+1.
struct MarkedFace {
  QImage picture;
  double side = 112;
  QVector<QPointF> points;
  QVector<int> landmarks;           ///< number of each point; empty = 0, 1, 2 …
  QVector<QPointF> origins;         ///< where each was before noise; empty = not shown
  QVector<QVector<QPointF>> trail;  ///< places of the points over checkpoints, oldest first
  QVector<double> moved;            ///< pixels each moved, for the heat map; empty = none
  int patchSize = 0;                ///< side of a patch in pixels; 0 = no patches

  int landmarkOf(int point) const { return point < landmarks.size() ? landmarks[point] : point; }
  int total() const;  ///< one more than the greatest landmark number
};

/// Patches in token order, each P × P pixels, and which landmark each was cut at.
struct PatchTokens {
  QVector<QImage> patches;
  QVector<int> landmarks;  ///< empty = 0, 1, 2 …

  int landmarkOf(int token) const { return token < landmarks.size() ? landmarks[token] : token; }
  int distinct() const;  ///< how many landmarks are among the tokens
};

}  // namespace lafs
