// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "core/data/face_source.h"
#include "core/data/folder_index.h"
#include "core/data/picture_source.h"

namespace lafs {

/// Which of `count` identities are held out for evaluation: `testFraction` of them, chosen by
/// `splitSeed`; at least one on either side when the fraction is neither 0 nor 1.
std::vector<bool> heldOutIdentities(std::int64_t count, double testFraction,
                                    std::int64_t splitSeed);

/// Picture files and who is on them; `files[i]` below the root, or absolute.
struct LabelledFiles {
  std::vector<IndexedFile> files;
  PictureLabels people;

  /// Leaves the files for which keep[i] holds.
  void keepOnly(const std::vector<bool>& keep);
};

/// Pictures below `root`, in the order of `files`.
///
/// Damaged files (empty, cut off, not a picture): up to 5000 files and 64 MiB every file is decoded
/// once while opening; with `damaged: refuse` one bad file is a UserError that lists them, with
/// `skip` they are left out and listed in warnings(). Larger sets are only searched for empty
/// files, because opening must stay quick; what is found later is PictureSource's matter.
std::shared_ptr<FaceSource> makeFileSource(const DataSpec& spec, const std::string& root,
                                           LabelledFiles files);

/// The same for pictures of `identities` below spec.root, labels in that order.
std::shared_ptr<FaceSource> makeFolderSource(const DataSpec& spec,
                                             std::vector<IndexedIdentity> identities);

}  // namespace lafs
