// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "widgets/run/preview_frame.h"

namespace lafs {

/// Steps of a run directory for which previews were kept, sorted.
std::vector<std::int64_t> previewSteps(const std::string& directory);

/// The preview of a step; without faces when it is missing or damaged. For any thread but the
/// window's.
PreviewFrame readPreview(const std::string& directory, std::int64_t step);

}  // namespace lafs
