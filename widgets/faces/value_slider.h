// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QLabel;
class QSlider;

namespace lafs {

/// A named slider over numbers with its value beside it, and a note below (the paper's value).
class ValueSlider : public QWidget {
  Q_OBJECT

 public:
  /// `decimals` digits after the point; one step of the slider is the last of them.
  ValueSlider(const QString& name, double least, double most, int decimals, const QString& unit,
              QWidget* parent = nullptr);

  double value() const;
  void setValue(double value);  ///< emits `changed` when it is another one
  void setRange(double least, double most);
  void setNote(const QString& note);

 Q_SIGNALS:
  void changed(double value);

 private:
  void showNumber();

  double unitSteps_;
  int decimals_;
  QString unit_;
  QLabel* number_;
  QLabel* note_;
  QSlider* slider_;
};

}  // namespace lafs
