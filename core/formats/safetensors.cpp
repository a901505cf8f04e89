// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/safetensors.h"

#include <unordered_map>
#include <unordered_set>

#include "core/base/error.h"
#include "core/base/json.h"
#include "core/formats/mapped_file.h"
#include "core/formats/output_file.h"
#include "core/formats/safetensors_header.h"

namespace lafs {

namespace {

constexpr std::uint64_t kMaxHeaderBytes = 100'000'000;  // the format's own limit
constexpr std::uint64_t kLengthBytes = 8;

std::uint64_t readLength(const std::byte* bytes) {
  std::uint64_t value = 0;
  for (int i = 7; i >= 0; --i) value = value << 8 | std::to_integer<std::uint64_t>(bytes[i]);
  return value;
}

std::uint64_t headerLength(const std::string& path, const MappedFile& mapping) {
  const std::string remedy = "make or fetch the file again; it is damaged or of another kind";
  if (mapping.size() == 0) throw UserError(path, "is empty", "make or fetch the file again");
  if (mapping.size() < kLengthBytes) {
    throw UserError(path, "too short for a safetensors file", remedy);
  }
  const std::uint64_t length = readLength(mapping.data());
  if (length > kMaxHeaderBytes || length > mapping.size() - kLengthBytes) {
    throw UserError(path,
                    "not a usable safetensors file: its header claims " + std::to_string(length) +
                        " bytes, the file has " + std::to_string(mapping.size()),
                    remedy);
  }
  return length;
}

std::uint64_t bytesOf(const TensorToWrite& tensor) {
  std::uint64_t bytes = dtypeSize(tensor.dtype);
  for (const std::int64_t size : tensor.shape) {
    require(size >= 0, "a tensor to write has a negative size");
    require(!__builtin_mul_overflow(bytes, static_cast<std::uint64_t>(size), &bytes),
            "a tensor to write is too large");
  }
  require(bytes == 0 || tensor.data != nullptr, "a tensor to write has no data");
  return bytes;
}

std::string headerText(const std::vector<TensorToWrite>& tensors,
                       const std::map<std::string, std::string>& metadata) {
  // Written entry by entry: an ordered JSON object looks every key up in all earlier ones.
  std::string text = "{";
  const auto quote = [](const std::string& value) {
    return Json(value).dump(-1, ' ', false, Json::error_handler_t::replace);
  };
  if (!metadata.empty()) {
    text += "\"__metadata__\":{";
    for (const auto& [key, value] : metadata) text += quote(key) + ':' + quote(value) + ',';
    text.back() = '}';
    text += ',';
  }
  std::unordered_set<std::string> names;
  std::uint64_t offset = 0;
  for (const TensorToWrite& tensor : tensors) {
    require(tensor.name != "__metadata__" && names.insert(tensor.name).second,
            "a tensor name is repeated or reserved");
    const std::uint64_t begin = offset;
    offset += bytesOf(tensor);
    text += quote(tensor.name) + ":{\"dtype\":\"" + dtypeName(tensor.dtype) +
            "\",\"shape\":" + Json(tensor.shape).dump() + ",\"data_offsets\":[" +
            std::to_string(begin) + ',' + std::to_string(offset) + "]},";
  }
  if (text.size() > 1) text.pop_back();
  text += '}';
  text.append((8 - text.size() % 8) % 8, ' ');
  require(text.size() <= kMaxHeaderBytes, "the header of a safetensors file is too large");
  return text;
}

}  // namespace

std::size_t dtypeSize(Dtype dtype) {
  switch (dtype) {
    case Dtype::F64:
    case Dtype::I64:
      return 8;
    case Dtype::F32:
    case Dtype::I32:
      return 4;
    case Dtype::F16:
    case Dtype::BF16:
    case Dtype::I16:
      return 2;
    case Dtype::I8:
    case Dtype::U8:
    case Dtype::BOOL:
      return 1;
  }
  require(false, "unknown number type");
  return 0;
}

const char* dtypeName(Dtype dtype) {
  static constexpr const char* kNames[] = {"F64", "F32", "F16", "BF16", "I64",
                                           "I32", "I16", "I8",  "U8",   "BOOL"};
  return kNames[static_cast<std::size_t>(dtype)];
}

struct SafetensorsFile::State {
  explicit State(const std::string& file) : path(file), mapping(file) {}
  std::string path;
  MappedFile mapping;
  std::map<std::string, std::string> metadata;
  std::vector<TensorView> views;
  std::unordered_map<std::string, std::size_t> index;
};

SafetensorsFile SafetensorsFile::open(const std::string& path) {
  auto state = std::make_shared<State>(path);
  const std::uint64_t length = headerLength(path, state->mapping);
  const std::byte* data = state->mapping.data() + kLengthBytes + length;
  SafetensorsHeader header =
      parseSafetensorsHeader(path,
                             {reinterpret_cast<const char*>(state->mapping.data()) + kLengthBytes,
                              static_cast<std::size_t>(length)},
                             state->mapping.size() - kLengthBytes - length);
  state->metadata = std::move(header.metadata);
  for (HeaderEntry& entry : header.tensors) {
    state->index.emplace(entry.name, state->views.size());
    state->views.push_back({std::move(entry.name), entry.dtype, std::move(entry.shape),
                            data + entry.begin, static_cast<std::size_t>(entry.end - entry.begin)});
  }
  SafetensorsFile file;
  file.state_ = std::move(state);
  return file;
}

const std::string& SafetensorsFile::path() const {
  return state_->path;
}

const std::map<std::string, std::string>& SafetensorsFile::metadata() const {
  return state_->metadata;
}

std::vector<std::string> SafetensorsFile::names() const {
  std::vector<std::string> names;
  for (const TensorView& view : state_->views) names.push_back(view.name);
  return names;
}

bool SafetensorsFile::has(const std::string& name) const {
  return state_->index.count(name) > 0;
}

const TensorView& SafetensorsFile::view(const std::string& name) const {
  const auto found = state_->index.find(name);
  if (found == state_->index.end()) {
    throw UserError(state_->path, "has no tensor '" + name + "'",
                    "check that this is the file of the right model");
  }
  return state_->views[found->second];
}

const std::vector<TensorView>& SafetensorsFile::views() const {
  return state_->views;
}

void writeSafetensors(const std::string& path, const std::vector<TensorToWrite>& tensors,
                      const std::map<std::string, std::string>& metadata) {
  const std::string text = headerText(tensors, metadata);
  OutputFile output(path);
  std::uint8_t length[kLengthBytes];
  for (std::size_t i = 0; i < kLengthBytes; ++i) {
    length[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(text.size()) >> (8 * i));
  }
  output.write(length, sizeof length);
  output.write(text.data(), text.size());
  for (const TensorToWrite& tensor : tensors) output.write(tensor.data, bytesOf(tensor));
  output.publish();
}

}  // namespace lafs
