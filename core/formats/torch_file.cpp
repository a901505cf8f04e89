// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/torch_file.h"

#include <cstring>

#include "core/base/error.h"
#include "core/formats/mapped_file.h"
#include "core/formats/torch_container.h"
#include "core/formats/torch_walk.h"

namespace lafs {

namespace {

constexpr std::string_view kZipStart = "PK\x03\x04";
// PROTO 2, LONG1 of ten bytes: the legacy container's magic number.
constexpr std::string_view kLegacyStart = "\x80\x02\x8a\x0a\x6c\xfc\x9c\x46";

bool beginsWith(std::string_view text, std::string_view start) {
  return text.substr(0, start.size()) == start;
}

std::unique_ptr<TorchContainer> openContainer(const MappedFile& file) {
  if (beginsWith(file.text(), kZipStart)) return openTorchZip(file);
  if (beginsWith(file.text(), kLegacyStart)) return openTorchLegacy(file);
  throw UserError(file.path(),
                  "is no file of torch.save: it begins neither as a zip archive nor "
                  "with the legacy magic number",
                  "name a .pth or .pt file");
}

/// Row-major copy of a strided view; `from` is the whole storage.
void gather(const TorchTensor& tensor, std::string_view from, std::string& to) {
  const std::size_t size = dtypeSize(tensor.dtype);
  const std::size_t rank = tensor.shape.size();
  std::vector<std::int64_t> index(rank, 0);
  std::uint64_t source = tensor.offset;
  for (std::size_t at = 0; at < to.size(); at += size) {
    std::memcpy(to.data() + at, from.data() + source * size, size);
    for (std::size_t axis = rank; axis > 0; --axis) {
      const auto stride = static_cast<std::uint64_t>(tensor.strides[axis - 1]);
      source += stride;
      if (++index[axis - 1] < tensor.shape[axis - 1]) break;
      source -= stride * static_cast<std::uint64_t>(tensor.shape[axis - 1]);
      index[axis - 1] = 0;
    }
  }
}

bool isContiguous(const TorchTensor& tensor) {
  std::int64_t expected = 1;
  for (std::size_t axis = tensor.shape.size(); axis > 0; --axis) {
    if (tensor.shape[axis - 1] != 1 && tensor.strides[axis - 1] != expected) return false;
    expected *= tensor.shape[axis - 1];
  }
  return true;
}

}  // namespace

struct TorchFile::State {
  explicit State(const std::string& path) : file(path), container(openContainer(file)) {}
  MappedFile file;
  std::unique_ptr<TorchContainer> container;
  TorchContent content;
};

TorchFile TorchFile::open(const std::string& path) {
  TorchFile file;
  file.state_ = std::make_shared<State>(path);
  State& state = *file.state_;
  state.content = walkTorchTree(state.container->tree().root(), state.container->storages(), path,
                                state.file.size());
  return file;
}

const std::string& TorchFile::path() const {
  return state_->file.path();
}

const char* TorchFile::container() const {
  return state_->container->kind();
}

const std::vector<TorchTable>& TorchFile::tables() const {
  return state_->content.tables;
}

const TorchTable* TorchFile::table(const std::string& path) const {
  for (const TorchTable& table : tables()) {
    if (table.path == path) return &table;
  }
  return nullptr;
}

const Json& TorchFile::facts() const {
  return state_->content.facts;
}

std::string TorchFile::read(const TorchTensor& tensor) const {
  std::string bytes(static_cast<std::size_t>(tensor.bytes()), '\0');
  if (bytes.empty()) return bytes;
  const std::string_view storage = state_->container->storage(tensor.storage);
  if (isContiguous(tensor)) {
    std::memcpy(bytes.data(), storage.data() + tensor.offset * dtypeSize(tensor.dtype),
                bytes.size());
  } else {
    gather(tensor, storage, bytes);
  }
  return bytes;
}

bool looksLikeTorchFile(const std::string& path) {
  const MappedFile file(path);
  return beginsWith(file.text(), kZipStart) || beginsWith(file.text(), kLegacyStart);
}

}  // namespace lafs
