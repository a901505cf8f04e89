// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QImage>

#include "widgets/faces/marked_face.h"

// Faces that tests of the visualiser share.
namespace lafs::test {

inline constexpr double kSide = 112;

inline QImage plainPicture(const QColor& colour, int side = 112) {
  QImage image(side, side, QImage::Format_RGB32);
  image.fill(colour);
  return image;
}

/// Landmarks on a grid of 4 × 4.
inline MarkedFace gridFace() {
  MarkedFace face;
  face.picture = plainPicture(Qt::darkGray);
  face.side = kSide;
  face.patchSize = 8;
  for (int k = 0; k < 16; ++k) face.points.append({14 + 28.0 * (k % 4), 14 + 28.0 * (k / 4)});
  return face;
}

}  // namespace lafs::test
