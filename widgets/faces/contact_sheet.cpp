// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/contact_sheet.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kGap = space::kMedium;
constexpr int kMostKept = 4000;

}  // namespace

ContactSheet::ContactSheet(QWidget* parent) : QAbstractScrollArea(parent) {
  setFrameShape(QFrame::NoFrame);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  setFocusPolicy(Qt::StrongFocus);
  viewport()->setMouseTracking(true);
  setAccessibleName(tr("Contact sheet"));
  setAccessibleDescription(tr("Arrow keys walk the pictures, Return opens one"));
}

void ContactSheet::setPictures(int count, const QVector<int>& indices) {
  indices_ = indices;
  count_ = indices.isEmpty() ? count : static_cast<int>(indices.size());
  thumbnails_.clear();
  asked_.clear();
  position_ = -1;
  current_ = -1;
  verticalScrollBar()->setValue(0);
  adjust();
  viewport()->update();
  askForVisible();
}

void ContactSheet::setThumbnail(int index, const Thumbnail& thumbnail) {
  if (thumbnails_.size() >= kMostKept) {
    // What is far away is made anew when someone comes back to it.
    const QVector<int> visible = visibleIndices();
    QHash<int, Thumbnail> kept;
    for (const int near : visible) {
      if (thumbnails_.contains(near)) kept.insert(near, thumbnails_[near]);
    }
    thumbnails_ = kept;
    asked_.clear();
    for (const int near : visible) asked_.insert(near, true);
  }
  thumbnails_.insert(index, thumbnail);
  viewport()->update();
}

void ContactSheet::setSide(int pixels) {
  side_ = std::clamp(pixels, 32, 256);
  adjust();
  viewport()->update();
  askForVisible();
}

int ContactSheet::columns() const {
  return std::max(1, (viewport()->width() - kGap) / (side_ + kGap));
}

int ContactSheet::cellHeight() const {
  return side_ + fontMetrics().height() + space::kTight + kGap;
}

QRect ContactSheet::cellOf(int position) const {
  const int across = columns();
  const int top = kGap + position / across * cellHeight() - verticalScrollBar()->value();
  return {kGap + position % across * (side_ + kGap), top, side_, cellHeight() - kGap};
}

int ContactSheet::positionAt(const QPoint& place) const {
  const int across = columns();
  const int row = (place.y() + verticalScrollBar()->value() - kGap / 2) / cellHeight();
  const int column = (place.x() - kGap / 2) / (side_ + kGap);
  const int position = row * across + column;
  return column >= 0 && column < across && row >= 0 && position < count_ ? position : -1;
}

QVector<int> ContactSheet::visibleIndices() const {
  const int across = columns();
  const int first = std::max(0, (verticalScrollBar()->value() - kGap) / cellHeight()) * across;
  const int rows = viewport()->height() / cellHeight() + 2;
  QVector<int> visible;
  for (int k = first; k < std::min(count_, first + rows * across); ++k) visible.append(indexAt(k));
  return visible;
}

void ContactSheet::adjust() {
  const int across = columns();
  const int rows = (count_ + across - 1) / across;
  verticalScrollBar()->setRange(0, std::max(0, rows * cellHeight() + kGap - viewport()->height()));
  verticalScrollBar()->setPageStep(viewport()->height());
  verticalScrollBar()->setSingleStep(cellHeight() / 2);
}

void ContactSheet::askForVisible() {
  if (!isVisible()) return;
  QVector<int> missing;
  for (const int index : visibleIndices()) {
    if (thumbnails_.contains(index) || asked_.contains(index)) continue;
    asked_.insert(index, true);
    missing.append(index);
  }
  if (!missing.isEmpty()) Q_EMIT wanted(missing);
}

