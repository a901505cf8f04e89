// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;

namespace lafs {

/// What went wrong on a screen, above its content; not there while all is well.
class ErrorCard : public QFrame {
  Q_OBJECT

 public:
  explicit ErrorCard(QWidget* parent = nullptr);
  void setError(const QString& error);  ///< empty = none

 private:
  QLabel* text_;
};

}  // namespace lafs
