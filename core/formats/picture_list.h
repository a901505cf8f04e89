// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// One line of a list of pictures.
struct ListedPicture {
  std::string path;       ///< relative to the list's folder, or absolute where that is allowed
  std::string label;      ///< as written: a name or a number
  std::int64_t line = 0;  ///< of the file, from 1, for messages
};

/// Whether a list may name pictures by absolute paths. With a folder given for the pictures, a
/// path that leaves it is refused.
enum class ListPaths { BelowFolder, AlsoAbsolute };

/// A list of pictures and labels:
/// * "path label", "path<TAB>label" or "path,label" (a path may hold spaces in the latter two); a
///   first line of titles such as "path,label" is passed over, so are empty lines and lines from
///   '#';
/// * a .lst of im2rec or face2rec2 (record_list.h); the label is its class.
/// UserError at `file`:line for a line of another form, a path with "..", a picture listed twice,
/// an empty list. All problems, at most 20, in one go.
std::vector<ListedPicture> parsePictureList(std::string_view text, const std::string& file,
                                            ListPaths paths);

/// Reads and parses the file at `path`; UserError when it cannot be read.
std::vector<ListedPicture> readPictureList(const std::string& path, ListPaths paths);

}  // namespace lafs
