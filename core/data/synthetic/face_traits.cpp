// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic/face_traits.h"

#include <algorithm>
#include <cmath>

namespace lafs::synthetic {

namespace {

constexpr float kYoungest = 18;
constexpr float kOldest = 85;

/// Normal draws without the tails that would make caricatures.
class TraitDraw {
 public:
  explicit TraitDraw(std::uint64_t key) : random_(key) {}
  float around(float mean, float deviation) {
    const double z = std::min(2.1, std::max(-2.1, random_.normal()));
    return mean + deviation * static_cast<float>(z);
  }
  float between(float low, float high) { return static_cast<float>(random_.uniform(low, high)); }
  bool chance(float p) { return random_.chance(p); }
  std::int64_t below(std::int64_t n) { return random_.below(n); }
  std::uint64_t bits() { return random_.bits(); }

 private:
  RandomStream random_;
};

Colour skinColour(TraitDraw& draw, float melanin) {
  const Colour light{0.80f, 0.54f, 0.43f};
  const Colour ratio{0.17f, 0.105f, 0.075f};  // darkest over lightest
  Colour c{light.red * std::pow(ratio.red, melanin), light.green * std::pow(ratio.green, melanin),
           light.blue * std::pow(ratio.blue, melanin)};
  const float red = draw.around(0, 0.05f);
  const float yellow = draw.around(0, 0.06f);
  c.red *= 1 + red;
  c.green *= 1 - 0.5f * red + 0.3f * yellow;
  c.blue *= 1 - 0.5f * red - yellow;
  return c;
}

Colour hairColour(TraitDraw& draw, float melanin) {
  static const Colour kPalette[] = {{0.012f, 0.010f, 0.010f}, {0.030f, 0.019f, 0.013f},
                                    {0.070f, 0.038f, 0.020f}, {0.140f, 0.080f, 0.040f},
                                    {0.280f, 0.180f, 0.090f}, {0.480f, 0.350f, 0.190f},
                                    {0.240f, 0.075f, 0.025f}};
  const float fairness = draw.between(0, 1) * (1 - 0.95f * saturate(melanin * 1.5f));
  if (melanin < 0.4f && draw.chance(0.08f)) return kPalette[6] * draw.between(0.7f, 1.3f);
  const float place = std::min(4.99f, fairness * 6);
  const int index = static_cast<int>(place);
  return blend(kPalette[index], kPalette[index + 1], place - index) * draw.between(0.8f, 1.2f);
}

Colour irisColour(TraitDraw& draw, float melanin) {
  const float lightness = draw.between(0, 1) * (1 - 0.9f * saturate(melanin * 1.7f));
  const float vary = draw.between(0.8f, 1.2f);
  if (lightness < 0.38f) return Colour{0.060f, 0.028f, 0.012f} * vary;
  if (lightness < 0.52f) return Colour{0.130f, 0.075f, 0.030f} * vary;
  if (lightness < 0.66f) return Colour{0.130f, 0.140f, 0.060f} * vary;
  if (lightness < 0.85f) return Colour{0.110f, 0.190f, 0.290f} * vary;
  return Colour{0.190f, 0.230f, 0.260f} * vary;
}

void drawHead(TraitDraw& draw, FaceTraits& t) {
  const float f = t.femininity;
  const float size = draw.around(0, 1.5f);  // wide and narrow faces
  t.templeWidth = draw.around(38.5f, 1.4f) + size;
  t.cheekWidth = draw.around(40.2f, 1.4f) + size;
  t.midWidth = draw.around(38.6f - 1.2f * f, 1.5f) + size;
  t.jawWidth = draw.around(35.0f - 3.4f * f, 2.2f) + 0.8f * size;
  t.chinWidth = draw.around(22.5f - 3.5f * f, 2.6f);
  t.chinY = draw.around(67.5f - 3.0f * f, 3.0f);
  t.skullTop = draw.around(-61, 3);
  t.foreheadDepth = draw.around(45, 1.5f);
  t.mouthDepth = draw.around(44, 1.5f);
  t.chinDepth = draw.around(42.5f, 2.2f);
  t.backDepth = draw.around(48, 2);
  t.boxiness = draw.around(2.32f - 0.1f * f, 0.14f);
  t.chinSquareness = draw.around(2.3f - 0.3f * f, 0.3f);
  t.browRidge = draw.around(2.2f - 1.6f * f, 0.7f);
  t.cheekbone = draw.around(2.2f, 1.1f);
  t.cheekFullness = draw.around(0.3f + 0.6f * f, 1.5f);
  t.socketDepth = draw.around(5.2f, 1.1f);
  t.mouthMound = draw.around(2.8f, 0.9f);
  t.chinBall = draw.around(3.2f - 0.6f * f, 1.2f);
  t.chinCleft = draw.chance(0.2f) ? draw.between(0.5f, 1.3f) : 0.f;
}

void drawEyesAndBrows(TraitDraw& draw, FaceTraits& t, float melanin) {
  const float f = t.femininity;
  t.eyeSpacing = draw.around(17.5f, 1.0f);
  t.eyeHalfWidth = draw.around(9.0f + 0.4f * f, 0.75f);
  t.eyeOpening = draw.around(5.6f + 0.8f * f, 0.8f);
  t.eyeSlant = draw.around(0.03f + 0.03f * f, 0.06f);
  t.lidCrease = draw.chance(0.22f) ? 0.f : draw.around(2.2f, 0.7f);
  t.lidHeaviness = draw.around(0.3f, 0.25f);
  t.eyeBulge = draw.around(3.2f, 0.6f);
  t.irisRadius = draw.around(3.5f, 0.2f);
  t.lashes = draw.around(0.45f + 0.4f * f, 0.15f);
  t.iris = irisColour(draw, melanin);
  t.browHeight = draw.around(-10.2f - 1.2f * f, 1.3f);
  t.browArch = draw.around(1.4f + 1.1f * f, 0.9f);
  t.browTilt = draw.around(-0.03f, 0.07f);
  t.browThickness = draw.around(2.2f - 0.8f * f, 0.5f);
  t.browLength = draw.around(12.2f, 1.1f);
  t.browDensity = saturate(draw.around(0.72f, 0.2f));
}

void drawNoseAndMouth(TraitDraw& draw, FaceTraits& t, float melanin) {
  const float f = t.femininity;
  t.noseTipY = draw.around(20.4f - 0.9f * f, 1.7f);
  t.noseHeight = draw.around(13.0f - 1.6f * f - 2.0f * melanin, 1.5f);
  t.noseBridge = draw.around(6.6f - 1.0f * f - 2.0f * melanin, 1.2f);
  t.bridgeWidth = draw.around(6.4f - 0.5f * f, 0.8f);
  t.noseWidth = draw.around(8.0f - 0.9f * f + 1.8f * melanin, 0.9f);
  t.tipRadius = draw.around(7.0f - 0.6f * f + 1.0f * melanin, 0.7f);
  t.bridgeHump = draw.around(0.2f, 0.8f);
  t.noseTipTurn = draw.around(0.2f * f, 0.8f);
  t.noseSkew = draw.around(0, 0.6f);
  t.mouthY = draw.around(40.6f - 0.6f * f, 1.5f);
  t.mouthHalfWidth = draw.around(14.6f - 0.3f * f, 1.3f);
  t.upperLip = draw.around(2.6f + 0.6f * f + 1.3f * melanin, 0.7f);
  t.lowerLip = draw.around(3.8f + 0.6f * f + 1.2f * melanin, 0.8f);
  t.lipRedness = draw.around(0.5f + 0.15f * f, 0.16f);
  t.cupidBow = draw.around(0.3f, 0.14f);
  t.mouthSlant = draw.around(0, 0.8f);
  t.earSize = draw.around(15.0f, 1.4f);
  t.earTilt = draw.around(0.5f, 0.15f);
  t.earHeight = draw.around(9.5f, 1.8f);
}

void drawSurface(TraitDraw& draw, FaceTraits& t, float melanin) {
  t.skin = skinColour(draw, melanin);
  t.ruddiness = saturate(draw.around(0.4f, 0.22f));
  t.blotchiness = saturate(draw.around(0.4f, 0.2f));
  t.eyeCircles = saturate(draw.around(0.32f, 0.2f));
  t.freckles = melanin < 0.4f && draw.chance(0.25f) ? draw.between(0.3f, 1.f) : 0.f;
  t.wrinkleTendency = draw.around(0.5f, 0.2f);
  t.textureKey = draw.bits();
  const auto freckleCount = static_cast<int>(t.freckles * 70);
  for (int i = 0; i < freckleCount; ++i) {
    t.spots.push_back({draw.around(0, 16), draw.around(13, 7), draw.between(0.5f, 1.1f),
                       draw.between(0.10f, 0.3f)});
  }
  const auto moleCount = static_cast<int>(draw.between(0, 5.5f));
  for (int i = 0; i < moleCount; ++i) {
    t.spots.push_back({draw.between(-32, 32), draw.between(-30, 60), draw.between(0.6f, 1.5f),
                       draw.between(0.4f, 0.8f)});
  }
}

void drawHair(TraitDraw& draw, FaceTraits& t, float melanin) {
  const float f = t.femininity;
  t.hair = hairColour(draw, melanin);
  t.hairline = draw.around(-36.5f, 2.6f);
  t.hairlineRecession = saturate(draw.around(0.35f - 0.25f * f, 0.25f));
  t.widowsPeak = draw.chance(0.3f) ? draw.between(0.5f, 1.f) : 0.f;
  t.hairVolume = draw.around(4.5f + 1.0f * f, 1.2f);
  t.partSide = draw.chance(0.5f) ? 1.f : -1.f;
  t.greyingAge = draw.around(48, 8);
  t.baldingAge = f < 0.5f ? draw.around(55, 16) : 200.f;
  static const HairStyle kShort[] = {HairStyle::Cropped,  HairStyle::Short,    HairStyle::Short,
                                     HairStyle::SidePart, HairStyle::SidePart, HairStyle::Curly,
                                     HairStyle::Bald,     HairStyle::Fringe,   HairStyle::Cropped};
  static const HairStyle kLong[] = {HairStyle::Bob,   HairStyle::Long,     HairStyle::Long,
                                    HairStyle::Curly, HairStyle::TiedBack, HairStyle::Fringe,
                                    HairStyle::Bob,   HairStyle::SidePart, HairStyle::Short};
  t.hairStyle = f < 0.5f ? kShort[draw.below(9)] : kLong[draw.below(9)];
  if (f < 0.42f) {
    const float roll = draw.between(0, 1);
    t.beard = roll < 0.48f   ? BeardStyle::None
              : roll < 0.68f ? BeardStyle::Stubble
              : roll < 0.77f ? BeardStyle::Moustache
              : roll < 0.86f ? BeardStyle::Goatee
                             : BeardStyle::Full;
  }
}

}  // namespace

FaceTraits drawTraits(std::uint64_t key) {
  TraitDraw draw(key);
  FaceTraits t{};
  t.femininity = draw.chance(0.5f) ? draw.between(0.55f, 1.f) : draw.between(0.f, 0.45f);
  t.age = draw.between(20, 62);
  const float melanin = saturate(0.9f * draw.between(0, 1) * draw.between(0.35f, 1.25f));
  drawHead(draw, t);
  drawEyesAndBrows(draw, t, melanin);
  drawNoseAndMouth(draw, t, melanin);
  drawSurface(draw, t, melanin);
  drawHair(draw, t, melanin);
  t.wearsGlasses = draw.chance(0.2f);
  t.wearsMakeup = t.femininity > 0.5f && draw.chance(0.45f);
  for (float& a : t.leftRightAsymmetry) a = draw.around(0, 0.55f);
  return t;
}

FaceTraits atAge(const FaceTraits& traits, float age) {
  FaceTraits t = traits;
  t.age = std::min(kOldest, std::max(kYoungest, age));
  const float elder = saturate((t.age - 35) / 45);  // 0 at 35, 1 at 80
  const float youth = saturate((30 - t.age) / 12);  // 1 at 18, 0 at 30
  t.cheekFullness += 1.5f * youth - 2.2f * elder;
  t.cheekbone -= 0.6f * youth;
  t.jawWidth += 1.8f * elder - 0.7f * youth;
  t.chinWidth += 1.5f * elder;
  t.socketDepth += 1.6f * elder;
  t.eyeOpening -= 0.9f * elder;
  t.lidHeaviness += 0.5f * elder;
  t.browHeight += 1.0f * elder;
  t.browThickness -= 0.4f * elder;
  t.noseTipY += 1.4f * elder;
  t.noseWidth += 0.7f * elder;
  t.upperLip *= 1 - 0.4f * elder;
  t.lowerLip *= 1 - 0.25f * elder;
  t.lipRedness -= 0.2f * elder;
  t.earSize += 1.8f * elder;
  t.blotchiness = saturate(t.blotchiness + 0.4f * elder);
  t.eyeCircles = saturate(t.eyeCircles + 0.35f * elder - 0.2f * youth);
  const float grey = smoothStep(t.greyingAge - 6, t.greyingAge + 22, t.age);
  const float level = 0.20f + 0.35f * grey;
  t.hair = blend(t.hair, {level, level * 0.98f, level * 0.95f}, 0.92f * grey);
  t.hairlineRecession = saturate(t.hairlineRecession + (t.femininity < 0.5f ? 0.5f : 0.1f) * elder);
  t.hairVolume -= 1.2f * elder;
  if (t.age > t.baldingAge + 10 && t.hairStyle != HairStyle::Curly) t.hairStyle = HairStyle::Bald;
  return t;
}

}  // namespace lafs::synthetic
