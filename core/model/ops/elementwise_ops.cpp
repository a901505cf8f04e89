// SPDX-License-Identifier: GPL-3.0-or-later
#include <ATen/ATen.h>
#include <ATen/Parallel.h>
#include <torch/csrc/autograd/custom_function.h>

#include "core/model/ops/elementwise_kernels.h"
#include "core/model/ops/fused_ops.h"
#include "core/model/ops/matrix_ops.h"
#include "core/model/ops/noise.h"

namespace lafs::ops {

namespace {

using torch::autograd::AutogradContext;
using torch::autograd::variable_list;

int storageIndex(const at::Tensor& x) {
  TORCH_CHECK(x.scalar_type() == at::kFloat || x.scalar_type() == at::kBFloat16,
              "float32 or bfloat16 expected, found ", x.scalar_type());
  return x.scalar_type() == at::kFloat ? 0 : 1;
}

/// Calls body(begin, end, mask) for the elements of x, in threads; the mask numbers them as they
/// are numbered in the whole batch.
template <class Body>
void overElements(const at::Tensor& x, const DropMask& mask, const Body& body) {
  const NoiseShare share = noiseShare();
  if (share.ranks == 1 || x.numel() == 0) {
    at::parallel_for(0, x.numel(), kElementGrain,
                     [&](std::int64_t begin, std::int64_t end) { body(begin, end, mask); });
    return;
  }
  const std::int64_t perRow = x.numel() / x.size(0);
  const std::int64_t perBlock = perRow * share.rows;
  at::parallel_for(0, x.numel(), kElementGrain, [&](std::int64_t begin, std::int64_t end) {
    while (begin < end) {
      const std::int64_t block = begin / perBlock;
      const std::int64_t stop = std::min(end, (block + 1) * perBlock);
      DropMask piece = mask;
      piece.offset = (share.wholeRow(block * share.rows) - block * share.rows) * perRow;
      body(begin, stop, piece);
      begin = stop;
    }
  });
}

/// The mask of the call whose p and key the context keeps.
DropMask savedMask(AutogradContext* context) {
  return dropMask(context->saved_data["p"].toDouble(),
                  static_cast<std::uint64_t>(context->saved_data["key"].toInt()));
}

struct GeluDropout : torch::autograd::Function<GeluDropout> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, double p,
                            std::int64_t key) {
    const DropMask mask = dropMask(p, static_cast<std::uint64_t>(key));
    const auto kernel = elementwiseKernels().geluDropout[storageIndex(x)];
    at::Tensor y = at::empty_like(x);
    overElements(x, mask, [&](std::int64_t begin, std::int64_t end, const DropMask& piece) {
      kernel(x.data_ptr(), y.data_ptr(), begin, end, piece);
    });
    context->save_for_backward({x});
    context->saved_data["p"] = p;
    context->saved_data["key"] = key;
    return y;
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    const at::Tensor x = context->get_saved_variables()[0];
    const DropMask mask = savedMask(context);
    const at::Tensor gradient = upstream[0].contiguous();
    const auto kernel = elementwiseKernels().geluDropoutBackward[storageIndex(x)];
    at::Tensor out = at::empty_like(x);
    overElements(x, mask, [&](std::int64_t begin, std::int64_t end, const DropMask& piece) {
      kernel(x.data_ptr(), gradient.data_ptr(), out.data_ptr(), begin, end, piece);
    });
    return {out, at::Tensor(), at::Tensor()};
  }
};

at::Tensor dropped(const at::Tensor& x, const DropMask& mask) {
  const auto kernel = elementwiseKernels().dropout[storageIndex(x)];
  at::Tensor y = at::empty_like(x);
  overElements(x, mask, [&](std::int64_t begin, std::int64_t end, const DropMask& piece) {
    kernel(x.data_ptr(), y.data_ptr(), begin, end, piece);
  });
  return y;
}

struct HashDropout : torch::autograd::Function<HashDropout> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& x, double p,
                            std::int64_t key) {
    context->saved_data["p"] = p;
    context->saved_data["key"] = key;
    return dropped(x, dropMask(p, static_cast<std::uint64_t>(key)));
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    return {dropped(upstream[0].contiguous(), savedMask(context)), at::Tensor(), at::Tensor()};
  }
};

/// Calls body(sample, begin, end, mask) for the parts of every sample, in threads; `sample` is its
/// number in the whole batch.
template <class Body>
void overSamples(const at::Tensor& x, const DropMask& mask, const Body& body) {
  const NoiseShare share = noiseShare();
  const std::int64_t perSample = x.size(0) > 0 ? x.numel() / x.size(0) : 0;
  at::parallel_for(0, x.numel(), kElementGrain, [&](std::int64_t begin, std::int64_t end) {
    while (begin < end) {
      const std::int64_t sample = begin / perSample;
      const std::int64_t stop = std::min(end, (sample + 1) * perSample);
      DropMask piece = mask;
      piece.offset = (share.wholeRow(sample) - sample) * perSample;
      body(share.wholeRow(sample), begin, stop, piece);
      begin = stop;
    }
  });
}

