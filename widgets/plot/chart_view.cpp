// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_view.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/plot/chart_plot.h"

namespace lafs {

namespace {

constexpr int kRestMs = 100;  // at most ten paints a second
constexpr int kBigStep = 10;

}  // namespace

ChartView::ChartView(QWidget* parent) : QWidget(parent), plot_(new ChartPlot(this)) {
  auto* layout = new QVBoxLayout(this);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->addWidget(plot_);
  setFocusPolicy(Qt::StrongFocus);
  setFocusProxy(nullptr);
  plot_->setFocusPolicy(Qt::NoFocus);
  plot_->setContextMenuPolicy(Qt::NoContextMenu);
  plot_->installEventFilter(this);
  timer_.setSingleShot(true);
  timer_.setInterval(kRestMs);
  connect(&timer_, &QTimer::timeout, this, &ChartView::paintIfStale);
  connect(plot_, &QCustomPlot::afterReplot, this, [this] { ++paints_; });
  connect(plot_, &QCustomPlot::mousePress, this, &ChartView::pressed);
  connect(plot_, &QCustomPlot::mouseMove, this, &ChartView::moved);
  connect(plot_, &QCustomPlot::mouseRelease, this, &ChartView::released);
  connect(plot_, &QCustomPlot::mouseDoubleClick, this, &ChartView::resetZoom);
}

Chart ChartView::chart() const {
  return plot_->chart();
}

void ChartView::setChart(Chart chart) {
  const Chart& before = plot_->chart();
  if (!chart.id.empty() && chart.id == before.id) {
    chart.x.logarithmic = before.x.logarithmic;
    chart.y.logarithmic = before.y.logarithmic;
    if (before.x.lower && before.x.upper) {
      chart.x.lower = before.x.lower;
      chart.x.upper = before.x.upper;
    }
    if (before.y.lower && before.y.upper) {
      chart.y.lower = before.y.lower;
      chart.y.upper = before.y.upper;
    }
  }
  plot_->setChart(std::move(chart));
  setAccessibleName(plot_->accessibleName());
  schedule();
}

void ChartView::schedule() {
  stale_ = true;
  // Painted when it comes into sight, or when the rest is over.
  if (!inSight() || timer_.isActive()) return;
  paintNow();
}

void ChartView::paintNow() {
  stale_ = false;
  plot_->replot(QCustomPlot::rpQueuedReplot);
  timer_.start();
}

void ChartView::paintIfStale() {
  if (stale_ && inSight()) paintNow();
}

void ChartView::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  paintIfStale();
}

bool ChartView::inSight() const {
  return !plot_->visibleRegion().isEmpty();
}

void ChartView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() != QEvent::PaletteChange) return;
  plot_->setTheme(Theme::current());
  schedule();
}

void ChartView::setCursor(std::optional<double> x) {
  plot_->setCursor(x);
}

void ChartView::setThreshold(double at, const std::string& label) {
  const auto& lines = plot_->chart().lines;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (lines[i].role == LineRole::Threshold) return plot_->moveLine(i, at, label);
  }
}

void ChartView::setThresholds(const std::vector<ChartLine>& thresholds) {
  plot_->moveThresholds(thresholds);
}

void ChartView::setSourceOptions(std::vector<std::string> options) {
  plot_->setSourceOptions(std::move(options));
}

void ChartView::toggleLogarithmicY() {
  plot_->setLogarithmic(plot_->chart().x.logarithmic, !plot_->chart().y.logarithmic);
  schedule();
}

void ChartView::toggleLogarithmicX() {
  plot_->setLogarithmic(!plot_->chart().x.logarithmic, plot_->chart().y.logarithmic);
  schedule();
}

void ChartView::resetZoom() {
  plot_->fitAll();
  schedule();
}

void ChartView::pressed(QMouseEvent* event) {
  setFocus();
  pressedAt_ = event->pos();
  dragged_ = plot_->thresholdAt(event->pos());
  plot_->axisRect()->setRangeDrag(dragged_ ? Qt::Orientations() : Qt::Horizontal);
}

void ChartView::released(QMouseEvent* event) {
  const bool click = (event->pos() - pressedAt_).manhattanLength() <= 3;
  if (!dragged_ && click && event->button() == Qt::LeftButton &&
      plot_->axisRect()->rect().contains(event->pos())) {
    Q_EMIT picked(plot_->xAxis->pixelToCoord(event->pos().x()));
  }
  dragged_.reset();
  plot_->axisRect()->setRangeDrag(Qt::Horizontal);
}

