// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/loss_scaler.h"

namespace lafs {

namespace {
constexpr double kGrowth = 2;
constexpr double kBackoff = 0.5;
constexpr std::int64_t kGrowthSteps = 2000;
}  // namespace

bool LossScaler::update(bool finite) {
  if (!enabled_) return finite;
  if (!finite) {
    position_.scale *= kBackoff;
    position_.goodSteps = 0;
    return position_.scale >= 1;
  }
  if (++position_.goodSteps >= kGrowthSteps) {
    position_.scale *= kGrowth;
    position_.goodSteps = 0;
  }
  return true;
}

}  // namespace lafs
