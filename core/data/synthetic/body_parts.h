// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "core/data/synthetic/face_paint.h"

namespace lafs::synthetic {

/// Sheets that turn with the head: ears, the peak of a cap, spectacles, a mask. Transparent ones
/// (lenses) come last.
void addHeadParts(const Sitter& sitter, std::vector<SurfaceMesh>& parts);

/// Sheets that follow the head's turn only in part: neck, shoulders, hair down the back.
void addBodyParts(const Sitter& sitter, std::vector<SurfaceMesh>& parts);

/// What comes between face and camera, already in the view frame: a hand, an object.
void addOccluder(const Sitter& sitter, std::vector<SurfaceMesh>& parts);

}  // namespace lafs::synthetic
