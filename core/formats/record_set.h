// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/formats/image_record.h"
#include "core/formats/record_file.h"
#include "core/formats/record_index.h"

namespace lafs {

/// Pictures of one identity: record keys first … last-1.
struct IdentityRange {
  std::int64_t key = 0;  ///< of the record that says so
  std::int64_t first = 0;
  std::int64_t last = 0;
};

/// A training set as RecordIO files: pictures with classes. Knows both kinds that are about:
///
/// * plain (MXNet's im2rec): every record is a picture, in the order of the .idx;
/// * InsightFace (face2rec2, rec_builder): record 0 holds [A, B) and no picture; records 1 … A-1
///   are the pictures, records A … B-1 one range of picture keys for each identity.
///
/// Which of the two it is shows in record 0. Without an .idx beside the .rec the whole file is
/// walked once and the ids in the records' headers are the keys. const functions may be called from
/// several threads at once.
class RecordSet {
 public:
  /// UserError for whatever is missing, damaged, or does not fit together.
  static RecordSet open(const std::string& recPath);

  const RecordFile& file() const { return file_; }
  const std::vector<RecordPosition>& images() const { return images_; }
  /// Empty for a plain file, and for one with so many records (2^24) that the ranges, which are
  /// stored as floats, are no longer exact.
  const std::vector<IdentityRange>& identities() const { return identities_; }
  bool indexWasRebuilt() const { return rebuilt_; }  ///< there was no .idx

  /// Record of images()[at]; the picture points into `payload`, whose memory is used again.
  ImageRecord record(std::size_t at, std::string& payload) const;

  /// Class of every picture of images(), read from the records: with ranges one record for each
  /// identity, otherwise every record's beginning.
  std::vector<std::int64_t> classes() const;

 private:
  explicit RecordSet(RecordFile file) : file_(std::move(file)) {}
  void readInsightFaceRanges(std::vector<RecordPosition> index, const ImageRecord& header);
  std::int64_t classAt(std::size_t at, std::string& start) const;

  RecordFile file_;
  std::vector<RecordPosition> images_;
  std::vector<IdentityRange> identities_;
  bool rebuilt_ = false;
};

/// "a/train.rec" -> "a/train.idx" (or .lst, …): the file of that extension that belongs to it.
std::string besideRecord(const std::string& recPath, const std::string& extension);

/// "file: record KEY at byte N", for messages.
std::string recordPlace(const RecordFile& file, const RecordPosition& position);

}  // namespace lafs
