// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// One picture's features as MegaFace's tools and InsightFace's evaluation of it keep them
/// (`<picture>_<algorithm>.bin`): an OpenCV matrix, four int32 (rows, columns, bytes an element 4,
/// type 5 = CV_32F) and then the numbers; a single row or a single column.
/// UserError for another header, a size that differs from the header's, a number that is not
/// finite, more than 65,536 numbers.
std::vector<float> parseFeatureFile(std::string_view bytes, const std::string& file);
std::vector<float> readFeatureFile(const std::string& path);

/// The bytes of such a file, one column.
std::string featureFileBytes(const std::vector<float>& features);

/// Writes it; no fsync, for there are a million of them: a machine's crash may lose some, a
/// process's never leaves half of one under its name.
void writeFeatureFile(const std::string& path, const std::vector<float>& features);

}  // namespace lafs
