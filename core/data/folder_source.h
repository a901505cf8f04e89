// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/data/face_source.h"
#include "core/data/folder_index.h"

namespace lafs {

/// Which of `count` identities are held out for evaluation: `testFraction` of them, chosen by
/// `splitSeed`; at least one on either side when the fraction is neither 0 nor 1.
std::vector<bool> heldOutIdentities(std::int64_t count, double testFraction,
                                    std::int64_t splitSeed);

/// Pictures of `identities` below `root`, labels in that order.
///
/// Damaged files (empty, cut off, not a picture): up to 5000 files and 64 MiB every file is decoded
/// once while opening; with `damaged: refuse` one bad file is a UserError that lists them, with
/// `skip` they are left out and listed in warnings(). Larger sets are only searched for empty
/// files, because opening must stay quick; a damaged file found later is a UserError (`refuse`), or
/// the next good picture of the same person stands in for it and a warning is noted (`skip`).
std::shared_ptr<FaceSource> makeFolderSource(const DataSpec& spec,
                                             std::vector<IndexedIdentity> identities);

}  // namespace lafs
