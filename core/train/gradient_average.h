// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <set>
#include <string>
#include <vector>

#include "core/model/rank_group.h"
#include "core/train/objective.h"

namespace lafs {

/// Makes each gradient the mean over ranks, except those of `spreadRows`. Gradients travel packed
/// into buckets of a few megabytes, all at once.
void averageGradients(const std::vector<ParameterGroup>& groups,
                      const std::set<std::string>& spreadRows, RankGroup& ranks);

}  // namespace lafs
