// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QPointF>
#include <QString>
#include <QVector>
#include <cstdint>

namespace lafs {

/// One view of one face, as the run drew it for the training code.
struct PreviewView {
  QString title;               ///< "teacher and student", "student, 36 of 196"
  QImage picture;              ///< without dots
  double side = 0;             ///< pixels of the frame that the points are on
  QVector<QPointF> landmarks;  ///< found by the landmark CNN; may be empty
  QVector<QPointF> tokens;     ///< where the patches are cut, in token order; may be empty
  QImage patches;              ///< mosaic in token order; may be null
};

struct PreviewFace {
  qint64 index = 0;  ///< of the image in the training set
  QVector<PreviewView> views;
};

/// What a run left in previews/ for one step.
struct PreviewFrame {
  std::int64_t step = 0;
  std::int64_t epoch = 0;
  QVector<PreviewFace> faces;
};

}  // namespace lafs
