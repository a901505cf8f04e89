// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/photo_conditions.h"

#include <algorithm>
#include <cmath>

#include "core/base/random_stream.h"
#include "core/data/synthetic/studio.h"

namespace lafs::synthetic {

namespace {

constexpr float kDegree = 0.017453292f;

/// Draws for one picture; `wild` widens what a photographer would have controlled.
class PhotoDraw {
 public:
  PhotoDraw(std::uint64_t key, bool wild) : random_(key), wild_(wild) {}
  bool wild() const { return wild_; }
  float around(float mean, float deviation) {
    const double z = std::min(2.5, std::max(-2.5, random_.normal()));
    return mean + deviation * static_cast<float>(z);
  }
  float between(float low, float high) { return static_cast<float>(random_.uniform(low, high)); }
  bool chance(float p) { return random_.chance(p); }
  std::int64_t below(std::int64_t n) { return random_.below(n); }
  std::uint64_t bits() { return random_.bits(); }
  /// A colour of any hue; `vivid` 0 = grey.
  Colour anyColour(float low, float high, float vivid) {
    const float value = between(low, high);
    const Colour hue{between(0, 1), between(0, 1), between(0, 1)};
    return blend({1, 1, 1}, hue * (1.f / (0.15f + luminance(hue))), vivid) * value;
  }

