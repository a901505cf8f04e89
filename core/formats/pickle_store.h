// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <deque>
#include <string>

#include "core/formats/pickle_value.h"

namespace lafs {

/// Owns the values of a pickle flat, so that neither deep nesting nor a cycle can hurt whoever
/// frees them, and the few strings that had to be decoded.
struct PickleTree::Store {
  std::deque<PickleValue> values;
  std::deque<std::string> strings;
};

}  // namespace lafs
