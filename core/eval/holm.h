// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

namespace lafs {

/// Holm's step-down correction (Scandinavian Journal of Statistics 6, 1979) of a family of
/// p-values: adjusted[i] <= level says that hypothesis i is rejected with the family-wise error
/// held at `level`. In the order of `p`, each in 0 … 1, monotone along the sorted p-values. An
/// empty family stays empty.
std::vector<double> holmAdjusted(const std::vector<double>& p);

}  // namespace lafs
