// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/data/face_source.h"

namespace lafs {

/// Which subsets to write: the paper's, unless somebody asks for others. Fractions are of the
/// identities, shots are images of an identity (0: all).
struct SubsetPlanOptions {
  std::vector<double> fractions = {0.01, 0.1, 1};      ///< few-shot fine-tuning (Table 3) ...
  std::vector<std::int64_t> shots = {1, 2, 4, 10, 0};  ///< ... each with each
  std::vector<std::int64_t> pretrainShots = {1, 4};    ///< pretraining (Webface-1shot, Table 7)
  double pretrainFraction = 0.5;                       ///< from so many of the first identities
  std::int64_t pretrainImages = 1'000'000;             ///< at most, the same for every number
  std::int64_t randomImages = 1'000'000;               ///< MS1M random (Table 8); 0: none
  std::string selection = "random";  ///< random | prefix: the first ones of the index (released)
  std::uint64_t seed = 0;
};

/// One subset: what it is, and its images.
struct PlannedSubset {
  std::string file;  ///< "fewshot-10pct-2shot.lst"
  std::string kind;  ///< "few-shot" | "pretrain" | "random"
  double identityFraction = 1;
  std::int64_t shots = 0;
  std::vector<std::int64_t> images;  ///< into the source, ascending
};

/// The subsets to write, and a sentence about each that was asked for and would be empty.
struct SubsetPlan {
  std::vector<PlannedSubset> subsets;
  std::vector<std::string> leftOut;
};

/// The subsets of `source`. Few-shot sets are those that a spec with the same fraction, shots,
/// selection and seed selects. Pretraining sets of s shots take the first identities, in the seed's
/// order, of those that have s images and lie in the first share of the index, and s images of
/// each; all of them have equally many images as far as there are identities enough, and fewer
/// shots are among more wherever both have the identity.
SubsetPlan planSubsets(const FaceSource& source, const SubsetPlanOptions& options);

/// Writes each subset as an index file (subset_index.h) into `folder`, then manifest.json, which
/// names `sourceText`, the data's fingerprint, the options, every file with its SHA-256, counts and
/// the subsets that lie inside it, and under "left_out" what the plan leaves out and why, then
/// manifest.sha256 in sha256sum's form. Returns the manifest with "manifest_sha256". UserError when
/// the folder cannot be written to.
Json writeSubsets(const FaceSource& source, const std::string& sourceText,
                  const SubsetPlanOptions& options, const std::string& folder);

}  // namespace lafs
