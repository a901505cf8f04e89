// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/pair_scoring.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <cstddef>

#include "core/embed/kernels/score_kernels.h"

namespace lafs {

namespace {

constexpr std::int64_t kTileBytes = 512 * 1024;  // two tiles fit a core's second-level cache

/// Pairs sorted by the tiles of their two rows (a counting sort, stable).
struct Buckets {
  std::vector<std::uint32_t> order;
  std::vector<std::size_t> starts;  ///< one more than buckets
};

Buckets sortByTiles(const std::vector<std::uint32_t>& first,
                    const std::vector<std::uint32_t>& second, std::int64_t rows,
                    std::int64_t tile) {
  const auto tiles = static_cast<std::size_t>((rows + tile - 1) / tile);
  std::vector<std::uint32_t> tileOf(static_cast<std::size_t>(rows));
  for (std::int64_t row = 0; row < rows; ++row)
    tileOf[row] = static_cast<std::uint32_t>(row / tile);
  const auto bucketOf = [&](std::size_t pair) {
    return tileOf[first[pair]] * tiles + tileOf[second[pair]];
  };
  Buckets buckets;
  buckets.starts.assign(tiles * tiles + 1, 0);
  for (std::size_t pair = 0; pair < first.size(); ++pair) buckets.starts[bucketOf(pair) + 1] += 1;
  for (std::size_t b = 1; b < buckets.starts.size(); ++b)
    buckets.starts[b] += buckets.starts[b - 1];
  std::vector<std::size_t> next(buckets.starts.begin(), buckets.starts.end() - 1);
  buckets.order.resize(first.size());
  for (std::size_t pair = 0; pair < first.size(); ++pair) {
    buckets.order[next[bucketOf(pair)]++] = static_cast<std::uint32_t>(pair);
  }
  return buckets;
}

}  // namespace

std::vector<double> scorePairs(const at::Tensor& rows, const std::vector<std::uint32_t>& first,
                               const std::vector<std::uint32_t>& second) {
  TORCH_CHECK(rows.dim() == 2 && rows.scalar_type() == at::kFloat && rows.is_contiguous(),
              "rows must be a contiguous [T, D] float32 matrix");
  TORCH_CHECK(first.size() == second.size(), "pairs: one partner each");
  const std::int64_t count = rows.size(0), width = rows.size(1);
  const auto inRange = [count](std::uint32_t row) { return row < count; };
  TORCH_CHECK(std::all_of(first.begin(), first.end(), inRange) &&
                  std::all_of(second.begin(), second.end(), inRange),
              "a pair names a row that is not there");
  const std::int64_t tile =
      std::max<std::int64_t>(16, kTileBytes / std::max<std::int64_t>(1, width * 4));
  const Buckets buckets = sortByTiles(first, second, count, tile);
  std::vector<double> scores(first.size());
  const float* data = rows.data_ptr<float>();
  at::parallel_for(0, static_cast<std::int64_t>(buckets.starts.size()) - 1, 1,
                   [&](std::int64_t begin, std::int64_t end) {
                     const std::size_t from = buckets.starts[begin], to = buckets.starts[end];
                     scoreKernels().pairDots(data, width, first.data(), second.data(),
                                             buckets.order.data() + from,
                                             static_cast<std::int64_t>(to - from), scores.data());
                   });
  return scores;
}

std::vector<double> pairDistances(const at::Tensor& sums, const std::vector<std::int64_t>& first,
                                  const std::vector<std::int64_t>& second) {
  TORCH_CHECK(first.size() == second.size(), "pairs: one partner each");
  TORCH_CHECK(sums.dim() == 2, "sums must be [N, D], got ", sums.dim(), " axes");
  const at::Tensor wide = sums.to(at::kDouble);
  const at::Tensor unit = (wide / wide.norm(2, 1, true).clamp_min(1e-300)).contiguous();
  const double* rows = unit.data_ptr<double>();
  const std::int64_t width = unit.size(1);
  std::vector<double> distances(first.size());
  at::parallel_for(0, static_cast<std::int64_t>(first.size()), 1024,
                   [&](std::int64_t begin, std::int64_t end) {
                     for (std::int64_t k = begin; k < end; ++k) {
                       const double* a = rows + first[k] * width;
                       const double* b = rows + second[k] * width;
                       double sum = 0;
                       for (std::int64_t d = 0; d < width; ++d)
                         sum += (a[d] - b[d]) * (a[d] - b[d]);
                       distances[k] = sum;
                     }
                   });
  return distances;
}

}  // namespace lafs