 private:
  RandomStream random_;
  bool wild_;
};

void drawPose(PhotoDraw& draw, Challenge challenge, PhotoConditions& c) {
  const bool wild = draw.wild();
  float yaw = draw.around(0, wild ? 26 : 17);
  float pitch = draw.around(0, wild ? 11 : 7.5f);
  const float profile = draw.between(48, 72) * (draw.chance(0.5f) ? 1.f : -1.f);
  if (challenge == Challenge::Frontal) yaw = std::min(16.f, std::max(-16.f, 0.5f * yaw));
  if (challenge == Challenge::Young || challenge == Challenge::Old) yaw *= 0.7f;
  if (challenge == Challenge::Profile) {
    yaw = profile;
    pitch *= 0.7f;
  }
  c.yaw = yaw * kDegree;
  c.pitch = pitch * kDegree;
  c.roll = draw.around(0, wild ? 12 : 6) * kDegree;
  c.cameraDistance = draw.between(230, 700);
}

void drawExpression(PhotoDraw& draw, PhotoConditions& c) {
  c.smile = draw.chance(0.55f) ? draw.between(0.15f, 1.f) : draw.between(-0.35f, 0.15f);
  c.mouthOpen = draw.chance(0.35f) ? draw.between(0.1f, 1.f) : 0.f;
  c.browRaise = draw.around(0, 0.45f);
  c.browFurrow = draw.chance(0.2f) ? draw.between(0.2f, 1.f) : 0.f;
  c.eyeClosure = draw.chance(0.06f) ? draw.between(0.6f, 1.f) : draw.between(0.f, 0.2f);
  c.gazeX = draw.around(0, 0.4f);
  c.gazeY = draw.around(0, 0.2f);
  c.puff = draw.around(0, 0.5f);
}

/// From candle light to shade under a blue sky, normalised to equal green.
Colour temperature(float warm) {
  return {1 + 0.34f * warm, 1 - 0.02f * std::fabs(warm), 1 - 0.46f * warm + 0.12f * warm * warm};
}

void drawLight(PhotoDraw& draw, PhotoConditions& c) {
  const float azimuth = draw.around(0, 52) * kDegree;
  const float elevation = draw.between(-12, 66) * kDegree;
  c.lightX = std::sin(azimuth) * std::cos(elevation);
  c.lightY = -std::sin(elevation);
  c.lightZ = std::cos(azimuth) * std::cos(elevation);
  const float warm = draw.around(0.1f, 0.5f);
  const float ratio = draw.between(0.35f, 0.9f);  // share of the key light
  const float tint = draw.around(0, 0.05f);
  Colour key = temperature(warm) * (1.25f * ratio);
  key.green *= 1 + tint;
  c.keyLight = key;
  const Colour ambient = temperature(warm * 0.4f + draw.around(-0.1f, 0.35f));
  c.skyLight = ambient * ((1 - ratio) * draw.between(0.8f, 1.3f) + 0.06f);
  c.groundLight = blend(ambient, draw.anyColour(0.4f, 0.9f, 0.35f), 0.5f) *
                  ((1 - ratio) * draw.between(0.35f, 0.9f) + 0.03f);
  c.keySoftness = draw.between(0.05f, 0.5f);
  c.exposure = std::exp2(draw.around(0, draw.wild() ? 0.55f : 0.38f));
}

void drawAccessories(PhotoDraw& draw, const FaceTraits& person, PhotoConditions& c) {
  const bool wild = draw.wild();
  const bool glasses = draw.chance(person.wearsGlasses ? 0.75f : 0.07f);
  const bool tinted = draw.chance(wild ? 0.06f : 0.025f);
  c.spectacles = tinted ? Spectacles::Tinted : glasses ? Spectacles::Clear : Spectacles::None;
  c.frameColour =
      draw.chance(0.5f) ? Colour{0.02f, 0.02f, 0.022f} : draw.anyColour(0.05f, 0.4f, 0.6f);
  c.lensHeight = draw.between(6.2f, 9.5f);
  c.lensWidth = draw.between(11.5f, 14.f);
  c.frameThickness = draw.between(0.6f, 1.7f);
  c.lensRoundness = draw.between(2.f, 5.f);
  const float wear = draw.between(0, 1);
  const float share = wild ? 0.16f : 0.09f;
  c.headWear = wear < 0.4f * share    ? HeadWear::Cap
               : wear < 0.75f * share ? HeadWear::Beanie
               : wear < share         ? HeadWear::Scarf
                                      : HeadWear::None;
  c.headWearColour = draw.anyColour(0.03f, 0.5f, 0.7f);
  const float hide = draw.between(0, 1);
  const float hidden = wild ? 0.10f : 0.03f;
  c.occluder = hide < 0.4f * hidden   ? Occluder::Mask
               : hide < 0.7f * hidden ? Occluder::Hand
               : hide < hidden        ? Occluder::Object
                                      : Occluder::None;
  c.occluderColour = draw.anyColour(0.1f, 0.8f, 0.4f);
  c.occluderX = draw.between(-36, 36);
  c.occluderY = draw.between(-10, 58);
  c.occluderSize = draw.between(0.7f, 1.3f);
  c.occluderAngle = draw.between(-0.9f, 0.9f);
}

void drawLooks(PhotoDraw& draw, const FaceTraits& person, Challenge challenge, PhotoConditions& c) {
  c.age = person.age + draw.around(0, 3.5f);
  const float young = draw.between(18, 32);
  const float gap = draw.between(27, 45);
  if (challenge == Challenge::Young) c.age = young;
  // Both bounds together leave at least 25 years between any young and any old picture.
  if (challenge == Challenge::Old) c.age = std::max(58.f, std::min(82.f, young + gap));
  static const HairStyle kShortOthers[] = {HairStyle::Cropped, HairStyle::Short,
                                           HairStyle::SidePart, HairStyle::Fringe};
  static const HairStyle kLongOthers[] = {HairStyle::Bob, HairStyle::Long, HairStyle::TiedBack,
                                          HairStyle::Fringe};
  const bool otherHair = draw.chance(0.4f);
  const auto pick = draw.below(4);
  c.hairStyle = person.hairStyle;
  if (otherHair && person.hairStyle != HairStyle::Bald) {
    c.hairStyle = person.femininity < 0.5f ? kShortOthers[pick] : kLongOthers[pick];
  }
  const bool shaved = draw.chance(0.4f);
  const bool grown = draw.chance(0.2f);
  c.beard = person.beard;
  if (shaved) c.beard = BeardStyle::None;
  if (!shaved && grown && person.femininity < 0.42f && person.beard == BeardStyle::None) {
    c.beard = BeardStyle::Stubble;
  }
  const float paint = draw.between(0.2f, 1.f);
  const bool painted = draw.chance(person.wearsMakeup ? 0.7f : 0.08f);
  c.makeup = painted && person.femininity > 0.5f ? paint : 0.f;
  c.lipColour = blend({0.42f, 0.05f, 0.06f}, {0.45f, 0.14f, 0.16f}, draw.between(0, 1));
  c.cloth = draw.anyColour(0.03f, 0.7f, 0.6f);
}

void drawScene(PhotoDraw& draw, PhotoConditions& c) {
  c.scene = static_cast<Scene>(draw.below(6));
  c.sceneNear = draw.anyColour(0.05f, 0.8f, 0.4f);
  c.sceneFar = draw.anyColour(0.05f, 0.8f, 0.4f);
  c.sceneAccent = draw.anyColour(0.05f, 0.9f, 0.6f);
  c.sceneKey = draw.bits();
}

void drawFraming(PhotoDraw& draw, PhotoConditions& c) {
  if (draw.wild()) {
    c.shiftX = draw.around(0, 7);
    c.shiftY = draw.around(0, 7);
    c.scale = draw.between(0.58f, 1.12f);
    c.turn = draw.around(0, 9) * kDegree;
  } else {  // what a good landmark detector leaves
    c.shiftX = draw.around(0, 0.9f);
    c.shiftY = draw.around(0, 0.9f);
    c.scale = draw.around(1, 0.018f);
    c.turn = draw.around(0, 1.2f) * kDegree;
  }
}

void drawCamera(PhotoDraw& draw, PhotoConditions& c) {
  const float bad = draw.wild() ? 1.f : 0.5f;
  c.blur = draw.chance(0.25f + 0.3f * bad) ? draw.between(0.2f, 0.5f + 0.9f * bad) : 0.f;
  c.motionBlur = draw.chance(0.16f * bad) ? draw.between(1.f, 4.f) : 0.f;
  c.motionAngle = draw.between(0, 3.1415926f);
  c.noise = draw.chance(0.6f) ? draw.between(0.002f, 0.012f + 0.022f * bad) : 0.f;
  c.downscale = draw.chance(0.3f * bad) ? draw.between(1.3f, 1.6f + 1.4f * bad) : 1.f;
  c.jpegQuality = draw.chance(0.5f) ? draw.between(100 - 75 * bad, 96) : 100.f;
  c.contrast = draw.around(1, 0.13f);
  c.gamma = std::exp2(draw.around(0, 0.17f));
  c.saturation = std::max(0.25f, draw.around(1, 0.22f));
  c.vignette = draw.chance(0.3f) ? draw.between(0.05f, 0.4f) : 0.f;
  c.grey = draw.chance(draw.wild() ? 0.05f : 0.025f);
  c.noiseKey = draw.bits();
}

}  // namespace

PhotoConditions drawConditions(std::uint64_t key, const FaceTraits& person, Domain domain,
                               Challenge challenge) {
  PhotoDraw draw(key, domain == Domain::Wild);
  PhotoConditions c{};
  drawPose(draw, challenge, c);
  drawExpression(draw, c);
  drawLight(draw, c);
  drawAccessories(draw, person, c);
  drawLooks(draw, person, challenge, c);
  drawScene(draw, c);
  drawFraming(draw, c);
  drawCamera(draw, c);
  if (domain == Domain::Studio) sitForPortrait(person, challenge, c);
  return c;
}

}  // namespace lafs::synthetic
