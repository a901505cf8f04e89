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

void colourJitter(Planes& planes, const JitterStrength& strength, JitterStyle style,
                  RandomStream& random) {
  const Operation* operations = style == JitterStyle::Pil ? kPil : kVision;
  const auto order = random.permutation(4);
  double factors[4];
  factors[0] = random.uniform(1 - strength.brightness, 1 + strength.brightness);
  factors[1] = random.uniform(1 - strength.contrast, 1 + strength.contrast);
  factors[2] = random.uniform(1 - strength.saturation, 1 + strength.saturation);
  factors[3] = random.uniform(-strength.hue, strength.hue);
  for (const std::int64_t which : order) operations[which](planes, factors[which]);
}

void colourAugment(Planes& planes, const ColourChain& chain, RandomStream& random) {
  if (random.chance(kJitterProbability)) {
    colourJitter(planes, JitterStrength{}, JitterStyle::Pil, random);
  }
  if (random.chance(kGreyProbability)) pil::grayscale(planes);
  if (random.chance(chain.blurProbability)) {
    pil::gaussianBlur(planes, random.uniform(kBlurRadiusLow, kBlurRadiusHigh));
  }
  if (random.chance(chain.solariseProbability)) pil::solarize(planes);
}

}  // namespace lafs
