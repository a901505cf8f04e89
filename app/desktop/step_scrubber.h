// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace lafs {

/// The one step that all plots and pictures show: a place among the steps for which something was
/// kept (previews, checkpoints). `[` and `]` move by one of them, with Shift by ten. One for the
/// window, on its thread.
class StepScrubber : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;

  /// The steps that `owner` (a screen) can show; replaces those it gave before. The scrubber walks
  /// the union of all owners' steps.
  void offer(const QObject* owner, const std::vector<std::int64_t>& steps);
  void withdraw(const QObject* owner);

  const std::vector<std::int64_t>& steps() const { return steps_; }  ///< sorted, each once
  /// The chosen step; nothing means "the newest, as it comes".
  std::optional<std::int64_t> step() const { return chosen_; }
  /// The step to show: the chosen one, else the newest; nothing when there is none at all.
  std::optional<std::int64_t> shown() const;
  void choose(std::int64_t step);
  void follow();         ///< back to the newest
  void move(int count);  ///< by so many offered steps; past the last one = follow

 Q_SIGNALS:
  void stepChanged();   ///< `shown()` may be another one
  void stepsChanged();  ///< what is offered has changed

 private:
  void collect();

  std::map<const QObject*, std::set<std::int64_t>> offered_;
  std::vector<std::int64_t> steps_;
  std::optional<std::int64_t> chosen_;
};

}  // namespace lafs
