// SPDX-License-Identifier: GPL-3.0-or-later
// The request "subsets": what few-shot selection makes of a source.
#include <algorithm>
#include <map>
#include <set>

#include "core/base/error.h"
#include "core/preview/preview_service.h"
#include "core/preview/request_fields.h"

namespace lafs {

namespace {

constexpr std::int64_t kLargestSeed = std::int64_t{1} << 53;
constexpr std::size_t kMostSubsets = 16;
constexpr double kNoFraction = 1;

double fractionOf(const Json& request) {
  const Json value = request.value("identity_fraction", Json(kNoFraction));
  if (value.is_number() && value.get<double>() > 0 && value.get<double>() <= 1) {
    return value.get<double>();
  }
  throw UserError("subsets.identity_fraction",
                  "expected a number above 0 and up to 1, found " + value.dump());
}

std::int64_t identitiesOf(const FaceSource& faces, const std::vector<std::int64_t>& indices) {
  std::set<std::int64_t> labels;
  for (const std::int64_t index : indices) labels.insert(faces.label(index));
  return static_cast<std::int64_t>(labels.size());
}

/// How many identities have 1, 2, 3 … images.
Json histogramOf(const FaceSource& faces) {
  std::map<std::int64_t, std::int64_t> images, identities;
  for (std::int64_t index = 0; index < faces.size(); ++index) ++images[faces.label(index)];
  for (const auto& entry : images) ++identities[entry.second];
  Json histogram = Json::array();
  for (const auto& [count, people] : identities) {
    histogram.push_back({{"images", count}, {"identities", people}});
  }
  return histogram;
}

}  // namespace

PreviewReply answerSubsets(PreviewContext& context, const Json& request) {
  refuseUnknown(request, {"id", "ask", "source", "shots", "seed", "identity_fraction"}, "subsets");
  const FaceSource& faces = *context.sources.open(objectField(request, "source", "subsets")).faces;
  const std::vector<std::int64_t> shots = indicesField(request, "shots", "subsets", kMostSubsets);
  SubsetSpec spec;
  spec.identityFraction = fractionOf(request);
  const auto seed =
      static_cast<std::uint64_t>(integerField(request, "seed", "subsets", 0, kLargestSeed, 0));
  PreviewReply reply;
  reply.head["images"] = faces.size();
  reply.head["identities"] = faces.identities();
  reply.head["histogram"] = histogramOf(faces);
  reply.head["subsets"] = Json::array();
  std::vector<std::int64_t> before;
  for (const std::int64_t count : shots) {
    spec.shots = count;
    const std::vector<std::int64_t> chosen = selectSubset(faces, spec, seed);
    reply.head["subsets"].push_back(
        {{"shots", count},
         {"images", chosen.size()},
         {"identities", identitiesOf(faces, chosen)},
         {"holds_previous",
          std::includes(chosen.begin(), chosen.end(), before.begin(), before.end())}});
    reply.integers("shots" + std::to_string(count), chosen);
    before = chosen;
  }
  return reply;
}

}  // namespace lafs
