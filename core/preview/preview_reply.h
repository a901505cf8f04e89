// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <ATen/core/Tensor.h>

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/image/image.h"

namespace lafs {

/// What the service answers: one JSON object, and arrays of numbers behind it. `blocks` of the JSON
/// lists the arrays in order; `bytes` is their total size (core/preview/README.md).
class PreviewReply {
 public:
  Json head = Json::object();

  /// Adds an array of the given type and shape. `name` is unique in a reply.
  void floats(const std::string& name, const at::Tensor& values);    ///< any float tensor, as f32
  void integers(const std::string& name, const at::Tensor& values);  ///< int64 tensor, as i32
  void integers(const std::string& name, const std::vector<std::int64_t>& values);
  void bytes(const std::string& name, std::vector<std::int64_t> shape,
             const std::vector<std::uint8_t>& values);

  /// A picture tensor [3, H, W] as 8-bit RGB [H, W, 3], rounded as it was made: `imagenet` says
  /// that it was normalised with those statistics instead of to [-1, 1].
  void picture(const std::string& name, const at::Tensor& values, bool imagenet = false);

  /// Patch vectors [N, 3·P²] as upright 8-bit pictures [N, P, P, 3]. `alongX`: the vectors walk
  /// along x first (patches cut at landmarks), else along rows (the plain grid).
  void patches(const std::string& name, const at::Tensor& vectors, std::int64_t patchSize,
               bool alongX, bool imagenet = false);

  /// The JSON line with its end, then the numbers, as they go over the wire.
  std::string wire() const;

 private:
  void add(const std::string& name, const char* type, const std::vector<std::int64_t>& shape,
           const void* data, std::size_t size);

  Json blocks_ = Json::array();
  std::string data_;
};

}  // namespace lafs
