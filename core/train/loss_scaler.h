// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lafs {

/// Dynamic scaling of the loss for float16, whose gradients would underflow (Micikevicius et al.,
/// "Mixed precision training", with the constants of PyTorch's GradScaler): halve the scale and
/// skip the step when a gradient overflows, double it after 2000 good steps.
class LossScaler {
 public:
  struct Position {
    double scale = 65536;
    std::int64_t goodSteps = 0;  ///< since the scale last changed
  };

  explicit LossScaler(bool enabled) : enabled_(enabled) {}

  bool enabled() const { return enabled_; }
  /// What the loss is multiplied by; 1 when disabled.
  double scale() const { return enabled_ ? position_.scale : 1; }

  /// After a step whose gradients were finite or not; returns false when there is nothing left to
  /// halve, i.e. the gradients overflow at any scale.
  bool update(bool finite);

  const Position& position() const { return position_; }
  void restore(const Position& position) { position_ = position; }

 private:
  bool enabled_;
  Position position_;
};

}  // namespace lafs
