// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/config/experiment_spec.h"
#include "core/data/face_source.h"

namespace lafs {

/// Two images of a source and whether they show one person.
struct FacePair {
  std::int64_t first = 0;
  std::int64_t second = 0;
  bool same = false;
};

/// A verification test: pairs in the order in which k-fold evaluation cuts them (contiguous folds,
/// sizes n / folds, the first n mod folds one more). Unless a file dictates the pairs, every fold
/// holds the same share of same and different pairs, and all same pairs of one person lie in one
/// fold. The indices are into `source`.
struct PairProtocol {
  std::string name;
  std::shared_ptr<FaceSource> source;
  std::vector<FacePair> pairs;
  std::string unitKind = "identity";  ///< what a label of `source` stands for
  std::string pictureRoot;  ///< pictureRoot/imageName is the picture's file; empty: there is none
};

/// Opens the protocol `name` (one entry of `evaluate.protocols`) over the resolved `data`:
/// - `frontal`, `profile` (one image of a pair is turned far), `ageing` (25 years and more between
///   the images): synthetic faces of the Test pool, `data.identities` people with
///   `data.imagesPerIdentity` images each; same and different pairs in equal number, at most 3000
///   each. No person occurs in two folds.
/// - `all-pairs`: every pair of images of the Test pool; above two million pairs a seeded choice,
///   which keeps the same pairs first.
/// - `bin:FILE` or the path of a file that ends in .bin: a verification bin. One that is named like
///   a set of the field (lfw, cfp_fp, …) must have that set's number of pairs.
/// - `pairs:FILE` or the path of a file in the format of LFW's pairs.txt; images below
///   `evaluate.root`, or below `data.root` when that is empty.
/// UserError for an unknown name, too few people for the folds, a damaged file, a missing image.
PairProtocol openProtocol(const std::string& name, const EvaluateSpec& evaluate,
                          const DataSpec& data);

}  // namespace lafs
