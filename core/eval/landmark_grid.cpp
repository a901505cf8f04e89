// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/landmark_grid.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <mutex>

#include "core/base/error.h"
#include "core/base/random_stream.h"

namespace lafs {

namespace {

constexpr int kRandomSets = 6;
constexpr double kShareOfRandom = 0.9;
constexpr std::uint64_t kRandomKey = 0x67726964;  // "grid"

using Points = std::vector<LandmarkPoint>;

/// Mean 0 and deviation 1 of one coordinate; false when it does not vary.
bool standardise(Points& points, double LandmarkPoint::*axis) {
  const auto count = static_cast<double>(points.size());
  double mean = 0, variance = 0;
  for (const LandmarkPoint& point : points) mean += point.*axis / count;
  for (const LandmarkPoint& point : points) {
    variance += (point.*axis - mean) * (point.*axis - mean) / count;
  }
  const double deviation = std::sqrt(variance);
  if (!(deviation > 1e-9)) return false;
  for (LandmarkPoint& point : points) point.*axis = (point.*axis - mean) / deviation;
  return true;
}

bool standardise(Points& points) {
  return standardise(points, &LandmarkPoint::x) && standardise(points, &LandmarkPoint::y);
}

Points gridNodes(std::int64_t count) {
  const auto columns =
      static_cast<std::int64_t>(std::ceil(std::sqrt(static_cast<double>(count)) - 1e-9));
  Points nodes;
  for (std::int64_t k = 0; k < count; ++k) {
    nodes.push_back({static_cast<double>(k % columns), static_cast<double>(k / columns)});
  }
  standardise(nodes);
  return nodes;
}

/// Root mean square distance of standardised points to the grid, under the best matching.
double distanceToGrid(const Points& points) {
  const auto count = static_cast<std::int64_t>(points.size());
  const Points nodes = gridNodes(count);
  std::vector<double> costs;
  costs.reserve(points.size() * points.size());
  for (const LandmarkPoint& point : points) {
    for (const LandmarkPoint& node : nodes) {
      const double dx = point.x - node.x, dy = point.y - node.y;
      costs.push_back(dx * dx + dy * dy);
    }
  }
  const std::vector<std::int64_t> match = leastCostMatching(costs, count);
  double sum = 0;
  for (std::int64_t row = 0; row < count; ++row) sum += costs[row * count + match[row]];
  return std::sqrt(sum / static_cast<double>(count));
}

double randomDistance(std::int64_t count) {
  static std::mutex mutex;
  static std::map<std::int64_t, double> known;
  const std::lock_guard<std::mutex> lock(mutex);
  const auto found = known.find(count);
  if (found != known.end()) return found->second;
  double sum = 0;
  for (int set = 0; set < kRandomSets; ++set) {
    RandomStream random({kRandomKey, static_cast<std::uint64_t>(set)});
    Points points(static_cast<std::size_t>(count));
    for (LandmarkPoint& point : points) point = {random.uniform(), random.uniform()};
    standardise(points);
    sum += distanceToGrid(points);
  }
  return known[count] = sum / kRandomSets;
}

}  // namespace

std::vector<std::int64_t> leastCostMatching(const std::vector<double>& costs, std::int64_t size) {
  require(static_cast<std::int64_t>(costs.size()) == size * size,
          "a matching needs as many costs as pairs");
  // Rows and columns count from 1; 0 stands for "none yet".
  std::vector<double> rowPotential(size + 1), columnPotential(size + 1);
  std::vector<std::int64_t> rowOf(size + 1, 0), cameFrom(size + 1, 0);
  for (std::int64_t row = 1; row <= size; ++row) {
    std::vector<double> slack(size + 1, std::numeric_limits<double>::infinity());
    std::vector<bool> done(size + 1, false);
    std::int64_t column = 0;
    rowOf[0] = row;
    do {
      done[column] = true;
      const std::int64_t current = rowOf[column];
      double step = std::numeric_limits<double>::infinity();
      std::int64_t next = 0;
      for (std::int64_t j = 1; j <= size; ++j) {
        if (done[j]) continue;
        const double reduced =
            costs[(current - 1) * size + j - 1] - rowPotential[current] - columnPotential[j];
        if (reduced < slack[j]) {
          slack[j] = reduced;
          cameFrom[j] = column;
        }
        if (slack[j] < step) {
          step = slack[j];
          next = j;
        }
      }
      for (std::int64_t j = 0; j <= size; ++j) {
        if (done[j]) {
          rowPotential[rowOf[j]] += step;
          columnPotential[j] -= step;
        } else {
          slack[j] -= step;
        }
      }
      column = next;
    } while (rowOf[column] != 0);
    for (; column != 0; column = cameFrom[column]) rowOf[column] = rowOf[cameFrom[column]];
  }
  std::vector<std::int64_t> match(size);
  for (std::int64_t j = 1; j <= size; ++j) match[rowOf[j] - 1] = j - 1;
  return match;
}

double gridLikeness(const std::vector<LandmarkPoint>& landmarks) {
  require(landmarks.size() >= 4, "grid-likeness needs at least four landmarks");
  Points points = landmarks;
  if (!standardise(points)) return 0;
  const double expected =
      kShareOfRandom * randomDistance(static_cast<std::int64_t>(landmarks.size()));
  return std::clamp(1 - distanceToGrid(points) / expected, 0.0, 1.0);
}

std::vector<double> landmarkDistances(const std::vector<LandmarkPoint>& from,
                                      const std::vector<LandmarkPoint>& to) {
  require(from.size() == to.size(), "distances need as many landmarks on both sides");
  std::vector<double> distances;
  for (std::size_t k = 0; k < from.size(); ++k) {
    distances.push_back(std::hypot(to[k].x - from[k].x, to[k].y - from[k].y));
  }
  return distances;
}

}  // namespace lafs
