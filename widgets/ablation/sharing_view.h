// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "core/report/cell_report.h"

namespace lafs {

/// The graph of stages that cells share, drawn as a chain of boxes: how many stages there are, how
/// many cells ask for one, how many are done; below it what sharing saves, in words.
class SharingView : public QWidget {
  Q_OBJECT

 public:
  explicit SharingView(QWidget* parent = nullptr);
  void show(const PlanSummary& plan);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  PlanSummary plan_;
  QString text_;
};

}  // namespace lafs
