// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolButton>

namespace lafs {

/// A tool button with its icon and words together in its middle and air between the two. The
/// toolkit itself puts them side by side at the left edge and leaves the spare room at the right.
class ToolButton : public QToolButton {
  Q_OBJECT

 public:
  explicit ToolButton(QWidget* parent = nullptr);

 protected:
  void paintEvent(QPaintEvent* event) override;
};

}  // namespace lafs
