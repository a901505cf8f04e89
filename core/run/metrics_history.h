// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// Where a segment of a run's history begins: at the first start and at every resume.
struct MetricsSegment {
  std::int64_t number = 0;
  std::int64_t restoredStep = 0;  ///< rows of earlier segments at or past it were superseded
  double time = 0;                ///< Unix time
};

/// The joined history of a run: one row a line of metrics.jsonl, in columns. Rows that a resume
/// did again are dropped, so steps never go back.
struct MetricsHistory {
  std::vector<std::int64_t> step;
  std::vector<std::int64_t> epoch;
  std::vector<std::int64_t> segment;
  std::vector<double> time;
  /// Named values, all as long as `step`; NaN where a row does not have one.
  std::map<std::string, std::vector<double>> values;
  std::vector<MetricsSegment> segments;
  std::int64_t damagedLines = 0;  ///< lines that were no record; skipped

  std::size_t rows() const { return step.size(); }
  void addLine(std::string_view line);

 private:
  void supersede(std::int64_t restoredStep);
};

/// Follows a metrics.jsonl that grows, over any file system: reads what is new at every poll,
/// leaves a cut last line for later, and begins anew when the file was replaced.
class MetricsTail {
 public:
  explicit MetricsTail(std::string path);
  /// True when something was added. A file that is not there (yet) is an empty history.
  bool poll();
  const MetricsHistory& history() const { return history_; }

 private:
  std::string path_;
  MetricsHistory history_;
  std::string pending_;
  std::uint64_t inode_ = 0;
  std::int64_t offset_ = 0;
};

}  // namespace lafs
