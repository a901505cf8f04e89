// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/data/face_source.h"
#include "core/formats/ijb_lists.h"
#include "core/formats/template_csv.h"

namespace lafs {

/// One of the galleries, or the probes, of 1:N search.
struct IjbSearchList {
  std::string name;  ///< "G1", "mixed": the file's last part
  std::vector<TemplateMember> members;
};

/// The lists of IJB-B, IJB-C or another set in their layout, checked against each other: the face
/// list and the points list describe the same images line by line, and every template of a pair has
/// images.
struct IjbSet {
  std::string folder;
  std::string prefix;  ///< "ijbc"
  std::vector<IjbFace> faces;
  std::vector<IjbDetection> detections;
  IjbPairs pairs;
  std::vector<IjbSearchList> galleries;  ///< meta/<prefix>_1N_gallery_*.csv; may be none
  std::vector<IjbSearchList> probes;     ///< meta/<prefix>_1N_probe_*.csv
};

/// Reads `folder`/meta. `kind` ijbb or ijbc asks for that set in full (IJB-B 227,630 images, 12,115
/// templates, 8,010,270 pairs; IJB-C 469,375, 23,124, 15,658,489); ijb takes any counts. UserError
/// for a missing list, lists that do not fit together, a set that is short.
IjbSet openIjbSet(const std::string& kind, const std::string& folder);

/// The faces of `set`, aligned: folder/loose_crop/<image> turned and scaled so that its five points
/// come to the template of 112 x 112. Image k is line k of the lists. UserError when an image is
/// missing (found when the folder is missing, or the image is asked for).
std::shared_ptr<FaceSource> openIjbFaces(const IjbSet& set);

}  // namespace lafs
