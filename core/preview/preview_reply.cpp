// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/preview_reply.h"

#include <ATen/ATen.h>

#include "core/image/normalise.h"

namespace lafs {

namespace {

std::vector<std::int64_t> shapeOf(const at::Tensor& tensor) {
  return {tensor.sizes().begin(), tensor.sizes().end()};
}

/// Undoes a normalisation along the dimension `channel` of three: 0 … 255 as bytes.
at::Tensor levels(const at::Tensor& values, std::int64_t channel, bool imagenet) {
  const Normalisation how = imagenet ? Normalisation::imagenet() : Normalisation::full();
  std::vector<std::int64_t> shape(values.dim(), 1);
  shape[channel] = 3;
  const auto perChannel = [&](const std::array<float, 3>& numbers) {
    return at::tensor({numbers[0], numbers[1], numbers[2]}, at::kFloat).view(shape);
  };
  return (values * perChannel(how.deviation) + perChannel(how.mean))
      .mul_(255)
      .round_()
      .clamp_(0, 255)
      .to(at::kByte);
}

at::Tensor plain(const at::Tensor& values, at::ScalarType type) {
  return values.detach().to(at::kCPU, type).contiguous();
}

}  // namespace

void PreviewReply::add(const std::string& name, const char* type,
                       const std::vector<std::int64_t>& shape, const void* data, std::size_t size) {
  blocks_.push_back({{"name", name},
                     {"type", type},
                     {"shape", shape},
                     {"offset", data_.size()},
                     {"bytes", size}});
  data_.append(static_cast<const char*>(data), size);
  data_.append((4 - size % 4) % 4, '\0');  // numbers of any array stay aligned
}

void PreviewReply::floats(const std::string& name, const at::Tensor& values) {
  const at::Tensor own = plain(values, at::kFloat);
  add(name, "f32", shapeOf(own), own.data_ptr<float>(), own.numel() * sizeof(float));
}

void PreviewReply::integers(const std::string& name, const at::Tensor& values) {
  const at::Tensor own = plain(values, at::kInt);
  add(name, "i32", shapeOf(own), own.data_ptr<std::int32_t>(), own.numel() * sizeof(std::int32_t));
}

void PreviewReply::integers(const std::string& name, const std::vector<std::int64_t>& values) {
  const std::vector<std::int32_t> own(values.begin(), values.end());
  add(name, "i32", {static_cast<std::int64_t>(own.size())}, own.data(),
      own.size() * sizeof(std::int32_t));
}

void PreviewReply::bytes(const std::string& name, std::vector<std::int64_t> shape,
                         const std::vector<std::uint8_t>& values) {
  add(name, "u8", shape, values.data(), values.size());
}

void PreviewReply::picture(const std::string& name, const at::Tensor& values, bool imagenet) {
  const at::Tensor own = levels(plain(values, at::kFloat), 0, imagenet).permute({1, 2, 0});
  const at::Tensor rows = own.contiguous();
  add(name, "u8", shapeOf(rows), rows.data_ptr<std::uint8_t>(), rows.numel());
}

void PreviewReply::patches(const std::string& name, const at::Tensor& vectors,
                           std::int64_t patchSize, bool alongX, bool imagenet) {
  const at::Tensor cells =
      plain(vectors, at::kFloat).view({vectors.size(0), patchSize, patchSize, 3});
  const at::Tensor upright = alongX ? cells.transpose(1, 2) : cells;
  const at::Tensor own = levels(upright, 3, imagenet).contiguous();
  add(name, "u8", shapeOf(own), own.data_ptr<std::uint8_t>(), own.numel());
}

std::string PreviewReply::wire() const {
  Json line = head;
  line["blocks"] = blocks_;
  line["bytes"] = data_.size();
  return line.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n" + data_;
}

}  // namespace lafs
