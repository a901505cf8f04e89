// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <vector>

#include "core/base/json.h"
#include "core/data/inspection/duplicate_search.h"
#include "core/data/inspection/picture_survey.h"

namespace lafs {

/// Entries of a list in the report of an inspection, and pictures of one entry, at most.
constexpr std::size_t kListedEntries = 100;
constexpr std::size_t kListedPictures = 20;

/// {"image", "identity"}: names.
Json pictureJson(const InspectedSet& set, std::int64_t image);

/// One entry of "sets" (data_inspection.h), without duplicates.
Json setReport(const InspectedSet& set, const PictureSurvey& survey);

/// GROUPS (data_inspection.h) of positions in survey.pictures.
Json duplicateReport(const InspectedSet& set, const PictureSurvey& survey,
                     const std::vector<std::vector<std::uint32_t>>& groups);

}  // namespace lafs
