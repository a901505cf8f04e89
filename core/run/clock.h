// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs {

/// Seconds since 1970, UTC, to the millisecond.
double unixTime();

/// "2026-01-31T23:59:59.123Z".
std::string utcText(double unixSeconds);

}  // namespace lafs
