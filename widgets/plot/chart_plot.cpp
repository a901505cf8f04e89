// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_plot.h"

#include <QHelpEvent>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/plot/chart_axes.h"
#include "widgets/plot/chart_fit.h"

namespace lafs {

namespace {

constexpr std::size_t kLongestReadout = 12;
constexpr int kRightMargin = 12;
constexpr double kLegendShare = 0.14;         // two lines in a chart of the run's screen
constexpr std::size_t kMostColumns = 200000;  // of all curves together
constexpr int kFewestColumns = 64;            // of a curve

QString text(const std::string& utf8) {
  return QString::fromStdString(utf8);
}

}  // namespace

ChartPlot::ChartPlot(QWidget* parent) : QCustomPlot(parent), theme_(Theme::current()) {
  setNoAntialiasingOnDrag(true);
  axisRect()->setupFullAxesBox(false);
  for (QCPAxis* axis : {xAxis2, yAxis2}) axis->setVisible(false);
  setInteractions(QCP::iRangeDrag | QCP::iRangeZoom);
  axisRect()->setRangeDrag(Qt::Horizontal);
  axisRect()->setRangeZoom(Qt::Horizontal);
  layOut();

  empty_ = new QCPItemText(this);
  empty_->position->setType(QCPItemPosition::ptAxisRectRatio);
  empty_->position->setCoords(0.5, 0.5);
  connect(this, &QCustomPlot::beforeReplot, this, &ChartPlot::refill);
  connect(this, &QCustomPlot::afterLayout, this, [this] {
    lines_.alignLabels();
    showFittingLabel(*this, theme_.muted);
  });
  connect(xAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
          [this](const QCPRange& range) {
            if (settingRange_) return;
            chart_.x.lower = range.lower;
            chart_.x.upper = range.upper;
          });
  connect(yAxis, qOverload<const QCPRange&>(&QCPAxis::rangeChanged), this,
          [this](const QCPRange& range) {
            if (settingRange_) return;
            chart_.y.lower = range.lower;
            chart_.y.upper = range.upper;
          });
  setTheme(theme_);
}

void ChartPlot::layOut() {
  axisRect()->setAutoMargins(QCP::msLeft | QCP::msBottom);
  axisRect()->setMargins(QMargins(0, 2, kRightMargin, 0));
  plotLayout()->setMargins(QMargins(8, 6, 4, 6));
  plotLayout()->setRowSpacing(2);
  plotLayout()->insertRow(0);
  plotLayout()->insertRow(0);
  title_ = new QCPTextElement(this);
  title_->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
  title_->setMargins(QMargins(4, 0, 0, 0));
  plotLayout()->addElement(0, 0, title_);
  plotLayout()->addElement(1, 0, legend_.row());
  legend_.setShare(kLegendShare);
  plotLayout()->setRowStretchFactor(0, 0.001);
  plotLayout()->setRowStretchFactor(1, 0.001);
}

QFont ChartPlot::font(double scale, bool strong) const {
  QFont font = Theme::font(strong ? TextRole::Strong : TextRole::Body);
  font.setPixelSize(std::max(6, static_cast<int>(std::lround(textSize_ * scale))));
  font.setHintingPreference(QFont::PreferNoHinting);
  return font;
}

void ChartPlot::setChart(Chart chart) {
  chart_ = std::move(chart);
  title_->setText(text(chart_.title));
  const bool titled = !chart_.title.empty();
  title_->setVisible(titled);
  title_->setMaximumSize(QWIDGETSIZE_MAX, titled ? QWIDGETSIZE_MAX : 0);
  if (curves_.build(chart_.curves)) legend_.clear();
  lines_.setLines(chart_.lines);
  empty_->setText(text(chart_.empty));
  empty_->setVisible(!chart_.hasPoints());
  setAccessibleName(title_->text());
  setTheme(theme_);
  fit();
}

void ChartPlot::buildLegend() {
  QVector<ChartLegend::Entry> entries;
  for (std::size_t i = 0; i < curves_.size(); ++i) {
    const ChartCurve& curve = chart_.curves[i];
    const std::string name = curve.legend.value_or(curve.name);
    if (curve.legend && name.empty()) continue;
    entries.append({curves_.line(i), text(name), theme_.series(curve.style)});
  }
  legend_.setEntries(std::move(entries));
}

void ChartPlot::setTheme(const Theme& theme) {
  theme_ = theme;
  setBackground(theme_.surface);
  title_->setFont(font(1.1, /*strong=*/true));
  title_->setTextColor(theme_.text);
  legend_.style(theme_, font(1));
  buildLegend();
  empty_->setFont(font(1.05));
  empty_->setColor(theme_.muted);
  cursor_.style(theme_, font(0.95));
  if (footer_ != nullptr) {
    footer_->setFont(font(0.75));
    footer_->setTextColor(theme_.muted);
  }
  styleAxes();
  lines_.style(theme_, font(0.9));
  const int words = lines_.marginWidth();
  axisRect()->setMargins(QMargins(0, 2, std::max(kRightMargin, words), 0));
}

void ChartPlot::setTextSize(int pixels) {
  textSize_ = pixels;
  setTheme(theme_);
}

bool ChartPlot::event(QEvent* event) {
  if (event->type() == QEvent::ToolTip) {
    const auto* help = static_cast<QHelpEvent*>(event);
    const bool over = legend_.isAbridged() && legend_.row()->outerRect().contains(help->pos());
    QToolTip::showText(help->globalPos(), over ? legend_.wholeNames() : QString(), this);
    return true;
  }
  return QCustomPlot::event(event);
}

void ChartPlot::setFooter(const QString& words) {
  if (footer_ == nullptr) {
    footer_ = new QCPTextElement(this);
    footer_->setTextFlags(Qt::AlignLeft | Qt::AlignVCenter);
    plotLayout()->addElement(3, 0, footer_);
    plotLayout()->setRowStretchFactor(3, 0.001);
  }
  footer_->setText(words);
  setTheme(theme_);
}

void ChartPlot::styleAxes() {
  // The toolkit cuts a range for a new scale; that is no choice of the reader's.
  settingRange_ = true;
  styleChartAxes(*this, chart_.x, chart_.y, theme_, font(1));
  settingRange_ = false;
}

PlotWindow ChartPlot::window() const {
  const QCPRange range = xAxis->range();
  const int shown = axisRect()->width() > 1 ? axisRect()->width() : viewport().width();
  const double density = std::max(pointDensity_, bufferDevicePixelRatio());
  // Hundreds of curves over each other are an area: their extremes over a few pixels draw it as
  // well as those of each pixel, and in time. The extremes themselves stay exact.
  const auto share = static_cast<int>(kMostColumns / std::max<std::size_t>(1, curves_.size()));
  const int columns = std::min(static_cast<int>(shown * density), share);
  return {range.lower, range.upper, std::max(kFewestColumns, columns), chart_.x.logarithmic,
          chart_.y.logarithmic};
}

void ChartPlot::fit() {
  fitX();
  fitY();
}

void ChartPlot::fitX() {
  settingRange_ = true;
  const AxisLimits limits = fittedX(chart_);
  xAxis->setRange(limits.lower, limits.upper);
  settingRange_ = false;
}

void ChartPlot::fitY() {
  settingRange_ = true;
  const AxisLimits limits = fittedY(chart_, window());
  yAxis->setRange(limits.lower, limits.upper);
  settingRange_ = false;
}

void ChartPlot::refill() {
  if (!chart_.y.lower || !chart_.y.upper) fitY();
  curves_.fill(chart_.curves, window(), theme_);
  legend_.fit(viewport().size());
}

void ChartPlot::setLogarithmic(bool x, bool y) {
  if (chart_.x.logarithmic != x) chart_.x.lower.reset(), chart_.x.upper.reset();
  if (chart_.y.logarithmic != y) chart_.y.lower.reset(), chart_.y.upper.reset();
  chart_.x.logarithmic = x;
  chart_.y.logarithmic = y;
  styleAxes();
  fit();
}

void ChartPlot::showX(double lower, double upper) {
  chart_.x.lower = lower;
  chart_.x.upper = upper;
  fit();
}

void ChartPlot::fitAll() {
  chart_.x.lower.reset();
  chart_.x.upper.reset();
  chart_.y.lower.reset();
  chart_.y.upper.reset();
  fit();
}

QString ChartPlot::readout(double x) const {
  QStringList lines = {QString("%1 %2").arg(text(chart_.x.label), QString::number(x, 'g', 6))};
  for (const ChartCurve& curve : chart_.curves) {
    if (lines.size() > static_cast<int>(kLongestReadout)) break;
    const auto at = curve.data ? curve.data->nearest(x) : std::nullopt;
    if (!at) continue;
    lines.append(
        QString("%1  %2").arg(text(curve.name), QString::number(curve.data->y()[*at], 'g', 5)));
  }
  return lines.join('\n');
}

void ChartPlot::setCursor(std::optional<double> x) {
  cursorX_ = x;
  const bool shown = x && xAxis->range().contains(*x) && chart_.hasPoints();
  if (shown) {
    cursor_.show(*x, readout(*x));
  } else {
    cursor_.hide();
  }
}

void ChartPlot::moveLine(std::size_t index, double at, const std::string& label) {
  chart_.lines[index].at = at;
  chart_.lines[index].label = label;
  lines_.move(chart_.lines);
}

void ChartPlot::moveThresholds(const std::vector<ChartLine>& thresholds) {
  auto next = thresholds.begin();
  for (ChartLine& line : chart_.lines) {
    if (line.role == LineRole::Threshold && next != thresholds.end()) line = *next++;
  }
  lines_.move(chart_.lines);
}

}  // namespace lafs
