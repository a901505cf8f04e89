// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/tensor_file.h"

#include <ATen/ATen.h>

#include <cstring>
#include <vector>

#include "core/formats/safetensors.h"

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

at::ScalarType tensorType(Dtype dtype) {
  for (const TypePair& pair : kTypes) {
    if (pair.file == dtype) return pair.tensor;
  }
  TORCH_CHECK(false, "no tensor type for safetensors type ", dtypeName(dtype));
}

Dtype fileType(const std::string& name, at::ScalarType type) {
  for (const TypePair& pair : kTypes) {
    if (pair.tensor == type) return pair.file;
  }
  TORCH_CHECK(false, "tensor ", name, " has type ", type, ", which safetensors files do not hold");
}

}  // namespace

void saveTensors(const std::string& path, const TensorMap& tensors,
                 const std::map<std::string, std::string>& metadata) {
  std::vector<at::Tensor> kept;  // contiguous CPU values live until the file is written
  std::vector<TensorToWrite> entries;
  kept.reserve(tensors.size());
  entries.reserve(tensors.size());
  for (const auto& [name, tensor] : tensors) {
    TORCH_CHECK(tensor.defined(), "tensor ", name, " is undefined and cannot be saved");
    kept.push_back(tensor.detach().to(at::kCPU).contiguous());
    const at::Tensor& values = kept.back();
    entries.push_back(
        {name, fileType(name, values.scalar_type()), values.sizes().vec(), values.data_ptr()});
  }
  writeSafetensors(path, entries, metadata);
}

TensorMap loadTensors(const std::string& path, std::map<std::string, std::string>* metadata) {
  const SafetensorsFile file = SafetensorsFile::open(path);
  if (metadata) *metadata = file.metadata();
  TensorMap tensors;
  for (const TensorView& view : file.views()) {
    at::Tensor tensor = at::empty(view.shape, at::TensorOptions(tensorType(view.dtype)));
    if (view.bytes > 0) std::memcpy(tensor.data_ptr(), view.data, view.bytes);
    tensors.emplace(view.name, std::move(tensor));
  }
  return tensors;
}

}  // namespace lafs
