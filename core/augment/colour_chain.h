// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <optional>

#include "core/base/random_stream.h"
#include "core/image/planes.h"

namespace lafs {

/// How far each part of a colour jitter may go: factors in 1 ± strength, hue shift in ± strength.
struct JitterStrength {
  double brightness = 0.4;
  double contrast = 0.4;
  double saturation = 0.2;
  double hue = 0.1;
};

/// Whose arithmetic a jitter uses.
enum class JitterStyle { Pil, Vision };

/// What was drawn for one jitter: brightness, contrast, saturation (factors) and hue (a shift), and
/// the order in which these four come.
struct JitterDraws {
  std::array<double, 4> amounts{};
  std::array<int, 4> order{};
};

/// torchvision's ColorJitter: the four operations in a fresh random order, each with a factor of
/// its own.
JitterDraws drawJitter(const JitterStrength& strength, RandomStream& random);
void applyJitter(Planes& planes, const JitterDraws& draws, JitterStyle style);
void colourJitter(Planes& planes, const JitterStrength& strength, JitterStyle style,
                  RandomStream& random);

/// What differs between the colour chains of the self-supervised views (DINO; LAFS, 8.1.3).
struct ColourChain {
  double blurProbability = 0.5;
  double solariseProbability = 0;

  static ColourChain firstGlobal() { return {1.0, 0}; }
  static ColourChain secondGlobal() { return {0.1, 0.2}; }
  static ColourChain local() { return {0.5, 0}; }
};

/// What was drawn for the colours of one view. Drawn apart from its use, so that a viewer can show
/// it and leave a part out without changing what the others get.
struct ColourDraws {
  std::optional<JitterDraws> jitter;
  bool grey = false;
  std::optional<double> blurRadius;  ///< PIL's radius, pixels
  bool solarise = false;
};

/// Jitter (0.8), grey (0.2), blur with radius 0.1 … 2, solarise; each drawn for itself.
ColourDraws drawColours(const ColourChain& chain, RandomStream& random);
void applyColours(Planes& planes, const ColourDraws& draws);
void colourAugment(Planes& planes, const ColourChain& chain, RandomStream& random);

}  // namespace lafs
