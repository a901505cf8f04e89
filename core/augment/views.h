// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>

#include "core/augment/colour_chain.h"
#include "core/config/stage_specs.h"
#include "core/data/loader.h"

namespace lafs {

/// The view pipelines of every stage, as transforms for the Loader. They take a picture of any
/// size (it is first brought to imageSize x imageSize), draw everything from the sample's own
/// RandomStream, may be called from several threads at once, and write planar R,G,B floats.
/// `imageSize` is the model's side in pixels. The arithmetic is PIL's and torchvision's, 8 bits
/// between the operations.

/// The first views of every self-supervised sample; those after them are local or subset views.
constexpr std::int64_t kGlobalViews = 2;

/// How often a training view is mirrored.
constexpr double kFlipProbability = 0.5;

/// Everything random about one self-supervised view.
struct ViewDraws {
  CropBox box;            ///< in the picture of imageSize x imageSize
  bool mirrored = false;  ///< flipped after the crop
  ColourDraws colours;
};

/// Sees the draws of view `view` before they are carried out, and may change them; how a viewer
/// shows an augmentation and switches it off. What the other draws are does not depend on it.
using ViewDrawsHook = std::function<void(std::int64_t view, ViewDraws& draws)>;

/// LAFS with disentangled augmentation (LAFS, section 8.1.3): 2 + spec.localViews views, each one
/// geometric crop (spec.globalScale, flip) that yields two outputs, a plain one for the landmark
/// CNN and a colour-augmented one for the backbone. Outputs, all [3, imageSize, imageSize]:
/// g1 plain, g1 colour, g2 plain, g2 colour, l1 plain, l1 colour, …
/// The plain outputs are always in [-1, 1]; spec.normalisation applies to the colour ones.
ViewTransform lafsViews(const PretrainSpec& spec, std::int64_t imageSize,
                        const ViewDrawsHook& hook = {});

/// DINO on faces: 2 global crops (spec.globalScale) and spec.localViews local ones
/// (spec.localScale), all colour-augmented. Outputs: g1, g2 [3, imageSize, imageSize], then the
/// locals, [3, spec.localSize, spec.localSize].
/// With `partFvit` a local crop keeps its scale but is resized to the full side, because the
/// landmark CNN sees whole faces only (LAFS, table 3); every output is then full size.
ViewTransform dinoViews(const PretrainSpec& spec, std::int64_t imageSize, bool partFvit,
                        const ViewDrawsHook& hook = {});

/// Supervised training (landmark and finetune stages): flip, RandAugment, random crop 0.9-1.0,
/// colour jitter, erasing; "flip only" when spec.enabled is false. One output, in [-1, 1].
/// Mixup is done on the batch (mixup.h).
ViewTransform supervisedView(const SupervisedAugmentSpec& spec, std::int64_t imageSize);

/// Evaluation: no randomness. `half` gives v/255 - 0.5 (the release's evaluation) instead of
/// [-1, 1]; `mirrored` flips left and right. One output.
ViewTransform evaluationView(std::int64_t imageSize, bool half, bool mirrored);

}  // namespace lafs
