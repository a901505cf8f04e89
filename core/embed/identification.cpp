// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/embed/identification.h"

#include <ATen/ATen.h>
#include <ATen/Parallel.h>

#include <algorithm>
#include <functional>
#include <limits>
#include <string>
#include <unordered_map>

#include "core/base/error.h"

namespace lafs {

namespace {

constexpr std::int64_t kProbesAtATime = 1024;

std::unordered_map<std::int64_t, std::int64_t> rowOfSubject(
    const std::vector<std::int64_t>& subjects) {
  std::unordered_map<std::int64_t, std::int64_t> rows;
  for (std::size_t row = 0; row < subjects.size(); ++row) {
    if (rows.emplace(subjects[row], static_cast<std::int64_t>(row)).second) continue;
    throw UserError("gallery",
                    "subject " + std::to_string(subjects[row]) + " has more than one template",
                    "a gallery holds one template for each person");
  }
  return rows;
}

/// What one probe's row of scores says.
struct Search {
  float best = 0;
  float mate = 0;
  std::int64_t rank = 0;  ///< of the mate; 0 without
};

Search searchRow(const float* scores, std::int64_t count, std::int64_t mate) {
  Search search;
  search.best = *std::max_element(scores, scores + count);
  if (mate < 0) return search;
  search.mate = scores[mate];
  search.rank =
      1 + std::count_if(scores, scores + count, [&](float score) { return score > search.mate; });
  return search;
}

std::vector<Search> searchAll(const at::Tensor& probes, const at::Tensor& gallery,
                              const std::vector<std::int64_t>& mates) {
  std::vector<Search> searches(mates.size());
  const std::int64_t count = gallery.size(0);
  for (std::int64_t begin = 0; begin < probes.size(0); begin += kProbesAtATime) {
    const std::int64_t end = std::min(begin + kProbesAtATime, probes.size(0));
    const at::Tensor scores = at::mm(probes.slice(0, begin, end), gallery.t()).contiguous();
    const float* data = scores.data_ptr<float>();
    at::parallel_for(begin, end, 16, [&](std::int64_t from, std::int64_t to) {
      for (std::int64_t p = from; p < to; ++p) {
        searches[p] = searchRow(data + (p - begin) * count, count, mates[p]);
      }
    });
  }
  return searches;
}

OpenSetPoint openSetPoint(double target, const std::vector<Search>& searches,
                          const std::vector<float>& strangers, std::int64_t mated) {
  OpenSetPoint point;
  point.targetFpir = target;
  const auto count = static_cast<double>(strangers.size());
  point.belowFloor = target < 10 / count;
  const auto allowed = static_cast<std::size_t>(target * count);
  // The first score that may not pass any more is the threshold.
  point.threshold = allowed < strangers.size() ? static_cast<double>(strangers[allowed])
                                               : -std::numeric_limits<double>::infinity();
  const auto passes = [&](float score) { return static_cast<double>(score) > point.threshold; };
  point.fpir =
      static_cast<double>(std::count_if(strangers.begin(), strangers.end(), passes)) / count;
  const auto found = std::count_if(searches.begin(), searches.end(), [&](const Search& search) {
    return search.rank == 1 && passes(search.mate);
  });
  point.tpir = static_cast<double>(found) / static_cast<double>(mated);
  return point;
}

}  // namespace

Identification identify(const at::Tensor& probes, const std::vector<std::int64_t>& probeSubjects,
                        const at::Tensor& gallery, const std::vector<std::int64_t>& gallerySubjects,
                        const std::vector<std::int64_t>& ranks,
                        const std::vector<double>& fpirTargets) {
  TORCH_CHECK(probes.dim() == 2 && gallery.dim() == 2 && probes.size(1) == gallery.size(1),
              "probes and gallery must be matrices of one width");
  require(probes.size(0) == static_cast<std::int64_t>(probeSubjects.size()) &&
              gallery.size(0) == static_cast<std::int64_t>(gallerySubjects.size()),
          "one subject for each row");
  const auto rows = rowOfSubject(gallerySubjects);
  std::vector<std::int64_t> mates;
  for (const std::int64_t subject : probeSubjects) {
    const auto found = rows.find(subject);
    mates.push_back(found == rows.end() ? -1 : found->second);
  }
  Identification result;
  result.gallery = gallery.size(0);
  result.nonMated = std::count(mates.begin(), mates.end(), -1);
  result.mated = static_cast<std::int64_t>(mates.size()) - result.nonMated;
  if (result.mated == 0) throw UserError("probes", "no probe's subject is in the gallery");

  const std::vector<Search> searches = searchAll(probes, gallery, mates);
  std::vector<float> strangers;
  for (const Search& search : searches) {
    result.mateRank.push_back(search.rank);
    result.mateScore.push_back(search.mate);
    if (search.rank == 0) strangers.push_back(search.best);
  }
  std::sort(strangers.begin(), strangers.end(), std::greater<>());
  result.ranks = ranks;
  for (const std::int64_t rank : ranks) {
    const auto hits = std::count_if(searches.begin(), searches.end(), [rank](const Search& search) {
      return search.rank > 0 && search.rank <= rank;
    });
    result.hitRates.push_back(static_cast<double>(hits) / static_cast<double>(result.mated));
  }
  if (strangers.empty()) return result;
  for (const double target : fpirTargets) {
    result.openSet.push_back(openSetPoint(target, searches, strangers, result.mated));
  }
  return result;
}

}  // namespace lafs
