// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>

#include "core/data/face_source.h"
#include "core/data/synthetic/photo_conditions.h"

namespace lafs {

/// Procedural faces. Person and picture follow from (renderSeed, pool, identity, image, domain)
/// alone: a pool of more identities or images begins with the pictures of the smaller one. Image k
/// of identity i has the index i * imagesPerIdentity + k. The pools share nobody. Landmarks: the
/// five alignment points, then the 68 of the common annotation.
/// `even` and `odd` ask something of the pictures with even and odd k (verification tests).
std::shared_ptr<FaceSource> makeSyntheticSource(
    const DataSpec& spec, Pool pool, synthetic::Challenge even = synthetic::Challenge::None,
    synthetic::Challenge odd = synthetic::Challenge::None);

}  // namespace lafs
