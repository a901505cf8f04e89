// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace lafs::ops {

/// Where dropout masks come from: a counter-based hash of (seed, step, call number inside the
/// step), so nothing is stored for backward, threads change nothing and a resumed run needs only
/// the step. Set once at the start of each step by the trainer; each op call takes the next number.
/// The counter belongs to the calling thread.
void beginNoiseStep(std::uint64_t seed, std::uint64_t step);
std::uint64_t nextNoiseKey();

/// Tells the calling thread which part of every batch it computes, so that a sample's masks are the
/// same whatever the number of processes that share the batch: of each block of ranks·rows rows of
/// the whole tensor, rows rank·rows … (rank+1)·rows. ranks = 1: all of it, which is how it begins.
void shareNoise(std::int64_t rank, std::int64_t ranks, std::int64_t rows);

/// Every op below is autograd-aware, takes float32 (or bfloat16 where said), and on tensors that
/// are not on the CPU runs its plain expression. `…Plain` is that expression with the same mask,
/// which the tests compare with. p is the drop probability in [0, 1); p = 0 or train = false drops
/// nothing and takes no noise key.

/// Dropout(GELU(x)), exact erf GELU. Any shape; float32 or bfloat16.
at::Tensor geluDropout(const at::Tensor& x, double p, bool train);
at::Tensor geluDropoutPlain(const at::Tensor& x, double p, bool train, std::uint64_t key);

/// Dropout(x) of any shape; float32 or bfloat16.
at::Tensor hashDropout(const at::Tensor& x, double p, bool train);
at::Tensor hashDropoutPlain(const at::Tensor& x, double p, bool train, std::uint64_t key);

/// residual + DropPath_pathP(Dropout_p(x)): x, residual [B, N, D]; the path mask is per sample
/// (first axis), kept samples are divided by 1 - pathP. x float32 or bfloat16; residual and the
/// sum are float32. Takes one noise key whenever train is true and p or pathP is not 0.
at::Tensor residualDropPath(const at::Tensor& residual, const at::Tensor& x, double p, double pathP,
                            bool train);
at::Tensor residualDropPathPlain(const at::Tensor& residual, const at::Tensor& x, double p,
                                 double pathP, bool train, std::uint64_t key);

/// LayerNorm over the last axis of x (float32), statistics in float32; the result is bfloat16 when
/// `bfloat16` is true (what a bfloat16 linear layer reads next), else float32.
at::Tensor layerNorm(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                     double epsilon, bool bfloat16);
at::Tensor layerNormPlain(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                          double epsilon, bool bfloat16);

/// Linear y = x·Wᵀ + b on [.., K] x [M, K] (+ [M]); with bfloat16 the product runs in bfloat16 and
/// the result is bfloat16, gradients of W and b are float32. `bias` may be undefined.
at::Tensor linear(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                  bool bfloat16);
at::Tensor linearPlain(const at::Tensor& x, const at::Tensor& weight, const at::Tensor& bias,
                       bool bfloat16);

/// Weight-normalised linear layer without bias: y = x·Wᵀ with rows W_o = g_o·v_o/|v_o|. x [N, K],
/// v [O, K], g [O, 1]; result [N, O] float32, products in bfloat16 when `bfloat16` is true. Keeps
/// no normalised copy of v in float32 and makes its gradient in place of the product's.
at::Tensor weightNormLinear(const at::Tensor& x, const at::Tensor& v, const at::Tensor& g,
                            bool bfloat16);
at::Tensor weightNormLinearPlain(const at::Tensor& x, const at::Tensor& v, const at::Tensor& g,
                                 bool bfloat16);

/// softmax(q·kᵀ·scale)·v over the packed projection qkv [B, N, 3·heads·headDim] (order q, k, v;
/// each viewed as (heads, headDim)) -> [B, queries, heads·headDim], float32 or bfloat16. The first
/// `queries` tokens ask, 0 = all; a last block that only reads the class token asks with 1. Forward
/// keeps no N x N tensor; backward makes the scores again.
at::Tensor attention(const at::Tensor& qkv, std::int64_t heads, double scale,
                     std::int64_t queries = 0);
at::Tensor attentionPlain(const at::Tensor& qkv, std::int64_t heads, double scale,
                          std::int64_t queries = 0);

}  // namespace lafs::ops
