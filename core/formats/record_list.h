// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// One line of a .lst: a picture that is, or is to be, a record.
struct RecordListEntry {
  std::int64_t key = 0;       ///< of the record
  std::vector<float> labels;  ///< the class first
  std::string path;           ///< relative to the picture folder
  std::int64_t line = 0;      ///< of the file, from 1, for messages
};

/// MXNet's .lst (im2rec): "key<TAB>label[<TAB>label…]<TAB>path". Or InsightFace's (face2rec2):
/// "aligned<TAB>path<TAB>class[<TAB>numbers]", told apart by the second field of the first line and
/// given keys by place from 0. UserError at `file`:line for another form, a path that leaves the
/// folder, a label that is no number, a repeated key, an empty list.
std::vector<RecordListEntry> parseRecordList(std::string_view text, const std::string& file);
std::vector<RecordListEntry> readRecordList(const std::string& path);

/// A line as im2rec writes it, labels with six decimals. UserError when the path holds a tab or a
/// line break.
std::string recordListLine(std::int64_t key, const std::vector<float>& labels,
                           const std::string& path);

/// InsightFace's `property` file: "classes,height,width" in its first line; what follows is passed
/// over (some writers add the number of pictures).
struct RecordProperty {
  std::int64_t classes = 0, height = 0, width = 0;
};
RecordProperty parseRecordProperty(std::string_view text, const std::string& file);
std::string recordPropertyText(const RecordProperty& property);

}  // namespace lafs
