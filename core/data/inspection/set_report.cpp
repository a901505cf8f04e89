// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/inspection/set_report.h"

#include <algorithm>
#include <map>
#include <set>

namespace lafs {

namespace {

Json shotsReport(const InspectedSet& set, std::int64_t& identities) {
  std::map<std::int64_t, std::int64_t> images;  // of each label
  for (const std::int64_t image : set.images) ++images[set.source->label(image)];
  identities = static_cast<std::int64_t>(images.size());
  std::map<std::int64_t, std::int64_t> histogram;
  for (const auto& [label, count] : images) ++histogram[count];
  Json json = {{"min", nullptr},
               {"median", nullptr},
               {"mean", nullptr},
               {"max", nullptr},
               {"histogram", Json::array()}};
  if (images.empty()) return json;
  std::int64_t passed = 0;
  for (const auto& [shots, people] : histogram) {
    json["histogram"].push_back({{"shots", shots}, {"identities", people}});
    if (2 * passed < identities && 2 * (passed + people) >= identities) json["median"] = shots;
    passed += people;
  }
  json["min"] = histogram.begin()->first;
  json["max"] = histogram.rbegin()->first;
  json["mean"] = static_cast<double>(set.images.size()) /
                 static_cast<double>(std::max<std::int64_t>(1, identities));
  return json;
}

Json sizesReport(const PictureSurvey& survey) {
  std::vector<std::pair<std::int64_t, std::pair<int, int>>> sizes;
  for (const auto& [size, count] : survey.sizes) sizes.emplace_back(-count, size);
  std::sort(sizes.begin(), sizes.end());
  Json list = Json::array();
  for (std::size_t k = 0; k < std::min(kListedEntries, sizes.size()); ++k) {
    list.push_back({{"width", sizes[k].second.first},
                    {"height", sizes[k].second.second},
                    {"images", -sizes[k].first}});
  }
  return list;
}

Json damagedReport(const InspectedSet& set, const PictureSurvey& survey) {
  Json list = Json::array();
  for (std::size_t k = 0; k < std::min(kListedEntries, survey.damaged.size()); ++k) {
    Json entry = pictureJson(set, survey.damaged[k].image);
    entry["reason"] = survey.damaged[k].reason;
    list.push_back(entry);
  }
  return list;
}

}  // namespace

Json pictureJson(const InspectedSet& set, std::int64_t image) {
  return {{"image", set.source->imageName(image)},
          {"identity", set.source->identityName(set.source->label(image))}};
}

Json setReport(const InspectedSet& set, const PictureSurvey& survey) {
  std::int64_t identities = 0;
  const Json shots = shotsReport(set, identities);
  return {
      {"name", set.name},
      {"origin", set.origin},
      {"fingerprint", set.source->fingerprint()},
      {"images", set.images.size()},
      {"identities", identities},
      {"shots", shots},
      {"checked",
       {{"images", survey.pictures.size() + survey.damaged.size()}, {"complete", survey.complete}}},
      {"sizes", sizesReport(survey)},
      {"grey", survey.grey},
      {"damaged_count", survey.damaged.size()},
      {"damaged", damagedReport(set, survey)}};
}

Json duplicateReport(const InspectedSet& set, const PictureSurvey& survey,
                     const std::vector<std::vector<std::uint32_t>>& groups) {
  std::int64_t spare = 0, across = 0;
  Json listed = Json::array();
  for (const std::vector<std::uint32_t>& group : groups) {
    spare += static_cast<std::int64_t>(group.size()) - 1;
    std::set<std::int64_t> people;
    Json pictures = Json::array();
    for (const std::uint32_t k : group) {
      const std::int64_t image = survey.pictures[k].image;
      people.insert(set.source->label(image));
      if (pictures.size() < kListedPictures) pictures.push_back(pictureJson(set, image));
    }
    across += people.size() > 1 ? 1 : 0;
    if (listed.size() < kListedEntries) listed.push_back(pictures);
  }
  return {{"groups", groups.size()},
          {"images", spare},
          {"across_identities", across},
          {"listed", listed}};
}

}  // namespace lafs
