// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <cstdint>
#include <optional>
#include <vector>

class QLabel;
class QSlider;
class QToolButton;

namespace lafs {

/// A slider over the steps that can be shown, with the step's number beside it. Shows what it is
/// told and says what the user wants; moves by itself only while it is dragged.
class ScrubberBar : public QWidget {
  Q_OBJECT

 public:
  explicit ScrubberBar(QWidget* parent = nullptr);
  /// `step` nothing = the newest is followed.
  void show(const std::vector<std::int64_t>& steps, std::optional<std::int64_t> step);

 Q_SIGNALS:
  void stepWanted(qint64 step);
  void followWanted();

 private:
  std::vector<std::int64_t> steps_;
  QSlider* slider_;
  QLabel* number_;
  QToolButton* follow_;
};

}  // namespace lafs
