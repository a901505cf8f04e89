// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>

namespace lafs {

/// Cuts a patchSize² patch around every landmark by bilinear sampling, differentiable with respect
/// to image and landmarks (LAFS, section 3.1: the grid sampling of a spatial transformer). One
/// fused CPU kernel with its own backward; on other devices the plain expression.
///   image      [B, 3, H, W] float32
///   landmarks  [B, N, 2] float32, (x, y) in pixels from the left and upper edge; may lie outside,
///   never
///              clamped; NaN gives NaN
///   result     [B, N, 3·P²], index (a·P + b)·3 + c with a along x and b along y
/// Pixel read by (a, b): column x + a - ⌊P/2⌋ - 0.5, row y + b - ⌊P/2⌋ - 0.5; outside counts as 0.
/// The result is float32 whatever the precision of the network; no second derivatives.
at::Tensor samplePatches(const at::Tensor& image, const at::Tensor& landmarks,
                         std::int64_t patchSize);

/// The same by one `grid_sample` call: what runs on a GPU and what the test compares with.
at::Tensor samplePatchesPlain(const at::Tensor& image, const at::Tensor& landmarks,
                              std::int64_t patchSize);

/// Plain grid cut: [B, 3, H, W] -> [B, (H/P)·(W/P), 3·P²], index (row·P + col)·3 + c, token order
/// by rows. H and W must be multiples of P.
at::Tensor gridPatches(const at::Tensor& image, std::int64_t patchSize);

/// Landmarks at the patch centres (P·a + ⌊P/2⌋, P·b + ⌊P/2⌋), a and b = 0 … n-1, n = ⌊S/P⌋: the
/// "standard coordinate" mode of the fViT rows of LAFS, Table 2. Result [1, n², 2], a slowest.
/// Sample there (perturbed or shuffled as one likes), then transposeMosaic: that is the grid
/// layout, half a pixel blurred.
at::Tensor standardLandmarks(std::int64_t imageSize, std::int64_t patchSize);

/// Transposes the picture that n² patches make when laid out n by n: the order of the tokens and
/// every patch, [B, n², C·P²] to the same. Turns samples at standardLandmarks into the layout of
/// gridPatches; its own inverse.
at::Tensor transposeMosaic(const at::Tensor& patches, std::int64_t patchSize);

/// Turns the landmark layout of patch vectors (x slowest) into the grid layout (row slowest) and
/// back, patch by patch; token order stays.
at::Tensor transposePatches(const at::Tensor& patches, std::int64_t patchSize);

}  // namespace lafs
