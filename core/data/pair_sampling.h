// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "core/data/pair_protocol.h"

namespace lafs {

/// Number of pairs in each of `folds` contiguous folds over `count` pairs: count / folds, the
/// first count mod folds one more.
std::vector<std::int64_t> foldSizes(std::int64_t count, std::int64_t folds);

/// Pairs of an even with an odd picture of people who have `images` pictures each (index = person *
/// images + picture). People are dealt to folds; each fold holds as many same as different pairs,
/// same ones first; all folds are of one size; about `most` pairs of each kind altogether.
std::vector<FacePair> drawChallengePairs(std::int64_t people, std::int64_t images,
                                         std::int64_t folds, std::int64_t most, std::uint64_t seed);

/// All pairs of images of `source`, dealt to contiguous folds: the same pairs of a person into one
/// fold, different pairs at random. More than `most`: a seeded choice of different pairs, and of
/// same pairs only when these alone are more than half of `most`. UserError when there is no same
/// or no different pair.
std::vector<FacePair> dealAllPairs(const FaceSource& source, std::int64_t folds, std::int64_t most,
                                   std::uint64_t seed);

}  // namespace lafs
