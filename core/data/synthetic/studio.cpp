// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/studio.h"

#include <algorithm>
#include <cmath>

namespace lafs::synthetic {

namespace {

/// `value` drawn towards what it is when nothing happens.
float towards(float rest, float value, float share) {
  return rest + (value - rest) * share;
}

void calmFace(Challenge challenge, PhotoConditions& c) {
  if (challenge != Challenge::Profile) c.yaw *= 0.4f;
  c.pitch *= 0.4f;
  c.roll *= 0.3f;
  c.cameraDistance = std::max(c.cameraDistance, 450.f);
  c.smile *= 0.4f;
  c.mouthOpen *= 0.15f;
  c.browRaise *= 0.4f;
  c.browFurrow *= 0.3f;
  c.eyeClosure = std::min(c.eyeClosure, 0.2f);
  c.gazeX *= 0.4f;
  c.gazeY *= 0.4f;
  c.puff *= 0.4f;
}

void softLight(PhotoConditions& c) {
  const float x = c.lightX * 0.4f;
  const float y = towards(-0.35f, c.lightY, 0.4f);
  const float z = std::max(0.6f, c.lightZ);
  const float length = std::sqrt(x * x + y * y + z * z);
  c.lightX = x / length;
  c.lightY = y / length;
  c.lightZ = z / length;
  const Colour white{1, 1, 1};
  for (Colour* light : {&c.keyLight, &c.skyLight, &c.groundLight}) {
    *light = blend(white * luminance(*light), *light, 0.4f);
  }
  c.keySoftness = std::max(c.keySoftness, 0.35f);
  c.exposure = std::pow(c.exposure, 0.4f);
}

void usualLooks(const FaceTraits& person, PhotoConditions& c) {
  c.hairStyle = person.hairStyle;
  c.beard = person.beard;
  c.spectacles = person.wearsGlasses ? Spectacles::Clear : Spectacles::None;
  c.headWear = HeadWear::None;
  c.occluder = Occluder::None;
  c.scene = Scene::Gradient;
}

void cleanCamera(PhotoConditions& c) {
  c.shiftX *= 0.6f;
  c.shiftY *= 0.6f;
  c.blur *= 0.4f;
  c.motionBlur = 0;
  c.noise *= 0.4f;
  c.downscale = 1;
  c.jpegQuality = std::max(c.jpegQuality, 85.f);
  c.contrast = towards(1, c.contrast, 0.4f);
  c.gamma = towards(1, c.gamma, 0.4f);
  c.saturation = towards(1, c.saturation, 0.4f);
  c.vignette *= 0.4f;
  c.grey = false;
}

}  // namespace

void sitForPortrait(const FaceTraits& person, Challenge challenge, PhotoConditions& conditions) {
  calmFace(challenge, conditions);
  softLight(conditions);
  usualLooks(person, conditions);
  cleanCamera(conditions);
}

}  // namespace lafs::synthetic
