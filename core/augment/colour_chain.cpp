// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/colour_chain.h"

#include "core/image/blur.h"
#include "core/image/colour.h"

namespace lafs {

namespace {

constexpr double kJitterProbability = 0.8;
constexpr double kGreyProbability = 0.2;
constexpr double kBlurRadiusLow = 0.1, kBlurRadiusHigh = 2.0;

using Operation = void (*)(Planes&, double);
constexpr Operation kPil[4] = {pil::brightness, pil::contrast, pil::saturation, pil::hue};
constexpr Operation kVision[4] = {vision::brightness, vision::contrast, vision::saturation,
                                  vision::hue};

}  // namespace

JitterDraws drawJitter(const JitterStrength& strength, RandomStream& random) {
  JitterDraws draws;
  const auto order = random.permutation(4);
  for (int k = 0; k < 4; ++k) draws.order[k] = static_cast<int>(order[k]);
  draws.amounts[0] = random.uniform(1 - strength.brightness, 1 + strength.brightness);
  draws.amounts[1] = random.uniform(1 - strength.contrast, 1 + strength.contrast);
  draws.amounts[2] = random.uniform(1 - strength.saturation, 1 + strength.saturation);
  draws.amounts[3] = random.uniform(-strength.hue, strength.hue);
  return draws;
}

void applyJitter(Planes& planes, const JitterDraws& draws, JitterStyle style) {
  const Operation* operations = style == JitterStyle::Pil ? kPil : kVision;
  for (const int which : draws.order) operations[which](planes, draws.amounts[which]);
}

void colourJitter(Planes& planes, const JitterStrength& strength, JitterStyle style,
                  RandomStream& random) {
  applyJitter(planes, drawJitter(strength, random), style);
}

ColourDraws drawColours(const ColourChain& chain, RandomStream& random) {
  ColourDraws draws;
  if (random.chance(kJitterProbability)) draws.jitter = drawJitter(JitterStrength{}, random);
  draws.grey = random.chance(kGreyProbability);
  if (random.chance(chain.blurProbability)) {
    draws.blurRadius = random.uniform(kBlurRadiusLow, kBlurRadiusHigh);
  }
  draws.solarise = random.chance(chain.solariseProbability);
  return draws;
}

void applyColours(Planes& planes, const ColourDraws& draws) {
  if (draws.jitter) applyJitter(planes, *draws.jitter, JitterStyle::Pil);
  if (draws.grey) pil::grayscale(planes);
  if (draws.blurRadius) pil::gaussianBlur(planes, *draws.blurRadius);
  if (draws.solarise) pil::solarize(planes);
}

void colourAugment(Planes& planes, const ColourChain& chain, RandomStream& random) {
  applyColours(planes, drawColours(chain, random));
}

}  // namespace lafs
