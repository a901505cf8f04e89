// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/plot/chart_cursor.h"

namespace lafs {

ChartCursor::ChartCursor(QCustomPlot& plot)
    : plot_(plot), line_(new QCPItemStraightLine(&plot)), words_(new QCPItemText(&plot)) {
  plot_.layer("overlay")->setMode(QCPLayer::lmBuffered);
  words_->position->setType(QCPItemPosition::ptAxisRectRatio);
  words_->setTextAlignment(Qt::AlignLeft);
  words_->setPadding(QMargins(6, 4, 6, 4));
  for (QCPItemPosition* end : {line_->point1, line_->point2}) {
    end->setTypeY(QCPItemPosition::ptAxisRectRatio);
  }
  for (QCPAbstractItem* item :
       {static_cast<QCPAbstractItem*>(line_), static_cast<QCPAbstractItem*>(words_)}) {
    item->setLayer("overlay");
    item->setVisible(false);
  }
}

void ChartCursor::style(const Theme& theme, const QFont& font) {
  line_->setPen(QPen(theme.muted, 1));
  words_->setFont(font);
  words_->setColor(theme.text);
  words_->setBrush(theme.sunken);
  words_->setPen(QPen(theme.line));
}

void ChartCursor::show(double x, const QString& words) {
  line_->setVisible(true);
  words_->setVisible(true);
  line_->point1->setCoords(x, 0);
  line_->point2->setCoords(x, 1);
  // On the side where there is more room.
  const bool right = plot_.xAxis->coordToPixel(x) > plot_.axisRect()->center().x();
  words_->setText(words);
  words_->position->setCoords(right ? 0.02 : 0.98, 0.02);
  words_->setPositionAlignment((right ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignTop);
  plot_.layer("overlay")->replot();
}

void ChartCursor::hide() {
  line_->setVisible(false);
  words_->setVisible(false);
  plot_.layer("overlay")->replot();
}

}  // namespace lafs
