// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/augment/colour_chain.h"
#include "core/augment/random_boxes.h"
#include "core/augment/views.h"
#include "core/base/error.h"
#include "core/image/normalise.h"
#include "core/image/resize.h"

namespace lafs {

namespace {

Range rangeOf(const std::vector<double>& pair) {
  require(pair.size() == 2, "a crop scale has a lower and an upper end");
  return {pair[0], pair[1]};
}

Normalisation normalisationOf(const std::string& name) {
  require(name == "half" || name == "imagenet", "unknown normalisation of views");
  return name == "imagenet" ? Normalisation::imagenet() : Normalisation::full();
}

ColourChain chainOf(std::int64_t view) {
  if (view == 0) return ColourChain::firstGlobal();
  if (view == 1) return ColourChain::secondGlobal();
  return ColourChain::local();
}

/// The draws of one view in the order in which training takes them from its stream.
ViewDraws drawView(std::int64_t view, int side, Range scale, const ViewDrawsHook& hook,
                   RandomStream& random) {
  ViewDraws draws;
  draws.box = randomCropBox(side, side, scale, random);
  draws.mirrored = random.chance(kFlipProbability);
  draws.colours = drawColours(chainOf(view), random);
  if (hook) hook(view, draws);
  return draws;
}

BicubicCropper cropperOf(const Image& image, int side) {
  return BicubicCropper(resizeBicubic(toPlanes(image), side, side));
}

}  // namespace

ViewTransform lafsViews(const PretrainSpec& spec, std::int64_t imageSize,
                        const ViewDrawsHook& hook) {
  const std::int64_t views = kGlobalViews + spec.localViews;
  const int side = static_cast<int>(imageSize);
  const Range scale = rangeOf(spec.globalScale);
  const Normalisation colourNormalisation = normalisationOf(spec.normalisation);
  ViewTransform transform;
  transform.shapes.assign(2 * views, {3, imageSize, imageSize});
  transform.apply = [=](const Image& image, RandomStream& random,
                        const std::vector<float*>& outputs) {
    const BicubicCropper cropper = cropperOf(image, side);
    for (std::int64_t view = 0; view < views; ++view) {
      const ViewDraws draws = drawView(view, side, scale, hook, random);
      Planes planes = cropper.crop(draws.box, side, side, draws.mirrored);
      normalise(planes, Normalisation::full(), outputs[2 * view]);
      applyColours(planes, draws.colours);
      normalise(planes, colourNormalisation, outputs[2 * view + 1]);
    }
  };
  return transform;
}

ViewTransform dinoViews(const PretrainSpec& spec, std::int64_t imageSize, bool partFvit,
                        const ViewDrawsHook& hook) {
  const std::int64_t views = kGlobalViews + spec.localViews;
  const std::int64_t localSize = partFvit ? imageSize : spec.localSize;
  const int side = static_cast<int>(imageSize);
  const Range globalScale = rangeOf(spec.globalScale), localScale = rangeOf(spec.localScale);
  const Normalisation normalisation = normalisationOf(spec.normalisation);
  ViewTransform transform;
  transform.shapes.assign(views, {3, localSize, localSize});
  for (std::int64_t view = 0; view < kGlobalViews; ++view) {
    transform.shapes[view] = {3, imageSize, imageSize};
  }
  transform.apply = [=](const Image& image, RandomStream& random,
                        const std::vector<float*>& outputs) {
    const BicubicCropper cropper = cropperOf(image, side);
    for (std::int64_t view = 0; view < views; ++view) {
      const bool global = view < kGlobalViews;
      const ViewDraws draws = drawView(view, side, global ? globalScale : localScale, hook, random);
      const int size = global ? side : static_cast<int>(localSize);
      Planes planes = cropper.crop(draws.box, size, size, draws.mirrored);
      applyColours(planes, draws.colours);
      normalise(planes, normalisation, outputs[view]);
    }
  };
  return transform;
}

}  // namespace lafs
