// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

namespace lafs {

/// The theme's sequential scale as a bar with its ends written out.
class ColourScale : public QWidget {
  Q_OBJECT

 public:
  explicit ColourScale(QWidget* parent = nullptr);
  void setRange(double low, double high, const QString& meaning);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  double low_ = 0, high_ = 1;
  QString meaning_;
};

}  // namespace lafs
