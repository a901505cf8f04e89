// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_lines.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

namespace lafs {

namespace {

constexpr double kGrabPixels = 6;
constexpr int kMarginGap = 4;  // between the axes and words in the margin

/// "ln K = 5.545" in two lines: the margin is narrow.
QString marginText(const std::string& label) {
  return QString::fromStdString(label).replace(" = ", "\n");
}

QSizeF sizeOf(const QCPItemText& label) {
  const QFontMetricsF metrics(label.font());
  return metrics.size(0, label.text());
}

}  // namespace

void ChartLines::setLines(const std::vector<ChartLine>& lines) {
  for (const Items& items : items_) {
    plot_.removeItem(items.line);
    plot_.removeItem(items.label);
  }
  lines_ = lines;
  items_.clear();
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    Items items{new QCPItemStraightLine(&plot_), new QCPItemText(&plot_)};
    // What a moving threshold may push aside is painted with it, and its words above the line.
    if (lines_[i].role == LineRole::Threshold) items.line->setLayer("overlay");
    if (lines_[i].role != LineRole::Reference) items.label->setLayer("overlay");
    items_.push_back(items);
    place(i);
  }
}

void ChartLines::place(std::size_t index) {
  const ChartLine& line = lines_[index];
  const Items& items = items_[index];
  const auto across =
      line.vertical ? QCPItemPosition::ptPlotCoords : QCPItemPosition::ptAxisRectRatio;
  const auto along =
      line.vertical ? QCPItemPosition::ptAxisRectRatio : QCPItemPosition::ptPlotCoords;
  for (QCPItemPosition* point : {items.line->point1, items.line->point2, items.label->position}) {
    point->setTypeX(across);
    point->setTypeY(along);
  }
  // The second point only gives the direction; on a logarithmic axis both must be above zero.
  items.line->point1->setCoords(line.vertical ? line.at : 0, line.vertical ? 0 : line.at);
  items.line->point2->setCoords(line.vertical ? line.at : 1, line.vertical ? 1 : line.at);
  items.label->setVisible(!line.label.empty());
  if (inMargin(index)) {
    items.label->setText(marginText(line.label));
    items.label->setClipToAxisRect(false);
    items.label->setTextAlignment(Qt::AlignLeft);
    return;
  }
  items.label->setText(QString::fromStdString(line.label));
  // Where a run went on is told at the foot, out of the way of reference lines.
  const double height = line.role == LineRole::Segment ? 1 : 0;
  items.label->position->setCoords(line.vertical ? line.at : 1, line.vertical ? height : line.at);
  items.label->setPadding(QMargins(3, 1, 3, 1));
}

void ChartLines::style(const Theme& theme, const QFont& font) {
  QColor behind = theme.surface;
  behind.setAlphaF(0.85f);
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const LineRole role = lines_[i].role;
    QPen pen(theme.muted, 1, Qt::DashLine);
    if (role == LineRole::Threshold) pen = QPen(theme.accent, 1.5);
    if (role == LineRole::Segment) pen = QPen(theme.faint, 1, Qt::DotLine);
    if (lines_[i].style >= 0) pen = theme.seriesPen(lines_[i].style, 1.5);
    items_[i].line->setPen(pen);
    items_[i].label->setFont(font);
    items_[i].label->setBrush(inMargin(i) ? QBrush(Qt::NoBrush) : QBrush(behind));
    items_[i].label->setColor(role == LineRole::Threshold ? theme.accent : theme.muted);
  }
}

bool ChartLines::inMargin(std::size_t index) const {
  return lines_[index].role == LineRole::Reference && !lines_[index].vertical;
}

int ChartLines::marginWidth() const {
  double widest = 0;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (inMargin(i) && !lines_[i].label.empty()) {
      widest = std::max(widest, sizeOf(*items_[i].label).width() + 2 * kMarginGap);
    }
  }
  return static_cast<int>(std::ceil(widest));
}

void ChartLines::alignLabels() {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (!inMargin(i)) alignLabel(i);
  }
  alignMargin();
}

