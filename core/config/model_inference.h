// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "core/config/model_spec.h"

namespace lafs {

/// Sizes of tensors by their state-dict names, wrappers' prefixes already taken out.
using TensorSizes = std::map<std::string, std::vector<std::int64_t>>;

/// The model whose state dict has these names and sizes: the nearest preset, and every size in
/// which it differs. Knows Part fViT (with `stn.*`), fViT, and InsightFace's IResNet-18/50/100 with
/// either head. What no size shows keeps its default: the dropouts, the attention scale, 112 pixel
/// faces of a Part fViT, and heads of the preset's width, else of 64, 32 or 16. UserError, naming
/// `file`, when it is none of these.
ModelSpec inferModel(const TensorSizes& sizes, const std::string& file);

}  // namespace lafs
