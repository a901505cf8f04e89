// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/data/face_source.h"

namespace lafs {

/// `chosen` pictures of `source` as an index file: lines "position<TAB>label<TAB>name", which is
/// also what im2rec takes for a .lst.
std::string subsetIndexText(const FaceSource& source, const std::vector<std::int64_t>& chosen);

/// Indices into `source` of the pictures that an index file names, sorted. The name counts; the
/// position only makes finding it quick. A JSON file {"index": [numbers]} (the released loader's
/// caches) gives positions, whole numbers even when written as floats. UserError at `file`:line,
/// 20 at most and a count, for a picture that the source does not have or that is named twice.
std::vector<std::int64_t> parseSubsetIndex(std::string_view text, const std::string& file,
                                           const FaceSource& source);

/// Reads and parses the file at `path`.
std::vector<std::int64_t> readSubsetIndex(const std::string& path, const FaceSource& source);

}  // namespace lafs