void ContactSheet::paintCell(QPainter& painter, int position) const {
  const Theme& theme = Theme::current();
  const QRect cell = cellOf(position);
  const QRectF box(cell.left(), cell.top(), side_, side_);
  QPainterPath clip;
  clip.addRoundedRect(box, 4, 4);
  painter.fillPath(clip, theme.sunken);
  const auto found = thumbnails_.constFind(indexAt(position));
  const bool known = found != thumbnails_.constEnd();
  if (known && !found->picture.isNull()) {
    painter.save();
    painter.setClipPath(clip);
    painter.drawImage(box, found->picture);
    painter.restore();
  } else if (known && !found->error.isEmpty()) {
    const QRectF middle(box.center().x() - 12, box.center().y() - 12, 24, 24);
    paintIcon(painter, Icon::Caution, middle, theme.bad);
  }
  if (position == position_) {
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(theme.accent, hasFocus() ? 2.5 : 1.8));
    painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 6, 6);
  }
  painter.setPen(position == position_ ? theme.text : theme.muted);
  const QString caption = known ? found->caption : QString();
  painter.drawText(QRectF(box.left(), box.bottom() + space::kTight, side_, 30),
                   Qt::AlignHCenter | Qt::AlignTop,
                   painter.fontMetrics().elidedText(caption, Qt::ElideMiddle, side_));
}

void ContactSheet::paintEvent(QPaintEvent*) {
  QPainter painter(viewport());
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  painter.setFont(Theme::font(TextRole::Small));
  const int across = columns();
  const int first = std::max(0, (verticalScrollBar()->value() - kGap) / cellHeight()) * across;
  const int last = first + (viewport()->height() / cellHeight() + 2) * across;
  for (int k = first; k < std::min(count_, last); ++k) paintCell(painter, k);
}

void ContactSheet::resizeEvent(QResizeEvent*) {
  adjust();
  askForVisible();
}

void ContactSheet::scrollContentsBy(int, int) {
  viewport()->update();
  askForVisible();
}

void ContactSheet::setPosition(int position) {
  if (position < 0 || position >= count_ || position == position_) return;
  position_ = position;
  current_ = indexAt(position);
  const QRect cell = cellOf(position);
  QScrollBar* bar = verticalScrollBar();
  if (cell.top() < kGap) bar->setValue(bar->value() + cell.top() - kGap);
  if (cell.bottom() > viewport()->height()) {
    bar->setValue(bar->value() + cell.bottom() - viewport()->height() + kGap);
  }
  viewport()->update();
  Q_EMIT currentChanged(current_);
}

void ContactSheet::mousePressEvent(QMouseEvent* event) {
  setPosition(positionAt(event->pos()));
}

void ContactSheet::mouseDoubleClickEvent(QMouseEvent* event) {
  if (positionAt(event->pos()) >= 0) Q_EMIT opened(current_);
}

void ContactSheet::keyPressEvent(QKeyEvent* event) {
  const int page = std::max(1, viewport()->height() / cellHeight()) * columns();
  int target = position_;
  switch (event->key()) {
    case Qt::Key_Right:
      target += 1;
      break;
    case Qt::Key_Left:
      target -= 1;
      break;
    case Qt::Key_Down:
      target += columns();
      break;
    case Qt::Key_Up:
      target -= columns();
      break;
    case Qt::Key_PageDown:
      target += page;
      break;
    case Qt::Key_PageUp:
      target -= page;
      break;
    case Qt::Key_Home:
      target = 0;
      break;
    case Qt::Key_End:
      target = count_ - 1;
      break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
      if (current_ >= 0) Q_EMIT opened(current_);
      return;
    default:
      QAbstractScrollArea::keyPressEvent(event);
      return;
  }
  setPosition(position_ < 0 ? 0 : std::clamp(target, 0, std::max(0, count_ - 1)));
}

bool ContactSheet::viewportEvent(QEvent* event) {
  if (event->type() == QEvent::Show) askForVisible();
  if (event->type() != QEvent::ToolTip) return QAbstractScrollArea::viewportEvent(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int position = positionAt(help->pos());
  const auto found =
      position < 0 ? thumbnails_.constEnd() : thumbnails_.constFind(indexAt(position));
  if (found == thumbnails_.constEnd()) {
    QToolTip::hideText();
  } else {
    QToolTip::showText(help->globalPos(), found->error.isEmpty() ? found->tip : found->error,
                       viewport());
  }
  return true;
}

}  // namespace lafs
