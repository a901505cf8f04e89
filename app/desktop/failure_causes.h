// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs {

/// What an error's text most likely means, in words for the user.
struct FailureCause {
  std::string cause;
  std::string next;
};

/// Recognises the usual ones: out of memory, NaN, collapse, missing data, foreign checkpoint, full
/// disk, read-only share. Both texts are empty for anything else.
FailureCause failureCause(const std::string& error);

}  // namespace lafs
