// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <mutex>
#include <string>

#include "core/image/similarity.h"

namespace lafs {

/// What became of one photograph.
struct AlignedPicture {
  std::string file;        ///< relative to the photographs' folder
  std::int64_t bytes = 0;  ///< of the photograph
  std::string reason;      ///< why there is no face; empty when there is one
  bool hasPoints = false;  ///< false for whole pictures
  FacePoints points{};
  double score = 0;
  std::int64_t faces = 0;
  std::string output;  ///< relative to the output's folder
};

/// The pictures that are done, a JSON line each behind one with the options, flushed one by one: a
/// process that is killed loses at most the last. Adding is safe from several threads.
class AlignmentJournal {
 public:
  /// Opens or begins the journal in folder `output`. UserError when it was written with options
  /// other than `options` or cannot be written to.
  AlignmentJournal(const std::string& output, const std::string& options);

  const AlignedPicture* find(const std::string& file) const;  ///< of an earlier call
  void add(const AlignedPicture& picture);

 private:
  std::map<std::string, AlignedPicture> known_;
  std::mutex mutex_;
  std::ofstream file_;
  std::string path_;
};

/// The two tables, in the order of `pictures`.
std::string alignmentCsv(const std::map<std::string, AlignedPicture>& pictures);
std::string notFoundCsv(const std::map<std::string, AlignedPicture>& pictures);

}  // namespace lafs
