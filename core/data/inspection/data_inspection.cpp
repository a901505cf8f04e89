// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/inspection/data_inspection.h"

#include <algorithm>
#include <atomic>
#include <cctype>
#include <iterator>
#include <set>
#include <unordered_map>

#include "core/data/inspection/duplicate_search.h"
#include "core/data/inspection/set_report.h"

namespace lafs {

namespace {

/// All pictures of all sets in one row, so that one search finds what lies inside and across sets.
struct Row {
  std::vector<PixelHash> pixels;
  std::vector<LooksHash> looks;
  std::vector<std::uint32_t> starts;  ///< of each set, and the end

  std::size_t setOf(std::uint32_t k) const {
    return static_cast<std::size_t>(std::upper_bound(starts.begin(), starts.end(), k) -
                                    starts.begin() - 1);
  }
};

Row rowOf(const std::vector<PictureSurvey>& surveys) {
  Row row;
  for (const PictureSurvey& survey : surveys) {
    row.starts.push_back(static_cast<std::uint32_t>(row.pixels.size()));
    for (const SurveyedPicture& picture : survey.pictures) {
      row.pixels.push_back(picture.pixels);
      row.looks.push_back(picture.looks);
    }
  }
  row.starts.push_back(static_cast<std::uint32_t>(row.pixels.size()));
  return row;
}

/// Pairs of pictures in two sets.
struct Matches {
  std::int64_t pairs = 0;
  std::set<std::int64_t> first;
  std::set<std::pair<std::int64_t, std::int64_t>> people;
  Json listed = Json::array();
};

class Comparison {
 public:
  Comparison(const std::vector<InspectedSet>& sets, const std::vector<PictureSurvey>& surveys,
             int nearBits)
      : sets_(sets), surveys_(surveys), row_(rowOf(surveys)) {
    bool complete = true;
    nearPairs_ = findNearPairs(row_.looks, nearBits, complete);
    nearComplete_ = complete;
    equal_ = findEqual(row_.pixels);
  }

  bool nearComplete() const { return nearComplete_; }

  /// "exact" and "near" inside set `s`. A near duplicate is one that is not exact.
  Json duplicates(std::size_t s) const {
    std::vector<std::vector<std::uint32_t>> exact;
    for (const auto& group : equal_) {
      std::vector<std::uint32_t> own;
      for (const std::uint32_t k : group) {
        if (row_.setOf(k) == s) own.push_back(k - row_.starts[s]);
      }
      if (own.size() > 1) exact.push_back(std::move(own));
    }
    std::vector<NearPair> near;
    for (const NearPair& pair : nearPairs_) {
      if (row_.setOf(pair.first) != s || row_.setOf(pair.second) != s || same(pair)) continue;
      near.push_back({pair.first - row_.starts[s], pair.second - row_.starts[s], pair.bits});
    }
    return {{"exact", duplicateReport(sets_[s], surveys_[s], exact)},
            {"near", duplicateReport(sets_[s], surveys_[s],
                                     connectedGroups(surveys_[s].pictures.size(), near))}};
  }

  Json overlap(std::size_t a, std::size_t b) const {
    Matches exact, near;
    for (const auto& group : equal_) addGroup(group, a, b, exact);
    for (const NearPair& pair : nearPairs_) {
      if (same(pair)) continue;
      if (row_.setOf(pair.first) == a && row_.setOf(pair.second) == b) {
        add(pair.first, pair.second, pair.bits, a, b, near);
      } else if (row_.setOf(pair.first) == b && row_.setOf(pair.second) == a) {
        add(pair.second, pair.first, pair.bits, a, b, near);
      }
    }
    std::set<std::pair<std::int64_t, std::int64_t>> linked = exact.people;
    linked.insert(near.people.begin(), near.people.end());
    Json json = {{"first", sets_[a].name}, {"second", sets_[b].name}};
    compareFiles(a, b, json);
    compareNames(a, b, json);
    json["exact"] = matchesJson(exact);
    json["near"] = matchesJson(near);
    json["linked_identities"] = linked.size();
    return json;
  }

 private:
  bool same(const NearPair& pair) const {
    return row_.pixels[pair.first] == row_.pixels[pair.second];
  }

  std::int64_t imageAt(std::uint32_t k, std::size_t s) const {
    return surveys_[s].pictures[k - row_.starts[s]].image;
  }

  void add(std::uint32_t first, std::uint32_t second, int bits, std::size_t a, std::size_t b,
           Matches& matches) const {
    const std::int64_t x = imageAt(first, a), y = imageAt(second, b);
    ++matches.pairs;
    matches.first.insert(x);
    matches.people.insert({sets_[a].source->label(x), sets_[b].source->label(y)});
    if (matches.listed.size() >= kListedEntries) return;
    matches.listed.push_back({{"first", pictureJson(sets_[a], x)},
                              {"second", pictureJson(sets_[b], y)},
                              {"bits", bits}});
  }

  /// Each picture of the first set with one equal picture of the second.
  void addGroup(const std::vector<std::uint32_t>& group, std::size_t a, std::size_t b,
                Matches& matches) const {
    const auto other = std::find_if(group.begin(), group.end(),
                                    [&](std::uint32_t k) { return row_.setOf(k) == b; });
    if (other == group.end()) return;
    for (const std::uint32_t k : group) {
      if (row_.setOf(k) == a) add(k, *other, 0, a, b, matches);
    }
  }

  static Json matchesJson(const Matches& matches) {
    return {{"pairs", matches.pairs},
            {"first_images", matches.first.size()},
            {"listed", matches.listed}};
  }

