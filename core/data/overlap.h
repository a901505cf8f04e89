// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/data/face_source.h"

namespace lafs {

/// Part of a source that a stage uses, under the stage's name.
struct DataPart {
  std::string name;
  std::shared_ptr<const FaceSource> source;
  std::vector<std::int64_t> subset;  ///< indices into `source`
};

/// What the parts of an experiment have in common: for each two parts the identities of equal name
/// and the pictures of equal content (same pixels). An array of
/// {first, second, sharedIdentities, identityNames (at most 20), sharedImages, imagePairs (at most
/// 20), imagesCompared: [a, b], complete}. `imageBound` pictures of a part are compared at most,
/// spread over the part; `complete` tells whether that was all of both.
Json overlapReport(const std::vector<DataPart>& parts, std::int64_t imageBound = 500);

}  // namespace lafs
