// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/step_scrubber.h"

#include <algorithm>

namespace lafs {

void StepScrubber::offer(const QObject* owner, const std::vector<std::int64_t>& steps) {
  std::set<std::int64_t> sorted(steps.begin(), steps.end());
  const auto known = offered_.find(owner);
  if (known != offered_.end() && known->second == sorted) return;
  if (known == offered_.end()) {
    connect(owner, &QObject::destroyed, this, [this, owner] { withdraw(owner); });
  }
  offered_[owner] = std::move(sorted);
  collect();
}

void StepScrubber::withdraw(const QObject* owner) {
  if (offered_.erase(owner) == 0) return;
  disconnect(owner, nullptr, this, nullptr);
  collect();
}

void StepScrubber::collect() {
  const std::optional<std::int64_t> before = shown();
  std::set<std::int64_t> all;
  for (const auto& [owner, steps] : offered_) all.insert(steps.begin(), steps.end());
  steps_.assign(all.begin(), all.end());
  Q_EMIT stepsChanged();
  if (shown() != before) Q_EMIT stepChanged();
}

std::optional<std::int64_t> StepScrubber::shown() const {
  if (chosen_) return chosen_;
  return steps_.empty() ? std::optional<std::int64_t>() : steps_.back();
}

void StepScrubber::choose(std::int64_t step) {
  if (chosen_ == step) return;
  chosen_ = step;
  Q_EMIT stepChanged();
}

void StepScrubber::follow() {
  if (!chosen_) return;
  chosen_.reset();
  Q_EMIT stepChanged();
}

void StepScrubber::move(int count) {
  const std::optional<std::int64_t> now = shown();
  if (!now || count == 0 || steps_.empty()) return;
  // The place among the offered steps; a chosen step that is not offered lies between two.
  auto place = std::lower_bound(steps_.begin(), steps_.end(), *now) - steps_.begin();
  const bool between = place == static_cast<std::ptrdiff_t>(steps_.size()) ||
                       steps_[static_cast<std::size_t>(place)] != *now;
  if (between && count > 0) --place;
  place += count;
  if (place >= static_cast<std::ptrdiff_t>(steps_.size()) - (count > 0 && !chosen_ ? 1 : 0)) {
    follow();
    return;
  }
  choose(steps_[static_cast<std::size_t>(std::max<std::ptrdiff_t>(place, 0))]);
}

}  // namespace lafs
