// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/base/json.h"
#include "core/data/face_source.h"
#include "core/preview/recent_values.h"
#include "core/run/stage_job.h"

namespace lafs {

/// Faces that a request names, open. `subset` holds what a run trains on, as indices into `faces`;
/// empty for other sources.
struct OpenPictures {
  std::shared_ptr<FaceSource> faces;
  std::vector<std::int64_t> subset;
  std::string key;  ///< differs when the source does
};

/// Opens the `source` object of a request; one of
///   {"file": PATH}                      one picture
///   {"folder": PATH}                    every picture below, in natural order; a folder of
///                                       pictures is a person
///   {"path": PATH}                      whichever of the two is there
///   {"data": {…}, "pool": NAME}         a data set, with the fields of a spec's `data` section;
///                                       pool is labelled (default), unlabelled or test
///   {"run": DIR}                        what the stage of that run directory trains on
///   {"run": DIR, "protocol": NAME}      the faces of a protocol that the run is evaluated with
/// The few that were asked for last stay open. UserError for anything that cannot be opened. One
/// thread.
class PictureSources {
 public:
  const OpenPictures& open(const Json& source);
  /// Indices of the pictures that an open source calls so; one a name. UserError for a name that is
  /// not there.
  std::vector<std::int64_t> indicesOf(const std::vector<std::string>& names,
                                      const OpenPictures& open);

 private:
  using NameIndex = std::unordered_map<std::string, std::int64_t>;
  RecentValues<OpenPictures> recent_{6};
  RecentValues<NameIndex> names_{2};
};

/// A stage run as its directory describes it; remembered by the caller if need be.
StageJob runNamed(const std::string& directory);

}  // namespace lafs
