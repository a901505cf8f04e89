// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_set>
#include <vector>

#include "core/data/face_source.h"

namespace lafs {

/// The lists of MegaFace's challenge 1 with FaceScrub probes.
struct MegafaceChallenge {
  std::string folder;
  std::vector<std::string> probes;     ///< "identity/file", templatelists' FaceScrub list
  std::vector<std::int64_t> identity;  ///< of each probe, 0 … identities-1
  std::int64_t identities = 0;
  std::vector<bool> noisyProbe;          ///< on FaceScrub's noise list
  std::vector<std::string> distractors;  ///< "a/b/file"
  std::unordered_set<std::string> noisyDistractors;
};

/// Reads below `folder`: templatelists/facescrub_features_list.json,
/// templatelists/megaface_features_list.json_<distractors>_1, facescrub_noises.txt and
/// megaface_noises.txt. UserError for a list that is missing, or short: the number of distractors
/// must be the one asked for, and with a million of them the 3,530 probes must be there.
MegafaceChallenge openMegafaceChallenge(const std::string& folder, std::int64_t distractors);

/// Pictures `paths` below `folder`, aligned already, in that order. UserError when the folder or a
/// picture is missing.
std::shared_ptr<FaceSource> openMegafacePictures(const std::string& folder,
                                                 const std::vector<std::string>& paths);

}  // namespace lafs