  /// Sets of one source share its files, and may be nested.
  void compareFiles(std::size_t a, std::size_t b, Json& json) const {
    const bool one = sets_[a].source == sets_[b].source ||
                     sets_[a].source->fingerprint() == sets_[b].source->fingerprint();
    json["same_source"] = one;
    json["shared_files"] = nullptr;
    json["first_in_second"] = nullptr;
    json["second_in_first"] = nullptr;
    if (!one) return;
    std::vector<std::int64_t> shared;
    const auto &x = sets_[a].images, &y = sets_[b].images;
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(shared));
    json["shared_files"] = shared.size();
    json["first_in_second"] = shared.size() == x.size();
    json["second_in_first"] = shared.size() == y.size();
  }

  static std::set<std::string> namesOf(const InspectedSet& set, bool& numbers) {
    std::set<std::string> names;
    numbers = true;
    for (const std::int64_t image : set.images) {
      names.insert(set.source->identityName(set.source->label(image)));
    }
    for (const std::string& name : names) {
      numbers = numbers && std::all_of(name.begin(), name.end(),
                                       [](unsigned char c) { return std::isdigit(c) != 0; });
    }
    return names;
  }

  /// Numbers mean the same person only inside one source.
  void compareNames(std::size_t a, std::size_t b, Json& json) const {
    bool numbersA = false, numbersB = false;
    const auto x = namesOf(sets_[a], numbersA), y = namesOf(sets_[b], numbersB);
    const bool compared = json["same_source"].get<bool>() || !(numbersA || numbersB);
    json["names_compared"] = compared;
    json["shared_names"] = nullptr;
    json["names"] = Json::array();
    if (!compared) return;
    std::vector<std::string> shared;
    std::set_intersection(x.begin(), x.end(), y.begin(), y.end(), std::back_inserter(shared));
    json["shared_names"] = shared.size();
    if (shared.size() > kListedEntries) shared.resize(kListedEntries);
    json["names"] = shared;
  }

  const std::vector<InspectedSet>& sets_;
  const std::vector<PictureSurvey>& surveys_;
  Row row_;
  std::vector<NearPair> nearPairs_;
  std::vector<std::vector<std::uint32_t>> equal_;
  bool nearComplete_ = true;
};

Json setWarnings(const Json& set, const FaceSource& source, const PictureSurvey& survey) {
  Json warnings = Json::array();
  for (const std::string& text : source.warnings()) warnings.push_back(text);
  for (const std::string& text : survey.probes.warnings()) warnings.push_back(text);
  const auto damaged = set.at("damaged_count").get<std::int64_t>();
  if (damaged > 0) warnings.push_back(std::to_string(damaged) + " damaged pictures");
  for (const char* kind : {"exact", "near"}) {
    const auto across = set.at("duplicates").at(kind).at("across_identities").get<std::int64_t>();
    if (across == 0) continue;
    warnings.push_back(std::to_string(across) + " groups of " + kind +
                       " duplicates show different identities: label noise, or one person twice");
  }
  return warnings;
}

void addOverlapWarnings(const Json& overlap, Json& warnings) {
  const std::string both =
      overlap.at("first").get<std::string>() + " and " + overlap.at("second").get<std::string>();
  const Json names = overlap.at("shared_names");
  if (names.is_number() && names.get<std::int64_t>() > 0) {
    warnings.push_back(names.dump() + " identities are in both " + both);
  }
  const auto exact = overlap.at("exact").at("first_images").get<std::int64_t>();
  const auto near = overlap.at("near").at("first_images").get<std::int64_t>();
  if (exact + near == 0) return;
  warnings.push_back(both + " share " + std::to_string(exact) + " equal and " +
                     std::to_string(near) + " nearly equal pictures");
}

}  // namespace

Json inspectSets(const std::vector<InspectedSet>& sets, const InspectOptions& options,
                 const std::function<bool(std::int64_t, std::int64_t)>& progress) {
  std::int64_t total = 0;
  for (const InspectedSet& set : sets) {
    const auto count = static_cast<std::int64_t>(set.images.size());
    total += options.survey.most > 0 ? std::min(options.survey.most, count) : count;
  }
  std::atomic<std::int64_t> done{0};
  const auto goOn = [&] { return !progress || progress(done++, total); };
  std::vector<PictureSurvey> surveys;
  for (const InspectedSet& set : sets) surveys.push_back(surveyPictures(set, options.survey, goOn));
  const Comparison comparison(sets, surveys, options.nearBits);
  Json list = Json::array(), overlaps = Json::array(), warnings = Json::array();
  for (std::size_t s = 0; s < sets.size(); ++s) {
    Json set = setReport(sets[s], surveys[s]);
    set["duplicates"] = comparison.duplicates(s);
    set["probes"] = surveys[s].probes.json();
    set["warnings"] = setWarnings(set, *sets[s].source, surveys[s]);
    for (const Json& text : set["warnings"]) {
      warnings.push_back(sets[s].name + ": " + text.get<std::string>());
    }
    list.push_back(std::move(set));
  }
  for (std::size_t a = 0; a < sets.size(); ++a) {
    for (std::size_t b = a + 1; b < sets.size(); ++b) {
      overlaps.push_back(comparison.overlap(a, b));
      addOverlapWarnings(overlaps.back(), warnings);
    }
  }
  return {
      {"format", 1},  {"near_bits", options.nearBits}, {"near_complete", comparison.nearComplete()},
      {"sets", list}, {"overlaps", overlaps},          {"warnings", warnings}};
}

}  // namespace lafs
