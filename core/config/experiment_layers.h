// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "core/config/config_node.h"

namespace lafs {

/// One `--set a.b=c`, taken apart. `path` is a full field path, or starts with "matrix." or
/// "report.".
struct Override {
  std::string path;
  ConfigNode value;
  std::string where;  ///< "--set a.b=c"
};

/// Takes overrides apart; short names become paths. Unknown paths and missing '=' are problems.
std::vector<Override> parseOverrides(const std::vector<std::string>& texts,
                                     std::vector<Problem>& problems);

/// An experiment file with everything that it extends below it; the `extends` keys are gone, and
/// `name` is not inherited. Every file is checked by itself as well, so that what a
/// later layer hides is still reported. Paths in `extends` are relative to the file; a circle is a
/// problem. Throws UserError only when `path` itself cannot be read.
ConfigNode loadLayers(const std::string& path, std::vector<Problem>& problems);

}  // namespace lafs
