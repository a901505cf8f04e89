// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace lafs {

/// Share of searches whose mate is found at a false positive identification rate.
struct OpenSetPoint {
  double targetFpir = 0;
  double fpir = 0;          ///< reached: searches without mate whose best score passes
  double tpir = 0;          ///< searches whose mate ranks first and passes
  double threshold = 0;     ///< a score passes when it is above
  bool belowFloor = false;  ///< target < 10 / searches without mate
};

/// 1:N search of probes in one gallery, a template a person.
struct Identification {
  std::int64_t gallery = 0;
  std::int64_t mated = 0;     ///< probes whose person is in the gallery
  std::int64_t nonMated = 0;  ///< probes whose person is not: the impostors of open-set search
  std::vector<std::int64_t> ranks;
  std::vector<double> hitRates;  ///< share of mated probes with their mate within ranks[i]
  std::vector<OpenSetPoint> openSet;
  std::vector<std::int64_t> mateRank;  ///< of each probe, from 1; 0 without a mate
  std::vector<float> mateScore;        ///< of each probe; 0 without a mate
};

/// Searches every row of `probes` [P, D] in `gallery` [G, D] (unit rows, float32) by inner product.
/// `subjectOf…` say who a row is; a person has one row in the gallery. A mate's rank is one more
/// than the number of gallery rows that score higher: equal scores count for the mate. FPIR
/// thresholds are found like FAR's by count: at most floor(target · nonMated) searches without mate
/// pass. UserError when a person is in the gallery twice or no probe has a mate.
Identification identify(const at::Tensor& probes, const std::vector<std::int64_t>& probeSubjects,
                        const at::Tensor& gallery, const std::vector<std::int64_t>& gallerySubjects,
                        const std::vector<std::int64_t>& ranks = {1, 5, 10},
                        const std::vector<double>& fpirTargets = {0.01, 0.1});

}  // namespace lafs
