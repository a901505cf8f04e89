// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <torch/torch.h>

#include <QString>
#include <cstring>
#include <string>

#include "core/base/json.h"
#include "core/model/face_model.h"
#include "tests/core/train/tiny_models.h"

namespace lafs::test {

/// A reply taken apart again, by the README's rules and not by the code that made it.
struct ParsedReply {
  Json head;
  std::string data;

  explicit ParsedReply(const std::string& wire) {
    const std::size_t end = wire.find('\n');
    head = Json::parse(wire.substr(0, end));
    data = wire.substr(end + 1);
  }
  bool failed() const { return head.contains("error"); }
  std::string error() const { return head.value("error", std::string()); }
  bool has(const std::string& name) const { return block(name).is_object(); }
  Json block(const std::string& name) const {
    for (const Json& entry : head.at("blocks")) {
      if (entry.at("name") == name) return entry;
    }
    return nullptr;
  }
  at::Tensor tensor(const std::string& name) const {
    const Json entry = block(name);
    if (!entry.is_object()) qFatal("no block %s", name.c_str());
    const std::string type = entry.at("type");
    const at::ScalarType scalar = type == "f32" ? at::kFloat : type == "i32" ? at::kInt : at::kByte;
    at::Tensor values = at::empty(entry.at("shape").get<std::vector<std::int64_t>>(), scalar);
    const auto bytes = entry.at("bytes").get<std::size_t>();
    if (bytes != static_cast<std::size_t>(values.numel() * values.element_size()))
      qFatal("wrong size of %s", name.c_str());
    std::memcpy(values.data_ptr(), data.data() + entry.at("offset").get<std::size_t>(), bytes);
    return values;
  }
};

/// A Part fViT with random weights and `landmarks` landmarks on faces of `side` pixels, in a file.
inline std::string writeModel(const std::string& path, std::int64_t side, std::int64_t landmarks,
                              std::uint64_t seed = 7) {
  ModelShape shape = tinyShape();
  shape.imageSize = side;
  shape.landmarks = landmarks;
  torch::manual_seed(seed);
  saveFaceModel(*makeFaceModel(shape, FaceInput::Landmarks), path);
  return path;
}

}  // namespace lafs::test
