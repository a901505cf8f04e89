// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/data/synthetic/surface_mesh.h"

namespace lafs::synthetic {

/// Everything that the painters of one picture share.
struct Sitter {
  const FaceTraits& traits;  ///< at the age of the picture
  const PhotoConditions& conditions;
  const HeadShape& shape;
};

/// Colours the whole sheet as bare skin: tone, blotches, ruddy parts, freckles and moles, circles
/// under the eyes, wrinkles of age and expression.
void paintSkin(const Sitter& sitter, HeadMesh& mesh);

/// Stubble, moustache or beard over painted skin; a beard also stands out from the face.
void growBeard(const Sitter& sitter, HeadMesh& mesh);

/// Eyes, brows, lips with what an open mouth shows, nostrils, over painted skin.
void paintFeatures(const Sitter& sitter, HeadMesh& mesh);

/// Hair, or a cap, beanie or scarf in its place: colour, volume, and `mesh.hair`.
void dressHead(const Sitter& sitter, HeadMesh& mesh);

/// Mixes `colour` over point i.
inline void paintOver(SurfaceMesh& sheet, std::size_t i, const Colour& colour, float cover) {
  sheet.red[i] += (colour.red - sheet.red[i]) * cover;
  sheet.green[i] += (colour.green - sheet.green[i]) * cover;
  sheet.blue[i] += (colour.blue - sheet.blue[i]) * cover;
}

/// Darkens (or with negative strength lightens) point i.
inline void darken(SurfaceMesh& sheet, std::size_t i, float strength) {
  sheet.red[i] *= 1 - 0.85f * strength;  // shaded skin turns redder
  sheet.green[i] *= 1 - strength;
  sheet.blue[i] *= 1 - strength;
}

}  // namespace lafs::synthetic
