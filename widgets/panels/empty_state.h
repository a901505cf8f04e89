// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/theme/icons.h"

class QLabel;
class QVBoxLayout;

namespace lafs {

/// What a screen shows while it has nothing to show: what would be here, and buttons for the next
/// step. Keyboard and screen readers reach the buttons like any other.
class EmptyState : public QWidget {
  Q_OBJECT

 public:
  EmptyState(Icon icon, const QString& headline, const QString& text, QWidget* parent = nullptr);

  void setTexts(const QString& headline, const QString& text);
  /// Adds a button; `id` comes back in `chosen`. The first one is the primary.
  void addAction(const QString& id, const QString& label);
  void setActionVisible(const QString& id, bool visible);

 Q_SIGNALS:
  void chosen(const QString& id);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void paintPicture();
  void fitHeights();

  Icon icon_;
  QLabel* picture_;
  QLabel* headline_;
  QLabel* text_;
  QVBoxLayout* column_;
  bool hasPrimary_ = false;
};

}  // namespace lafs
