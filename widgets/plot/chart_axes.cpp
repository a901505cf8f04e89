// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_axes.h"

#include <QFontMetrics>

#include "widgets/plot/log_ticker.h"

namespace lafs {

namespace {

constexpr int kLabelOverhang = 24;  // of an upright label, over both ends of its axis

QSharedPointer<QCPAxisTicker> tickerFor(bool logarithmic) {
  if (logarithmic) return QSharedPointer<LogTicker>::create();
  auto ticker = QSharedPointer<QCPAxisTicker>::create();
  ticker->setTickCount(5);
  return ticker;
}

void applyScale(QCPAxis& axis, bool logarithmic) {
  const auto type = logarithmic ? QCPAxis::stLogarithmic : QCPAxis::stLinear;
  const bool first = axis.numberPrecision() != (logarithmic ? 0 : 5);
  if (axis.scaleType() != type || first) {
    axis.setScaleType(type);
    axis.setTicker(tickerFor(logarithmic));
  }
  axis.setNumberFormat(logarithmic ? "eb" : "gb");
  axis.setNumberPrecision(logarithmic ? 0 : 5);
}

void styleAxis(QCPAxis& axis, const ChartAxis& wanted, const Theme& theme, const QFont& font) {
  const QPen hairline(theme.line, 1);
  applyScale(axis, wanted.logarithmic);
  axis.setBasePen(hairline);
  axis.setTickPen(hairline);
  axis.setSubTickPen(hairline);
  axis.setTickLength(0, 4);
  axis.setSubTickLength(0, 2);
  axis.setSubTicks(wanted.logarithmic);
  axis.setTickLabelFont(font);
  axis.setTickLabelColor(theme.muted);
  axis.setLabelFont(font);
  axis.setLabelColor(theme.muted);
  axis.setLabel(QString::fromStdString(wanted.label));
  axis.setLabelPadding(3);
  axis.setTickLabelPadding(3);
  axis.grid()->setPen(hairline);
  axis.grid()->setSubGridVisible(false);
  axis.grid()->setZeroLinePen(Qt::NoPen);
}

}  // namespace

void styleChartAxes(QCustomPlot& plot, const ChartAxis& x, const ChartAxis& y, const Theme& theme,
                    const QFont& font) {
  styleAxis(*plot.xAxis, x, theme, font);
  styleAxis(*plot.yAxis, y, theme, font);
  plot.xAxis->grid()->setVisible(false);
}

void showFittingLabel(QCustomPlot& plot, const QColor& colour) {
  QCPAxis& axis = *plot.yAxis;
  const int length = QFontMetrics(axis.labelFont()).horizontalAdvance(axis.label());
  const bool fits = length <= plot.axisRect()->height() + kLabelOverhang;
  axis.setLabelColor(fits ? colour : QColor(Qt::transparent));
}

}  // namespace lafs
