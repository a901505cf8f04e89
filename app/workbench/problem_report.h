// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/base/error.h"
#include "core/base/json.h"

namespace lafs {

/// [{"where": ..., "message": ..., "remedy": ...}, ...]
Json problemsJson(const UserError& error);

}  // namespace lafs
