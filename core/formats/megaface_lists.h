// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lafs {

// The lists of the MegaFace challenge and of InsightFace's evaluation of it. Each reader reports
// bad entries as a UserError at file:line and takes no more memory than a small multiple of the
// file's size.

/// Which of the two picture sets a list is of; the number is how many of a path's last parts name
/// a picture: "identity/file" for FaceScrub, "a/b/file" for MegaFace.
enum class MegafaceSet { FaceScrub = 2, MegaFace = 3 };

/// templatelists/*_features_list.json (facescrub_features_list.json,
/// megaface_features_list.json_1000000_1, …): an object with the array `path` and, where the set
/// has one, the array `id` of equal length; other members are passed over.
struct MegafaceFeatureList {
  std::vector<std::string> paths;  ///< of pictures, without the features' suffix
  std::vector<std::string> ids;    ///< empty, or one for each path
};
MegafaceFeatureList parseMegafaceFeatureList(std::string_view text, const std::string& file);
MegafaceFeatureList readMegafaceFeatureList(const std::string& path);

/// facescrub_lst, megaface_lst: one relative path a line, at least as many parts as name a picture.
std::vector<std::string> parseMegafaceImages(std::string_view text, const std::string& file,
                                             MegafaceSet set);
std::vector<std::string> readMegafaceImages(const std::string& path, MegafaceSet set);

/// facescrub_noises.txt (a file name a line) or megaface_noises.txt ("a/b/file", or that in a
/// second, tab-separated column); lines from '#' are comments. What it gives are the names as
/// pictureKey makes them, for FaceScrub the file name alone.
std::vector<std::string> parseMegafaceNoises(std::string_view text, const std::string& file,
                                             MegafaceSet set);
std::vector<std::string> readMegafaceNoises(const std::string& path, MegafaceSet set);

/// The last parts of `path` that name a picture of that set: "x/y/Ann_Bell/Ann_Bell_1.png" ->
/// "Ann_Bell/Ann_Bell_1.png". The whole path when it has no more parts.
std::string pictureKey(std::string_view path, MegafaceSet set);

/// Who is on a FaceScrub picture by its file name: up to the last '_' before the first '.'.
std::string faceScrubIdentity(std::string_view fileName);

}  // namespace lafs
