// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lafs {

/// Where faces come from. `data:` of an experiment holds the default; each stage may name its own
/// (`pretrain.data.source: folder`), and `inherit` means the experiment's.
struct DataSpec {
  std::string source = "inherit";   ///< inherit, or a kind of the data/source registry
  std::string root;                 ///< folder: identity folders; list: what its paths start from
                                    ///< (empty = the list's own folder); recordio: the .rec file
  std::string list;                 ///< list: the file of paths and labels
  std::vector<std::string> parts;   ///< union: the sources, as source_text.h writes them
  std::string sameNames = "apart";  ///< union: apart | merge identities of equal name
  std::string set;                  ///< which of the paper's data sets this is or stands for
  std::string domain = "curated";   ///< synthetic: studio | curated | wild
  std::int64_t identities = 1000;   ///< synthetic: how many identities this pool has
  std::int64_t imagesPerIdentity = 8;  ///< synthetic: images of each identity
  std::int64_t renderSeed = 0;         ///< synthetic: which population is rendered
  double testFraction = 0.25;          ///< files: share of identities held out for evaluation
  std::int64_t splitSeed = 0;          ///< files: which identities those are
  std::string damaged = "skip";        ///< files: skip | refuse damaged ones
  std::string colour = "rgb";          ///< rgb | bgr: order of the channels that decoding yields
};

/// Which part of a pool a stage uses. Subsets are nested: the 1-shot images of an identity are
/// among its 2-shot images, and the identities of a smaller fraction among those of a larger one.
struct SubsetSpec {
  double identityFraction = 1.0;  ///< share of the pool's identities (paper: 0.01, 0.1, 1)
  std::int64_t shots = 0;         ///< images per identity; 0 = all (paper: 1, 2, 4, 10, all)
  std::int64_t images = 0;        ///< at most so many images, drawn by seed; 0 = all
  std::string selection =
      "random";       ///< random (seeded) | prefix (released code: first of the index)
  std::string index;  ///< file that names the images to choose from; empty = the whole pool
};

}  // namespace lafs
