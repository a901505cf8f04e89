// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <functional>
#include <map>
#include <string>

#include "core/formats/safetensors.h"

namespace lafs {

/// Tensors by name, as modules and checkpoints hold them.
using TensorMap = std::map<std::string, at::Tensor>;

/// Writes tensors as one safetensors file, in the order of their names; atomic (core/formats).
/// Any device and any strides; the file holds contiguous CPU values. Types: float64/32/16,
/// bfloat16, int64/32/16/8, uint8, bool. UserError when the file cannot be written.
void saveTensors(const std::string& path, const TensorMap& tensors,
                 const std::map<std::string, std::string>& metadata = {});

/// Reads every tensor of a safetensors file into memory of its own, on the CPU; `metadata`, when
/// given, gets the file's text entries; `wanted`, when given, chooses tensors by name, and the rest
/// costs nothing. UserError when the file is missing, torn or not safetensors.
TensorMap loadTensors(const std::string& path,
                      std::map<std::string, std::string>* metadata = nullptr,
                      const std::function<bool(const std::string& name)>& wanted = {});

/// Writes them as torch.save would write their OrderedDict (core/formats/torch_file.h); Python's
/// torch.load(weights_only=True) takes it. Any device, any strides; same types and errors.
void saveTorchTensors(const std::string& path, const TensorMap& tensors);

/// The tensor type of a file's number type.
at::ScalarType tensorTypeOf(Dtype dtype);

}  // namespace lafs
