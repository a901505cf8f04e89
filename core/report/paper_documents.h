// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs {

/// Texts of resources/paper that are part of the program, so that it finds them wherever it is.
std::string paperLedgerText();
std::string paperClaimsText();

}  // namespace lafs
