// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/pickle_value.h"

namespace lafs {

/// Bounds of what a pickle may ask for. Memory: at most about 200 bytes an opcode for values, and
/// decoded strings together no longer than the text; everything else points into the text.
struct PickleLimits {
  std::uint64_t opcodes = 2'000'000;
  int depth = 100;  ///< nesting of the finished value
};

/// What a pickle of some format may name. The plain containers of Python (OrderedDict, defaultdict,
/// set, bytes, …) and `_codecs encode` are always known; `globals` adds the classes and functions,
/// "module name" each, that become inert Globals and Objects.
struct PickleRules {
  std::vector<std::string_view> globals;
  bool persistentIds = false;
  PickleLimits limits;
};

/// Reads one pickle, of any protocol from 0 to 5, from the beginning of `text`. Executes nothing
/// and imports nothing: names are compared with a list, calls become records. `file` and `offset`
/// (of `text` in the file) are for messages. UserError, naming byte, opcode and, where there is
/// one, the global, for anything that is not on the list, malformed, cut off or beyond the limits.
/// The tree points into `text`, which must outlive it; so a temporary string is refused.
PickleTree readPickle(std::string_view text, const PickleRules& rules, const std::string& file,
                      std::uint64_t offset = 0);
PickleTree readPickle(std::string&& text, const PickleRules& rules, const std::string& file,
                      std::uint64_t offset = 0) = delete;

}  // namespace lafs
