// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/colour_chain.h"
#include "core/augment/rand_augment.h"
#include "core/augment/random_boxes.h"
#include "core/augment/views.h"
#include "core/image/normalise.h"
#include "core/image/resize.h"

namespace lafs {

namespace {

constexpr Range kCropScale{0.9, 1.0};
constexpr JitterStrength kJitter{0.1, 0.1, 0.1, 0.1};
constexpr double kEraseProbability = 0.5;
constexpr Range kEraseScale{0.02, 0.1};
constexpr Range kEraseRatio{0.3, 3.3};

ViewTransform oneOutput(std::int64_t imageSize) {
  ViewTransform transform;
  transform.shapes = {{3, imageSize, imageSize}};
  return transform;
}

/// Everything after the flip; RandAugment as PIL computes it, the rest as torchvision does on
/// 8-bit tensors (the paper's fine-tuning code mixes them so).
void augment(Planes& planes, double randAugmentMagnitude, RandomStream& random) {
  if (randAugmentMagnitude > 0) randAugment(planes, randAugmentMagnitude, random);
  const int width = planes.width, height = planes.height;
  const CropBox box = randomCropBox(width, height, kCropScale, random);
  planes = resizeBilinear(planes, box, width, height);
  colourJitter(planes, kJitter, JitterStyle::Vision, random);
  if (random.chance(kEraseProbability)) {
    const auto erased = randomEraseBox(width, height, kEraseScale, kEraseRatio, random);
    if (erased) fillBox(planes, *erased, 0);
  }
}

}  // namespace

ViewTransform supervisedView(const SupervisedAugmentSpec& spec, std::int64_t imageSize) {
  const int side = static_cast<int>(imageSize);
  ViewTransform transform = oneOutput(imageSize);
  transform.apply = [side, spec](const Image& image, RandomStream& random,
                                 const std::vector<float*>& outputs) {
    Planes planes = resizeBicubic(toPlanes(image), side, side);
    if (random.chance(kFlipProbability)) flipHorizontally(planes);
    if (spec.enabled) augment(planes, spec.randAugmentMagnitude, random);
    normalise(planes, Normalisation::full(), outputs[0]);
  };
  return transform;
}

ViewTransform evaluationView(std::int64_t imageSize, bool half, bool mirrored) {
  const int side = static_cast<int>(imageSize);
  const Normalisation normalisation = half ? Normalisation::half() : Normalisation::full();
  ViewTransform transform = oneOutput(imageSize);
  transform.apply = [=](const Image& image, RandomStream&, const std::vector<float*>& outputs) {
    Planes planes = resizeBicubic(toPlanes(image), side, side);
    if (mirrored) flipHorizontally(planes);
    normalise(planes, normalisation, outputs[0]);
  };
  return transform;
}

}  // namespace lafs
