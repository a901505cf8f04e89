// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "core/data/synthetic/face_traits.h"

namespace lafs::synthetic {

/// How pictures are taken. Studio and curated ones are aligned by their five points, wild ones are
/// not; studio ones are taken of a calm face in soft light, as for a passport.
enum class Domain { Curated, Wild, Studio };  // the value is part of what a picture is drawn from

/// What a verification test asks of a picture, beside the ordinary variation.
enum class Challenge { None, Frontal, Profile, Young, Old };

enum class HeadWear { None, Cap, Beanie, Scarf };
enum class Spectacles { None, Clear, Tinted };
enum class Occluder { None, Mask, Hand, Object };
enum class Scene { Gradient, Bokeh, Wall, Outdoor, Panels, Noise };

/// Everything that changes from picture to picture of one person. Angles in radians.
struct PhotoConditions {
  // pose; yaw turns the face to the image right, pitch lifts the chin
  float yaw, pitch, roll;
  float cameraDistance;  ///< in face units; small = strong perspective
  // expression
  float smile, mouthOpen, browRaise, browFurrow, eyeClosure, gazeX, gazeY, puff;
  // light
  float lightX, lightY, lightZ;  ///< direction to the key light, unit length, y down
  Colour keyLight, skyLight, groundLight;
  float keySoftness, exposure;
  // person as of today
  float age;
  HairStyle hairStyle;
  BeardStyle beard;
  float makeup;
  Colour lipColour;
  Colour cloth;
  // accessories
  HeadWear headWear;
  Colour headWearColour;
  Spectacles spectacles;
  Colour frameColour;
  float lensHeight, lensWidth, frameThickness, lensRoundness;
  Occluder occluder;
  Colour occluderColour;
  float occluderX, occluderY, occluderSize, occluderAngle;
  // behind the head
  Scene scene;
  Colour sceneNear, sceneFar, sceneAccent;
  std::uint64_t sceneKey;
  // framing: similarity on top of the alignment (or of the plain placement, when wild)
  float shiftX, shiftY, scale, turn;
  // camera
  float blur, motionBlur, motionAngle, noise, downscale, jpegQuality;  ///< 0 = off (jpeg: 100)
  float contrast, gamma, saturation, vignette;
  bool grey;
  std::uint64_t noiseKey;
};

/// The conditions that `key` names for a picture of `person`.
PhotoConditions drawConditions(std::uint64_t key, const FaceTraits& person, Domain domain,
                               Challenge challenge);

}  // namespace lafs::synthetic
