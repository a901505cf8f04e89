// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/pickle_reader.h"
#include "core/formats/safetensors.h"

namespace lafs {

/// A block of numbers that tensors of a PyTorch file look into.
struct TorchStorage {
  Dtype dtype = Dtype::F32;
  std::uint64_t elements = 0;
  std::uint64_t bytes() const { return elements * dtypeSize(dtype); }
};

/// Storages by the key under which the file keeps them.
using TorchStorages = std::map<std::string, TorchStorage>;

/// A tensor as its record describes it: element (i, j, …) is element offset + i·strides[0] +
/// j·strides[1] + … of its storage. Offsets and strides count elements and are not negative.
struct TorchTensor {
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;  ///< empty for a scalar
  std::vector<std::int64_t> strides;
  std::uint64_t offset = 0;
  std::string storage;  ///< key
  std::uint64_t elements() const;
  std::uint64_t bytes() const { return elements() * dtypeSize(dtype); }
};

/// What a pickle inside a PyTorch file may name: tensors and parameters, storages, dtypes, sizes
/// and devices, numpy's arrays and scalars, namespaces and paths.
const PickleRules& torchPickleRules();

/// The class name of a storage: "FloatStorage" for F32, ….
const char* torchStorageName(Dtype dtype);

/// The storages that the pickle refers to. UserError at `file` when a reference is malformed, of an
/// unknown number type, or at odds with another of the same key.
TorchStorages torchStorages(const PickleTree& tree, const std::string& file);

/// Whether the value is the record of a tensor or parameter.
bool isTorchTensor(const PickleValue& value);

/// Reads such a record. UserError at `file` when it is malformed, reaches outside its storage, or
/// has more elements than its storage (an expanded view, which could claim any size).
TorchTensor torchTensor(const PickleValue& value, const TorchStorages& storages,
                        const std::string& file);

/// The value behind the type tags that PyTorch's C++ side writes around lists and dicts.
const PickleValue& withoutTypeTag(const PickleValue& value);

}  // namespace lafs
