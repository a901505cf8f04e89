// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lafs {

/// A confidence interval of a quantity; same unit as the quantity.
struct Interval {
  double low = 0;
  double high = 0;
  double level = 0.95;  ///< probability with which such intervals cover the true value
};

}  // namespace lafs
