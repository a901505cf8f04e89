// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/safetensors.h"

namespace lafs {

/// A tensor as the header declares it; offsets count from the start of the data.
struct HeaderEntry {
  std::string name;
  Dtype dtype = Dtype::F32;
  std::vector<std::int64_t> shape;
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
};

struct SafetensorsHeader {
  std::vector<HeaderEntry> tensors;  ///< sorted by offset
  std::map<std::string, std::string> metadata;
};

/// Reads the JSON text of a header and checks it against `dataBytes`, the size of what follows it.
/// Event-driven, so that a hostile text (deep nesting, huge arrays) is refused where it first
/// leaves the format instead of being built in memory. UserError, naming `path`.
SafetensorsHeader parseSafetensorsHeader(const std::string& path, std::string_view text,
                                         std::uint64_t dataBytes);

}  // namespace lafs
