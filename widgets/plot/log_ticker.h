// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/plot/qcustomplot.h"

namespace lafs {

/// Ticks of a logarithmic axis: powers of ten over several decades; plain numbers where less than
/// two are in sight ("70", "75", "80"), which rounded powers would not tell apart.
class LogTicker : public QCPAxisTickerLog {
 protected:
  QVector<double> createTickVector(double tickStep, const QCPRange& range) override;
  QString getTickLabel(double tick, const QLocale& locale, QChar formatChar,
                       int precision) override;

 private:
  bool plain_ = false;
};

}  // namespace lafs
