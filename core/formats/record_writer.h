// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/output_file.h"

namespace lafs {

/// How a RecordWriter lays a training set out.
enum class RecordLayout {
  Plain,       ///< MXNet's im2rec: pictures only, keys from 0
  InsightFace  ///< face2rec2: pictures from key 1, then record 0, then one range an identity
};
RecordLayout recordLayoutFromName(const std::string& name);  ///< "plain" | "insightface"

/// Writes NAME.rec, NAME.idx, NAME.lst and NAME's `property` as MXNet and InsightFace read them.
/// The files appear under their names only in finish(), all of them whole. Pictures arrive grouped
/// by class in ascending order when the layout is InsightFace (a broken promise otherwise).
class RecordWriter {
 public:
  /// `recPath` ends in ".rec". UserError when the folder cannot be written to.
  RecordWriter(const std::string& recPath, RecordLayout layout);

  /// Appends a picture of class `label` (0 … 2^24), whose path in the .lst is `name`.
  void add(std::int64_t label, const std::string& name, std::string_view encodedImage);

  /// Appends a picture with several labels, the first one its class.
  void add(const std::vector<float>& labels, const std::string& name,
           std::string_view encodedImage);

  /// Writes the ranges and gives every file its name. `height` and `width` are for `property`.
  void finish(std::int64_t height, std::int64_t width);

 private:
  void append(std::uint64_t key, const std::string& payload);
  void writeRanges();

  std::string recPath_;
  RecordLayout layout_;
  OutputFile rec_, index_, list_;
  std::uint64_t nextKey_ = 0;
  std::vector<std::int64_t> firstKeys_;  ///< of every identity, in order (InsightFace)
  std::int64_t lastClass_ = -1;
  std::int64_t classes_ = 0;  ///< largest class + 1
};

}  // namespace lafs
