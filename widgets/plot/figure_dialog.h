// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>

#include "widgets/plot/chart.h"
#include "widgets/plot/figure_command.h"

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QLabel;
class QLineEdit;
class QSpinBox;

namespace lafs {

/// Asks how a figure is saved: format, size in millimetres, light or dark; shows it as it will be,
/// and the command that does the same.
class FigureDialog : public QDialog {
  Q_OBJECT

 public:
  explicit FigureDialog(Chart chart, QWidget* parent = nullptr);
  FigurePage page() const;

 Q_SIGNALS:
  void saveWanted(const QString& file, const QByteArray& bytes);

 private:
  QString ending() const;
  void showFigure();
  void save();

  Chart chart_;
  QComboBox* format_;
  QComboBox* preset_;
  QDoubleSpinBox* width_;
  QDoubleSpinBox* height_;
  QSpinBox* dpi_;
  QCheckBox* dark_;
  QCheckBox* footer_;
  QLabel* picture_;
  QLineEdit* command_;
};

}  // namespace lafs
