// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json.hpp>

namespace lafs {

/// JSON as the whole project uses it: keys keep the order in which they were written.
/// JSON has no NaN: store null, and the reason beside it.
using Json = nlohmann::ordered_json;

}  // namespace lafs
