// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/run/metrics_history.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmath>
#include <limits>
#include <utility>

#include "core/base/json.h"

namespace lafs {

namespace {

constexpr double kAbsent = std::numeric_limits<double>::quiet_NaN();

bool isCoordinate(const std::string& name) {
  return name == "step" || name == "epoch" || name == "segment" || name == "time";
}

template <typename Value>
Value numberAt(const Json& row, const char* key) {
  const auto found = row.find(key);
  return found != row.end() && found->is_number() ? found->get<Value>() : Value{};
}

template <typename Value>
void keepRows(std::vector<Value>& column, const std::vector<char>& keep) {
  std::size_t kept = 0;
  for (std::size_t row = 0; row < column.size(); ++row) {
    if (keep[row]) column[kept++] = column[row];
  }
  column.resize(kept);
}

}  // namespace

void MetricsHistory::supersede(std::int64_t restoredStep) {
  std::vector<char> keep(rows());
  for (std::size_t row = 0; row < keep.size(); ++row) keep[row] = step[row] < restoredStep;
  keepRows(step, keep);
  keepRows(epoch, keep);
  keepRows(segment, keep);
  keepRows(time, keep);
  for (auto& [name, column] : values) keepRows(column, keep);
}

void MetricsHistory::addLine(std::string_view line) {
  if (line.empty()) return;  // the rest of a line that a dead writer left cut
  const Json row = Json::parse(line, nullptr, false);
  if (!row.is_object()) {
    ++damagedLines;
    return;
  }
  if (row.contains("restored_step")) {
    const auto restored = numberAt<std::int64_t>(row, "restored_step");
    supersede(restored);
    segments.push_back(
        {numberAt<std::int64_t>(row, "segment"), restored, numberAt<double>(row, "time")});
    return;
  }
  if (!row.contains("step")) {
    ++damagedLines;
    return;
  }
  step.push_back(numberAt<std::int64_t>(row, "step"));
  epoch.push_back(numberAt<std::int64_t>(row, "epoch"));
  segment.push_back(numberAt<std::int64_t>(row, "segment"));
  time.push_back(numberAt<double>(row, "time"));
  for (const auto& [name, value] : row.items()) {
    if (!isCoordinate(name) && value.is_number()) {
      auto& column = values[name];
      column.resize(rows(), kAbsent);
      column.back() = value.get<double>();
    }
  }
  for (auto& [name, column] : values) column.resize(rows(), kAbsent);
}

MetricsTail::MetricsTail(std::string path) : path_(std::move(path)) {}

bool MetricsTail::poll() {
  const int file = ::open(path_.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return false;
  struct stat facts = {};
  ::fstat(file, &facts);
  if (facts.st_ino != inode_ || facts.st_size < offset_) {
    history_ = MetricsHistory{};
    pending_.clear();
    inode_ = facts.st_ino;
    offset_ = 0;
  }
  bool added = false;
  char block[1 << 16];
  for (;;) {
    const ssize_t count = ::pread(file, block, sizeof block, offset_);
    if (count <= 0) break;
    offset_ += count;
    pending_.append(block, static_cast<std::size_t>(count));
    std::size_t begin = 0;
    for (std::size_t end; (end = pending_.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
      history_.addLine(std::string_view(pending_).substr(begin, end - begin));
      added = true;
    }
    pending_.erase(0, begin);
  }
  ::close(file);
  return added;
}

}  // namespace lafs
