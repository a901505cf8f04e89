// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace lafs {

/// Cuts a patchSize² patch around every landmark by bilinear sampling, differentiable with respect
/// to image and landmarks (method.md 3; paper: STN grid sampling).
///   image      [B, 3, S, S] float32
///   landmarks  [B, N, 2] float32, (x, y) on the 0 … S-1 frame; may lie outside, never clamped
///   result     [B, N, 3·P²], index (a·P + b)·3 + c with a along x and b along y
/// Pixel read by (a, b): column x + a - P/2 - 0.5, row y + b - P/2 - 0.5; outside counts as 0.
at::Tensor samplePatches(const at::Tensor& image, const at::Tensor& landmarks,
                         std::int64_t patchSize);

/// The same by one `grid_sample` call: what runs on a GPU and what the test compares with.
at::Tensor samplePatchesPlain(const at::Tensor& image, const at::Tensor& landmarks,
                              std::int64_t patchSize);

/// Plain grid cut: [B, 3, H, W] -> [B, (H/P)·(W/P), 3·P²], index (row·P + col)·3 + c, token order by
/// rows (method.md 3.1). H and W must be multiples of P.
at::Tensor gridPatches(const at::Tensor& image, std::int64_t patchSize);

/// Landmarks at the patch centres (P·a + P/2, P·b + P/2), sampled and transposed to grid layout: the
/// "standard coordinate" mode of Table 2's fViT rows (method.md 3.1). Result [1, n², 2], a slowest.
at::Tensor standardLandmarks(std::int64_t imageSize, std::int64_t patchSize);

/// Turns the landmark layout of patch vectors into the grid layout and back (its own inverse).
at::Tensor transposePatches(const at::Tensor& patches, std::int64_t patchSize);

}  // namespace lafs