/// Words in the margin stand at their lines; those of near lines below one another.
void ChartLines::alignMargin() {
  const QCPAxisRect& area = *plot_.axisRect();
  std::vector<std::size_t> shown;
  for (std::size_t i = 0; i < items_.size(); ++i) {
    if (!inMargin(i)) continue;
    const bool inView = plot_.yAxis->range().contains(lines_[i].at);
    items_[i].label->setVisible(inView && !lines_[i].label.empty());
    if (inView) shown.push_back(i);
  }
  std::stable_sort(shown.begin(), shown.end(),
                   [this](std::size_t a, std::size_t b) { return lines_[a].at > lines_[b].at; });
  double free = area.top();
  for (const std::size_t i : shown) {
    QCPItemText& label = *items_[i].label;
    const double height = sizeOf(label).height();
    const double wanted = plot_.yAxis->coordToPixel(lines_[i].at) - height / 2;
    const double top = std::max(free, std::min(wanted, area.bottom() - height));
    label.position->setType(QCPItemPosition::ptAbsolute);
    label.position->setCoords(area.right() + kMarginGap, top);
    label.setPositionAlignment(Qt::AlignLeft | Qt::AlignTop);
    label.setPadding(QMargins());
    free = top + height;
  }
}

/// Whether the words of a vertical line stand left of it: where they meet no other line.
bool ChartLines::labelStandsLeft(std::size_t index) const {
  const QCPAxisRect& area = *plot_.axisRect();
  const double at = plot_.xAxis->coordToPixel(lines_[index].at);
  const QCPItemText* label = items_[index].label;
  const double width = QFontMetricsF(label->font()).horizontalAdvance(label->text()) + 6;
  // What of the label's width another line or the chart's edge spoils, on either side. Words that
  // are cut off cannot be read at all, those over other lines can.
  const auto spoilt = [&](double from, double to) {
    double sum = 4 * (std::max(0.0, area.left() - from) + std::max(0.0, to - area.right()));
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      if (i == index || !lines_[i].vertical) continue;
      const double other = plot_.xAxis->coordToPixel(lines_[i].at);
      if (other > from && other < to) sum += 0.5 * width;
    }
    return sum;
  };
  const double left = spoilt(at - width, at);
  const double right = spoilt(at, at + width);
  return left == right ? at > area.center().x() : left < right;
}

void ChartLines::alignLabel(std::size_t index) {
  // A label that would leave the chart goes to the other side of its line.
  const ChartLine& line = lines_[index];
  QCPItemText* label = items_[index].label;
  if (line.vertical) {
    label->setVisible(!line.label.empty() && plot_.xAxis->range().contains(line.at));
    label->setPositionAlignment((labelStandsLeft(index) ? Qt::AlignRight : Qt::AlignLeft) |
                                (line.role == LineRole::Segment ? Qt::AlignBottom : Qt::AlignTop));
  } else {
    const double above = plot_.yAxis->coordToPixel(line.at) - plot_.axisRect()->top();
    const bool fits = above > QFontMetricsF(label->font()).height() + 2;
    label->setPositionAlignment(Qt::AlignRight | (fits ? Qt::AlignBottom : Qt::AlignTop));
  }
}

void ChartLines::move(const std::vector<ChartLine>& lines) {
  lines_ = lines;
  for (std::size_t i = 0; i < items_.size(); ++i) place(i);
  alignLabels();
  plot_.layer("overlay")->replot();
}

std::optional<std::size_t> ChartLines::thresholdAt(const QPointF& pixel) const {
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    const ChartLine& line = lines_[i];
    if (line.role != LineRole::Threshold) continue;
    const double distance = line.vertical ? plot_.xAxis->coordToPixel(line.at) - pixel.x()
                                          : plot_.yAxis->coordToPixel(line.at) - pixel.y();
    if (std::abs(distance) <= kGrabPixels) return i;
  }
  return {};
}

}  // namespace lafs
