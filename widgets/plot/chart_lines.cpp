// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_lines.h"

#include <QFontMetricsF>
#include <algorithm>
#include <cmath>

namespace lafs {

namespace {

constexpr double kGrabPixels = 6;

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
  items.label->setText(QString::fromStdString(line.label));
  items.label->setVisible(!line.label.empty());
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
    items_[i].line->setPen(pen);
    items_[i].label->setFont(font);
    items_[i].label->setBrush(role == LineRole::Segment ? QBrush(behind) : QBrush(Qt::NoBrush));
    items_[i].label->setColor(role == LineRole::Threshold ? theme.accent : theme.muted);
  }
}

void ChartLines::alignLabels() {
  for (std::size_t i = 0; i < items_.size(); ++i) alignLabel(i);
}

/// Whether the words of a vertical line stand left of it: where they meet no other line.
bool ChartLines::labelStandsLeft(std::size_t index) const {
  const QCPAxisRect& area = *plot_.axisRect();
  const double at = plot_.xAxis->coordToPixel(lines_[index].at);
  const QCPItemText* label = items_[index].label;
  const double width = QFontMetricsF(label->font()).horizontalAdvance(label->text()) + 6;
  // What of the label's width another line or the chart's edge spoils, on either side.
  const auto spoilt = [&](double from, double to) {
    double sum = std::max(0.0, area.left() - from) + std::max(0.0, to - area.right());
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
    label->setPositionAlignment((labelStandsLeft(index) ? Qt::AlignRight : Qt::AlignLeft) |
                                (line.role == LineRole::Segment ? Qt::AlignBottom : Qt::AlignTop));
  } else {
    const double above = plot_.yAxis->coordToPixel(line.at) - plot_.axisRect()->top();
    const bool fits = above > QFontMetricsF(label->font()).height() + 2;
    label->setPositionAlignment(Qt::AlignRight | (fits ? Qt::AlignBottom : Qt::AlignTop));
  }
}

void ChartLines::move(std::size_t index, double at, const std::string& label) {
  lines_[index].at = at;
  lines_[index].label = label;
  place(index);
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
