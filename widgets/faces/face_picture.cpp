// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/face_picture.h"

#include <QSet>
#include <algorithm>

namespace lafs {

int FacePicture::total() const {
  if (landmarks.isEmpty()) return static_cast<int>(points.size());
  return *std::max_element(landmarks.begin(), landmarks.end()) + 1;
}

int PatchTokens::distinct() const {
  if (landmarks.isEmpty()) return static_cast<int>(patches.size());
  return static_cast<int>(QSet<int>(landmarks.begin(), landmarks.end()).size());
}

}  // namespace lafs
