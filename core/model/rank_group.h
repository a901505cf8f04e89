// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <vector>

namespace lafs {

/// The processes that train one model together, and what they say to each other. Every rank calls
/// the same functions in the same order with tensors of the same shapes and types. Every function
/// returns when its result is there, the same bits on every rank. UserError when a rank is gone or
/// silent for too long: the training cannot go on then, and its last checkpoint stays.
///
/// A batch is spread over the ranks in equal parts, in its order: rank r holds rows r·b … (r+1)·b.
/// A loss is the mean over a rank's own rows and gradients are averaged over ranks, except for
/// tensors whose rows are themselves spread (rowsOfRank).
class RankGroup {
 public:
  virtual ~RankGroup() = default;
  virtual std::int64_t rank() const = 0;
  virtual std::int64_t size() const = 0;
  /// Adds each tensor up over the ranks, in place. Contiguous, float32, float64 or int64.
  virtual void sum(std::vector<at::Tensor> tensors) = 0;
  /// The largest of each element over the ranks, in place.
  virtual void maximum(at::Tensor tensor) = 0;
  /// The tensors of all ranks, by rank.
  virtual std::vector<at::Tensor> gather(const at::Tensor& tensor) = 0;
  /// Rank 0's bytes for everybody, in place. Contiguous, of any type.
  virtual void share(at::Tensor tensor) = 0;

  bool writes() const { return rank() == 0; }  ///< the rank that owns the run directory
};

/// The group this process belongs to; null when it trains alone, which is how it begins. Whoever
/// sets it keeps the group alive until it sets another.
RankGroup* rankGroup();
void setRankGroup(RankGroup* group);

/// Rows [first, first + count) of a tensor whose rows are spread over ranks.
struct RowRange {
  std::int64_t first = 0;
  std::int64_t count = 0;
};
/// The share of the process's rank in `rows` rows; all of them when it trains alone.
RowRange rowsOfRank(std::int64_t rows);

/// The parts of `rows` [b, …] of all ranks as one tensor [ranks·b, …]; `rows` itself when alone.
/// Its gradient is what all ranks found together, for the own rows, times the number of ranks:
/// ranks that share one loss need it so, because the gradients before it are averaged.
at::Tensor gatherBatch(const at::Tensor& rows);

/// A tensor of which each rank holds other rows, in the order of ranks, put together on every one.
at::Tensor gatherRows(const at::Tensor& rows);

}  // namespace lafs
