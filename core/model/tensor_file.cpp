// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tensor_file.h"

#include <ATen/ATen.h>

#include <cstring>
#include <vector>

#include "core/formats/torch_file.h"

namespace lafs {

namespace {

struct TypePair {
  Dtype file;
  at::ScalarType tensor;
};

constexpr TypePair kTypes[] = {{Dtype::F64, at::kDouble}, {Dtype::F32, at::kFloat},
                               {Dtype::F16, at::kHalf},   {Dtype::BF16, at::kBFloat16},
                               {Dtype::I64, at::kLong},   {Dtype::I32, at::kInt},
                               {Dtype::I16, at::kShort},  {Dtype::I8, at::kChar},
                               {Dtype::U8, at::kByte},    {Dtype::BOOL, at::kBool}};

Dtype fileType(const std::string& name, at::ScalarType type) {
  for (const TypePair& pair : kTypes) {
    if (pair.tensor == type) return pair.file;
  }
  TORCH_CHECK(false, "tensor ", name, " has type ", type, ", which model files do not hold");
}

/// What a writer of core/formats takes; the contiguous CPU values live as long as this.
struct WritableTensors {
  explicit WritableTensors(const TensorMap& tensors) {
    values.reserve(tensors.size());
    entries.reserve(tensors.size());
    for (const auto& [name, tensor] : tensors) {
      TORCH_CHECK(tensor.defined(), "tensor ", name, " is undefined and cannot be saved");
      values.push_back(tensor.detach().to(at::kCPU).contiguous());
      const at::Tensor& value = values.back();
      entries.push_back(
          {name, fileType(name, value.scalar_type()), value.sizes().vec(), value.data_ptr()});
    }
  }
  std::vector<at::Tensor> values;
  std::vector<TensorToWrite> entries;
};

}  // namespace

at::ScalarType tensorTypeOf(Dtype dtype) {
  for (const TypePair& pair : kTypes) {
    if (pair.file == dtype) return pair.tensor;
  }
  TORCH_CHECK(false, "no tensor type for ", dtypeName(dtype));
}

void saveTensors(const std::string& path, const TensorMap& tensors,
                 const std::map<std::string, std::string>& metadata) {
  writeSafetensors(path, WritableTensors(tensors).entries, metadata);
}

void saveTorchTensors(const std::string& path, const TensorMap& tensors) {
  writeTorchFile(path, WritableTensors(tensors).entries);
}

TensorMap loadTensors(const std::string& path, std::map<std::string, std::string>* metadata,
                      const std::function<bool(const std::string& name)>& wanted) {
  const SafetensorsFile file = SafetensorsFile::open(path);
  if (metadata) *metadata = file.metadata();
  TensorMap tensors;
  for (const TensorView& view : file.views()) {
    if (wanted && !wanted(view.name)) continue;
    at::Tensor tensor = at::empty(view.shape, at::TensorOptions(tensorTypeOf(view.dtype)));
    if (view.bytes > 0) std::memcpy(tensor.data_ptr(), view.data, view.bytes);
    tensors.emplace(view.name, std::move(tensor));
  }
  return tensors;
}

}  // namespace lafs
