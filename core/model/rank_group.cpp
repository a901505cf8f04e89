// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/rank_group.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>
#include <torch/csrc/autograd/custom_function.h>

#include <algorithm>

namespace lafs {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

RankGroup* current = nullptr;

struct GatherBatch : torch::autograd::Function<GatherBatch> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& rows) {
    context->saved_data["rows"] = rows.size(0);
    return at::cat(rankGroup()->gather(rows.contiguous()));
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    RankGroup& group = *rankGroup();
    const at::Tensor all = upstream[0].clone(at::MemoryFormat::Contiguous);
    group.sum({all});
    const std::int64_t rows = context->saved_data["rows"].toInt();
    return {all.narrow(0, group.rank() * rows, rows) * static_cast<double>(group.size())};
  }
};

}  // namespace

RankGroup* rankGroup() {
  return current;
}

void setRankGroup(RankGroup* group) {
  current = group;
}

RowRange rowsOfRank(std::int64_t rows) {
  if (!current) return {0, rows};
  const std::int64_t first = rows * current->rank() / current->size();
  return {first, rows * (current->rank() + 1) / current->size() - first};
}

at::Tensor gatherBatch(const at::Tensor& rows) {
  return current ? GatherBatch::apply(rows) : rows;
}

at::Tensor gatherRows(const at::Tensor& rows) {
  if (!current) return rows;
  at::NoGradGuard noGrad;
  std::vector<std::int64_t> counts;
  std::int64_t most = 0;
  for (const at::Tensor& count : current->gather(at::full({1}, rows.size(0), at::kLong))) {
    counts.push_back(count.item<std::int64_t>());
    most = std::max(most, counts.back());
  }
  std::vector<std::int64_t> shape = rows.sizes().vec();
  shape[0] = most;
  at::Tensor padded = at::zeros(shape, rows.options());
  padded.narrow(0, 0, rows.size(0)).copy_(rows.detach());
  std::vector<at::Tensor> parts = current->gather(padded);
  for (std::size_t rank = 0; rank < parts.size(); ++rank) {
    parts[rank] = parts[rank].narrow(0, 0, counts[rank]);
  }
  return at::cat(parts);
}

}  // namespace lafs