struct ResidualDropPath : torch::autograd::Function<ResidualDropPath> {
  static at::Tensor forward(AutogradContext* context, const at::Tensor& residual,
                            const at::Tensor& x, double p, double pathP, std::int64_t key) {
    const std::uint64_t bits = static_cast<std::uint64_t>(key);
    const DropMask mask = dropMask(p, bits);
    const auto kernel = elementwiseKernels().residualDrop[storageIndex(x)];
    at::Tensor out = at::empty_like(residual);
    overSamples(
        x, mask,
        [&](std::int64_t sample, std::int64_t begin, std::int64_t end, const DropMask& piece) {
          kernel(residual.data_ptr<float>(), x.data_ptr(), out.data_ptr<float>(), begin, end, piece,
                 pathFactor(pathP, bits, sample));
        });
    context->saved_data["p"] = p;
    context->saved_data["pathP"] = pathP;
    context->saved_data["key"] = key;
    context->saved_data["bfloat16"] = storageIndex(x) == 1;
    return out;
  }

  static variable_list backward(AutogradContext* context, variable_list upstream) {
    const std::uint64_t key = static_cast<std::uint64_t>(context->saved_data["key"].toInt());
    const DropMask mask = dropMask(context->saved_data["p"].toDouble(), key);
    const double pathP = context->saved_data["pathP"].toDouble();
    const bool bfloat16 = context->saved_data["bfloat16"].toBool();
    const at::Tensor gradient = upstream[0].contiguous();
    at::Tensor dx = at::empty(gradient.sizes(),
                              gradient.options().dtype(bfloat16 ? at::kBFloat16 : at::kFloat));
    const auto kernel = elementwiseKernels().residualDropBackward[bfloat16 ? 1 : 0];
    overSamples(
        dx, mask,
        [&](std::int64_t sample, std::int64_t begin, std::int64_t end, const DropMask& piece) {
          kernel(gradient.data_ptr<float>(), dx.data_ptr(), begin, end, piece,
                 pathFactor(pathP, key, sample));
        });
    return {gradient, dx, at::Tensor(), at::Tensor(), at::Tensor()};
  }
};

}  // namespace

at::Tensor geluDropoutPlain(const at::Tensor& x, double p, bool train, std::uint64_t key) {
  const at::Tensor y = at::gelu(x);
  return train && p > 0 ? y * maskTensor(x.sizes(), p, key, x.options()) : y;
}

at::Tensor geluDropout(const at::Tensor& x, double p, bool train) {
  const bool drops = train && p > 0;
  const std::uint64_t key = drops ? nextNoiseKey() : 0;
  if (!x.device().is_cpu()) return geluDropoutPlain(x, p, train, key);
  return GeluDropout::apply(x.contiguous(), drops ? p : 0.0, static_cast<std::int64_t>(key));
}

at::Tensor hashDropoutPlain(const at::Tensor& x, double p, bool train, std::uint64_t key) {
  return train && p > 0 ? x * maskTensor(x.sizes(), p, key, x.options()) : x;
}

at::Tensor hashDropout(const at::Tensor& x, double p, bool train) {
  if (!train || p == 0) return x;
  const std::uint64_t key = nextNoiseKey();
  if (!x.device().is_cpu()) return hashDropoutPlain(x, p, train, key);
  return HashDropout::apply(x.contiguous(), p, static_cast<std::int64_t>(key));
}

at::Tensor residualDropPathPlain(const at::Tensor& residual, const at::Tensor& x, double p,
                                 double pathP, bool train, std::uint64_t key) {
  at::Tensor branch = x.to(at::kFloat);
  if (train && p > 0) branch = branch * maskTensor(x.sizes(), p, key, branch.options());
  if (train && pathP > 0) {
    branch = branch * pathTensor(x.size(0), pathP, key, branch.options());
  }
  return residual + branch;
}

at::Tensor residualDropPath(const at::Tensor& residual, const at::Tensor& x, double p, double pathP,
                            bool train) {
  TORCH_CHECK(residual.sizes() == x.sizes() && x.dim() == 3, "residualDropPath: residual ",
              residual.sizes(), " and branch ", x.sizes(), " must be of one shape [B, N, D]");
  const bool drops = train && (p > 0 || pathP > 0);
  const std::uint64_t key = drops ? nextNoiseKey() : 0;
  if (!x.device().is_cpu()) return residualDropPathPlain(residual, x, p, pathP, train, key);
  return ResidualDropPath::apply(residual.contiguous(), x.contiguous(), drops ? p : 0.0,
                                 drops ? pathP : 0.0, static_cast<std::int64_t>(key));
}

}  // namespace lafs::ops
