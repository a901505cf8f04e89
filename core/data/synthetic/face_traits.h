// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/random_stream.h"
#include "core/data/synthetic/colour.h"

namespace lafs::synthetic {

enum class HairStyle { Bald, Cropped, Short, SidePart, Fringe, Bob, Long, Curly, TiedBack };
enum class BeardStyle { None, Stubble, Moustache, Goatee, Full };

/// A freckle, mole or scar: place on the face, radius, darkness.
struct SkinSpot {
  float x = 0;
  float y = 0;
  float radius = 0;
  float strength = 0;
};

/// Everything that belongs to a person and stays from picture to picture. Lengths are in the face
/// frame: one unit is one pixel of an aligned 112-pixel face (about 1.8 mm), x to the right, y
/// down, z towards the camera, the origin at eye height in the middle of the head.
struct FaceTraits {
  float femininity = 0.5f;  ///< 0 … 1; leads the correlated traits
  float age = 35;           ///< years in an ordinary picture
  // head
  float templeWidth, cheekWidth, midWidth, jawWidth, chinWidth;  ///< half widths
  float chinY, skullTop, foreheadDepth, mouthDepth, chinDepth, backDepth;
  float boxiness;  ///< exponent of the cross-section: 2 ellipse, above 2 boxier
  float chinSquareness;
  // relief
  float browRidge, cheekbone, cheekFullness, socketDepth, mouthMound, chinBall, chinCleft;
  // eyes
  float eyeSpacing, eyeHalfWidth, eyeOpening, eyeSlant, lidCrease, lidHeaviness, eyeBulge;
  float irisRadius, lashes;
  Colour iris;
  // brows
  float browHeight, browArch, browTilt, browThickness, browLength, browDensity;
  // nose
  float noseTipY, noseHeight, noseBridge, bridgeWidth, noseWidth, tipRadius, bridgeHump;
  float noseTipTurn, noseSkew;
  // mouth
  float mouthY, mouthHalfWidth, upperLip, lowerLip, lipRedness, cupidBow, mouthSlant;
  // ears
  float earSize, earTilt, earHeight;
  // surface
  Colour skin;
  float ruddiness, blotchiness, eyeCircles, freckles, wrinkleTendency;
  std::vector<SkinSpot> spots;
  std::uint64_t textureKey = 0;
  // hair
  Colour hair;
  HairStyle hairStyle = HairStyle::Short;
  float hairline, hairlineRecession, widowsPeak, hairVolume, partSide;
  float greyingAge, baldingAge;
  BeardStyle beard = BeardStyle::None;
  // habits
  bool wearsGlasses = false;
  bool wearsMakeup = false;
  float leftRightAsymmetry[4];  ///< eye height, brow height, mouth corner, cheek
};

/// The person that `key` names. Equal keys give equal people.
FaceTraits drawTraits(std::uint64_t key);

/// The same person at another age (18 … 85): skin, lids, jowls, hairline, grey hair.
FaceTraits atAge(const FaceTraits& traits, float age);

}  // namespace lafs::synthetic
