// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <vector>

#include "core/base/json.h"
#include "core/data/inspection/picture_survey.h"

namespace lafs {

struct InspectOptions {
  SurveyOptions survey;
  int nearBits =
      12;  ///< up to so many different bits of LooksHash two pictures are near duplicates
};

/// Everything that `data inspect` tells about sets of faces, as one document:
///
///   {"format": 1, "near_bits",
///    "sets": [{"name", "origin", "fingerprint", "images", "identities",
///      "shots": {"min", "median", "mean", "max", "histogram": [{"shots", "identities"}]},
///      "checked": {"images", "complete"}, "sizes": [{"width", "height", "images"}], "grey",
///      "damaged_count", "damaged": [{"image", "identity", "reason"}],
///      "duplicates": {"exact": GROUPS, "near": GROUPS}, "probes": {...}, "warnings": [...]}],
///    "overlaps": [{"first", "second", "same_source", "shared_files", "names_compared",
///      "shared_names", "names": [...], "exact": MATCHES, "near": MATCHES,
///      "linked_identities", "first_in_second", "second_in_first"}],
///    "warnings": [...]}
///
/// GROUPS: {"groups", "images" (that could go), "across_identities" (groups with several people),
/// "listed": [[{"image", "identity"}, …], …]}. MATCHES: {"pairs", "first_images",
/// "listed": [{"first", "second", "bits"}]} with pictures as above. Lists hold at most 100 entries
/// of at most 20 pictures; the counts are of everything. Names of identities are compared unless
/// either set only numbers them. `linked_identities` are pairs of people that share a picture.
/// `first_in_second`: every picture of the first set is one of the second (nesting of subsets).
/// Sets of one source are compared by their pictures' names as well, which costs nothing.
///
/// `progress` gets (pictures done, of how many) and says whether to go on; stopped early, the
/// document holds what was seen ("checked" tells).
Json inspectSets(const std::vector<InspectedSet>& sets, const InspectOptions& options,
                 const std::function<bool(std::int64_t done, std::int64_t total)>& progress);

}  // namespace lafs
