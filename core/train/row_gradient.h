// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/ATen.h>

namespace lafs {

/// A gradient that touches some rows of a matrix only: `values` [S, …] belongs to `rows` [S].
struct RowGradient {
  at::Tensor rows;    ///< [S] int64, sorted, no row twice
  at::Tensor values;  ///< [S, …] dense
};

/// Splits a sparse gradient (COO with one sparse axis), adding up rows that occur more than once.
inline RowGradient rowGradient(const at::Tensor& sparse) {
  const at::Tensor coalesced = sparse.coalesce();
  return {coalesced.indices().select(0, 0), coalesced.values()};
}

/// Rows of `whole` as a dense tensor of their own, and back. Between the two a dense optimizer step
/// on the rows of parameter, moments and gradient equals a step that knows no other row.
inline at::Tensor takeRows(const at::Tensor& whole, const at::Tensor& rows) {
  return whole.detach().index_select(0, rows);
}
inline void putRows(at::Tensor whole, const at::Tensor& rows, const at::Tensor& values) {
  whole.detach().index_copy_(0, rows, values);
}

}  // namespace lafs
