// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/rand_augment.h"
#include "core/image/affine.h"
#include "core/image/colour.h"
#include "core/image/tone.h"

namespace lafs {

namespace {

constexpr std::uint8_t kFill = 128;

double signedLevel(double magnitude, double whole, RandomStream& random) {
  const double level = magnitude / 10 * whole;
  return random.chance(0.5) ? -level : level;
}

double enhanceFactor(double magnitude, RandomStream& random) {
  return 1 + signedLevel(magnitude, 0.9, random);
}

void transform(Planes& planes, const pil::AffineMatrix& matrix, RandomStream& random) {
  const auto resample = random.chance(0.5) ? pil::Resample::Bicubic : pil::Resample::Bilinear;
  planes = pil::affine(planes, matrix, resample, kFill);
}

void autoContrast(Planes& planes, double, RandomStream&) {
  pil::autoContrast(planes);
}

void equalize(Planes& planes, double, RandomStream&) {
  pil::equalize(planes);
}

void invert(Planes& planes, double, RandomStream&) {
  pil::invert(planes);
}

void rotate(Planes& planes, double magnitude, RandomStream& random) {
  const double degrees = signedLevel(magnitude, 30, random);
  transform(planes, pil::rotation(degrees, planes.width, planes.height), random);
}

void posterizeIncreasing(Planes& planes, double magnitude, RandomStream&) {
  pil::posterize(planes, 4 - static_cast<int>(magnitude / 10 * 4));
}

void colorIncreasing(Planes& planes, double magnitude, RandomStream& random) {
  pil::saturation(planes, enhanceFactor(magnitude, random));
}

void contrastIncreasing(Planes& planes, double magnitude, RandomStream& random) {
  pil::contrast(planes, enhanceFactor(magnitude, random));
}

void brightnessIncreasing(Planes& planes, double magnitude, RandomStream& random) {
  pil::brightness(planes, enhanceFactor(magnitude, random));
}

void sharpnessIncreasing(Planes& planes, double magnitude, RandomStream& random) {
  pil::sharpness(planes, enhanceFactor(magnitude, random));
}

void shearX(Planes& planes, double magnitude, RandomStream& random) {
  transform(planes, pil::shearX(signedLevel(magnitude, 0.3, random)), random);
}

void shearY(Planes& planes, double magnitude, RandomStream& random) {
  transform(planes, pil::shearY(signedLevel(magnitude, 0.3, random)), random);
}

void translateXRel(Planes& planes, double magnitude, RandomStream& random) {
  const double pixels = signedLevel(magnitude, 0.45, random) * planes.width;
  transform(planes, pil::translation(pixels, 0), random);
}

void translateYRel(Planes& planes, double magnitude, RandomStream& random) {
  const double pixels = signedLevel(magnitude, 0.45, random) * planes.height;
  transform(planes, pil::translation(0, pixels), random);
}

}  // namespace

const std::vector<RandAugmentOperation>& randAugmentOperations() {
  static const std::vector<RandAugmentOperation> operations = {
      {"AutoContrast", autoContrast},
      {"Equalize", equalize},
      {"Invert", invert},
      {"Rotate", rotate},
      {"PosterizeIncreasing", posterizeIncreasing},
      {"ColorIncreasing", colorIncreasing},
      {"ContrastIncreasing", contrastIncreasing},
      {"BrightnessIncreasing", brightnessIncreasing},
      {"SharpnessIncreasing", sharpnessIncreasing},
      {"ShearX", shearX},
      {"ShearY", shearY},
      {"TranslateXRel", translateXRel},
      {"TranslateYRel", translateYRel},
  };
  return operations;
}

}  // namespace lafs
