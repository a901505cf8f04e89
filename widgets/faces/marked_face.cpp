// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/marked_face.h"

#include <QSet>
#include <algorithm>

namespace lafs {

int MarkedFace::total() const {
  if (landmarks.isEmpty()) return static_cast<int>(points.size());
  return *std::max_element(landmarks.begin(), landmarks.end()) + 1;
}

int PatchTokens::distinct() const {
  if (landmarks.isEmpty()) return static_cast<int>(patches.size());
  return static_cast<int>(QSet<int>(landmarks.begin(), landmarks.end()).size());
}

}  // namespace lafs