void ChartView::moved(QMouseEvent* event) {
  if (dragged_) {
    const bool vertical = plot_->chart().lines[*dragged_].vertical;
    const double at = vertical ? plot_->xAxis->pixelToCoord(event->pos().x())
                               : plot_->yAxis->pixelToCoord(event->pos().y());
    plot_->moveLine(*dragged_, at, plot_->chart().lines[*dragged_].label);
    const auto& lines = plot_->chart().lines;
    const auto before =
        std::count_if(lines.begin(), lines.begin() + static_cast<std::ptrdiff_t>(*dragged_),
                      [](const ChartLine& line) { return line.role == LineRole::Threshold; });
    Q_EMIT thresholdMoved(at, static_cast<std::size_t>(before));
    return;
  }
  const bool grab = plot_->thresholdAt(event->pos()).has_value();
  plot_->QWidget::setCursor(grab ? Qt::SizeHorCursor : Qt::ArrowCursor);
  if (event->buttons() != Qt::NoButton) return;
  if (!plot_->axisRect()->rect().contains(event->pos())) return;
  const double x = plot_->xAxis->pixelToCoord(event->pos().x());
  plot_->setCursor(x);
  Q_EMIT cursorMoved(x);
}

void ChartView::stepCursor(int samples) {
  const Chart& chart = plot_->chart();
  if (chart.curves.empty() || !chart.curves.front().data || chart.curves.front().data->empty()) {
    return;
  }
  const CurveData& curve = *chart.curves.front().data;
  const double from = plot_->cursorAt().value_or(plot_->xAxis->range().center());
  const auto index = static_cast<std::ptrdiff_t>(*curve.nearest(from)) + samples;
  const auto last = static_cast<std::ptrdiff_t>(curve.size()) - 1;
  const double x = curve.x()[static_cast<std::size_t>(std::clamp(index, std::ptrdiff_t{0}, last))];
  plot_->setCursor(x);
  Q_EMIT cursorMoved(x);
}

void ChartView::keyPressEvent(QKeyEvent* event) {
  const bool shift = event->modifiers().testFlag(Qt::ShiftModifier);
  if (event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier)) {
    return QWidget::keyPressEvent(event);
  }
  switch (event->key()) {
    case Qt::Key_L:
      return shift ? toggleLogarithmicX() : toggleLogarithmicY();
    case Qt::Key_R:
      return resetZoom();
    case Qt::Key_E:
      Q_EMIT exportWanted();
      return;
    case Qt::Key_Left:
      return stepCursor(shift ? -kBigStep : -1);
    case Qt::Key_Right:
      return stepCursor(shift ? kBigStep : 1);
    case Qt::Key_Escape:
      plot_->setCursor({});
      Q_EMIT cursorLeft();
      return;
    default:
      QWidget::keyPressEvent(event);
  }
}

bool ChartView::eventFilter(QObject* watched, QEvent* event) {
  if (watched == plot_ && event->type() == QEvent::Leave) {
    plot_->setCursor({});
    Q_EMIT cursorLeft();
  }
  // A chart out of sight takes its new size now and is painted when it is seen.
  if (watched == plot_ && event->type() == QEvent::Resize && !inSight()) {
    plot_->setViewport(plot_->rect());
    stale_ = true;
    return true;
  }
  // Scrolled into sight with data that came meanwhile.
  if (watched == plot_ && event->type() == QEvent::Paint && stale_ && !timer_.isActive()) {
    QTimer::singleShot(0, this, &ChartView::paintIfStale);
  }
  if (watched == plot_ && event->type() == QEvent::Wheel) {
    const bool vertical =
        static_cast<QWheelEvent*>(event)->modifiers().testFlag(Qt::ControlModifier);
    plot_->axisRect()->setRangeZoom(vertical ? Qt::Vertical : Qt::Horizontal);
  }
  return QWidget::eventFilter(watched, event);
}

void ChartView::contextMenuEvent(QContextMenuEvent* event) {
  QMenu menu(this);
  const auto add = [&](const QString& words, const QKeySequence& key, auto what) {
    QAction* action = menu.addAction(words, this, what);
    action->setShortcut(key);
    return action;
  };
  QAction* logY = add("Logarithmic y axis", Qt::Key_L, &ChartView::toggleLogarithmicY);
  logY->setCheckable(true);
  logY->setChecked(plot_->chart().y.logarithmic);
  QAction* logX = add("Logarithmic x axis", Qt::SHIFT | Qt::Key_L, &ChartView::toggleLogarithmicX);
  logX->setCheckable(true);
  logX->setChecked(plot_->chart().x.logarithmic);
  add("See everything", Qt::Key_R, &ChartView::resetZoom)->setEnabled(plot_->isZoomed());
  menu.addSeparator();
  add("Export figure…", Qt::Key_E, &ChartView::exportWanted);
  add("Copy as command", {}, &ChartView::commandWanted);
  menu.exec(event->globalPos());
}

}  // namespace lafs
