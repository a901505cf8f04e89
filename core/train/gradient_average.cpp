// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/train/gradient_average.h"

#include <ATen/ATen.h>
#include <ATen/core/grad_mode.h>

#include "core/base/error.h"

namespace lafs {

namespace {

constexpr std::int64_t kBucketNumbers = 4 << 20;  // 16 MB of float32

/// Gradients of one type that travel together.
struct Bucket {
  std::vector<at::Tensor> gradients;
  std::int64_t numbers = 0;
  at::Tensor packed;

  void pack() {
    std::vector<at::Tensor> flat;
    for (const at::Tensor& gradient : gradients) flat.push_back(gradient.reshape({-1}));
    packed = at::cat(flat);
  }
  void unpack(double ranks) {
    packed.div_(ranks);
    std::int64_t next = 0;
    for (at::Tensor& gradient : gradients) {
      gradient.copy_(packed.narrow(0, next, gradient.numel()).view(gradient.sizes()));
      next += gradient.numel();
    }
  }
};

void add(std::vector<Bucket>& buckets, const at::Tensor& gradient) {
  const bool fits = !buckets.empty() && buckets.back().numbers < kBucketNumbers &&
                    buckets.back().gradients.front().scalar_type() == gradient.scalar_type();
  if (!fits) buckets.emplace_back();
  buckets.back().gradients.push_back(gradient);
  buckets.back().numbers += gradient.numel();
}

}  // namespace

void averageGradients(const std::vector<ParameterGroup>& groups,
                      const std::set<std::string>& spreadRows, RankGroup& ranks) {
  at::NoGradGuard noGrad;
  std::vector<Bucket> buckets;
  for (const ParameterGroup& group : groups) {
    for (std::size_t i = 0; i < group.parameters.size(); ++i) {
      const at::Tensor& gradient = group.parameters[i].grad();
      if (!gradient.defined() || spreadRows.count(group.names[i]) > 0) continue;
      require(!gradient.is_sparse(), "a sparse gradient belongs to rows that are spread");
      add(buckets, gradient);
    }
  }
  std::vector<at::Tensor> packed;
  for (Bucket& bucket : buckets) {
    bucket.pack();
    packed.push_back(bucket.packed);
  }
  ranks.sum(packed);
  for (Bucket& bucket : buckets) bucket.unpack(static_cast<double>(ranks.size()));
}

}  // namespace lafs
