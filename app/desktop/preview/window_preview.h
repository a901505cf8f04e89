// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/desktop/preview/preview_client.h"

namespace lafs {

class DesktopContext;

/// The one preview client of a window, which all its screens share; made at the first call and
/// owned by `desktop`.
PreviewClient& previewClient(DesktopContext& desktop);

}  // namespace lafs
