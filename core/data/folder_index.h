// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// True when `a` comes before `b` for people: runs of digits compare as numbers ("s2" < "s10").
bool naturalLess(std::string_view a, std::string_view b);

/// True for the picture files we read: jpg jpeg png pgm ppm bmp webp tif tiff, any case.
bool isPictureFile(std::string_view name);

struct IndexedFile {
  std::string path;  ///< relative to the root, '/' between the parts
  std::int64_t bytes = 0;
};

/// A person's folder: its path below the root and its pictures in natural order.
struct IndexedIdentity {
  std::string name;
  std::vector<IndexedFile> files;
};

/// Walks an identity/image tree. Every folder that holds pictures is an identity, named by its
/// path below the root; pictures that lie in the root itself are an identity each. Hidden files
/// are passed over; links are followed, to a depth of 8. Natural order throughout.
/// UserError when the root is missing, unreadable or without pictures.
std::vector<IndexedIdentity> indexFolder(const std::string& root);

}  // namespace lafs
