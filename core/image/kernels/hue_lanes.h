// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

// Colours in hue, saturation and value, eight at a time and without a branch.

#include "core/image/kernels/lanes.h"

namespace lafs {
namespace {

struct RgbLanes {
  Floats red, green, blue;
};

/// Hue (one turn = 1, in [0, 1]), saturation and value (the unit of the colour it came from).
struct HsvLanes {
  Floats hue, saturation, value;
};

/// sector / 6, plus 1 when negative, rounded to float once: PIL computes this in double and then
/// cuts to a byte, so that the last bit can decide.
LAFS_INLINE Floats turnOfSector(Floats sector) {
  typedef double Doubles __attribute__((vector_size(32)));
  typedef float Quad __attribute__((vector_size(16)));
  Quad halves[2];
  std::memcpy(halves, &sector, sizeof halves);
  for (Quad& half : halves) {
    Doubles turn = __builtin_convertvector(half, Doubles) * (1.0 / 6.0);
    turn = turn < 0.0 ? turn + 1.0 : turn;
    half = __builtin_convertvector(turn, Quad);
  }
  Floats turns;
  std::memcpy(&turns, halves, sizeof turns);
  return turns;
}

/// The usual formulas compute three distances from the largest channel; the one of the smallest
/// channel is always 1 and that of the largest 0, so one division for the middle channel is enough,
/// and rounds as they do.
LAFS_INLINE HsvLanes toHsv(const RgbLanes& c) {
  const Floats lowRedGreen = smaller(c.red, c.green), highRedGreen = larger(c.red, c.green);
  const Floats high = larger(highRedGreen, c.blue), low = smaller(lowRedGreen, c.blue);
  const Floats middle = larger(lowRedGreen, smaller(highRedGreen, c.blue));
  const Floats range = high - low;
  const Floats one = same(1.0f);
  const Floats part = (high - middle) / (range > 0.0f ? range : one);
  const Floats besideRed = low == c.blue ? one - part : part - one;
  const Floats besideGreen = low == c.blue ? one + part : 3.0f - part;
  const Floats besideBlue = low == c.red ? 3.0f + part : 5.0f - part;
  Floats sector = high == c.green ? besideGreen : besideBlue;
  sector = high == c.red ? besideRed : sector;
  sector = range > 0.0f ? sector : Floats{};
  return {turnOfSector(sector), range / (high > 0.0f ? high : one), high};
}

/// The corner values of the HSV hexagon, put where sector 0 … 5 wants them.
LAFS_INLINE RgbLanes fromSector(Ints sector, Floats v, Floats p, Floats q, Floats t) {
  Floats red = sector == 1 ? q : p;
  red = sector == 4 ? t : red;
  red = (sector == 0) | (sector == 5) ? v : red;
  Floats green = sector == 0 ? t : p;
  green = sector == 3 ? q : green;
  green = (sector == 1) | (sector == 2) ? v : green;
  Floats blue = sector == 2 ? t : p;
  blue = sector == 5 ? q : blue;
  blue = (sector == 3) | (sector == 4) ? v : blue;
  return {red, green, blue};
}

/// floor(255 x) of the exact product, for x in [0, 1]. Rounded to float, a product just below an
/// integer becomes that integer; `rest`, which is exact, tells.
LAFS_INLINE Ints floorOf255Times(Floats x) {
  const Floats product = x * 255.0f;
  const Floats rest = (x * 256.0f - product) - x;
  const Ints whole = truncate(product);
  const Ints roundedUp = (toFloats(whole) == product) & (rest < 0.0f);  // -1 where true
  return whole + roundedUp;
}

/// To the nearest, half upwards, of values >= 0.
LAFS_INLINE Floats nearest(Floats values) {
  return toFloats(truncate(values + 0.5f));
}

}  // namespace
}  // namespace lafs
