// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/data/face_source.h"

namespace lafs {

/// One kind of face data. A new kind is a file that defines its open function and a line in
/// source_registry.cpp.
struct SourceKind {
  std::string name;  ///< as `data.source` names it
  std::function<std::shared_ptr<FaceSource>(const DataSpec&, Pool)> open;
};

/// All kinds, in the order in which they are listed to people.
const std::vector<SourceKind>& sourceKinds();

}  // namespace lafs
