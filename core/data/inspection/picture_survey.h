// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/base/json.h"
#include "core/data/face_source.h"
#include "core/data/inspection/face_probes.h"
#include "core/image/picture_hash.h"

namespace lafs {

/// A set of pictures as somebody names it: a whole source, or what a stage uses of one.
struct InspectedSet {
  std::string name;
  std::string origin;  ///< as the user wrote it
  std::shared_ptr<const FaceSource> source;
  std::vector<std::int64_t> images;  ///< into `source`, ascending
};

/// One picture that could be read.
struct SurveyedPicture {
  std::int64_t image = 0;  ///< into the set's source
  PixelHash pixels{};
  LooksHash looks{};
};

struct DamagedPicture {
  std::int64_t image = 0;
  std::string reason;
};

/// What one pass over the pictures of a set finds.
struct PictureSurvey {
  std::vector<SurveyedPicture> pictures;              ///< ascending
  std::vector<DamagedPicture> damaged;                ///< ascending
  std::map<std::pair<int, int>, std::int64_t> sizes;  ///< (width, height) to how many
  std::int64_t grey = 0;                              ///< with three equal channels
  FaceProbes probes;
  bool complete = true;  ///< every picture was looked at
};

/// Finds the five points of a face; one a thread. Empty where there is none.
using PointFinder = std::function<std::optional<FacePoints>(const Image&)>;

struct SurveyOptions {
  std::int64_t most = 0;  ///< pictures of a set that are looked at, spread evenly; 0: all
  int threads = 0;        ///< 0: all cores
  std::function<PointFinder()> makeFinder;  ///< for the alignment probe; may be empty
};

/// Decodes the pictures of `set` once. `goOn` is called before each; false ends the pass early.
PictureSurvey surveyPictures(const InspectedSet& set, const SurveyOptions& options,
                             const std::function<bool()>& goOn);

}  // namespace lafs
