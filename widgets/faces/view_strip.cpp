// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/view_strip.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kColumns = 2;
constexpr int kMostSide = 72;
constexpr int kLeastSide = 28;
constexpr int kGap = space::kSmall;
constexpr int kMargin = 3;  ///< room for the ring of the chosen one

}  // namespace

ViewStrip::ViewStrip(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Views of this face"));
  setAccessibleDescription(tr("Arrow keys choose a view"));
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
}

void ViewStrip::setEntries(const QVector<Entry>& entries) {
  entries_ = entries;
  current_ = std::clamp(current_, 0, std::max(0, count() - 1));
  updateGeometry();
  update();
}

void ViewStrip::setCurrent(int index) {
  current_ = index;
  update();
}

QSize ViewStrip::minimumSizeHint() const {
  const int rows = (count() + kColumns - 1) / kColumns;
  const int name = fontMetrics().height() + space::kTight;
  return {2 * kMargin + kColumns * (kMostSide + kGap) - kGap,
          2 * kMargin + std::max(1, rows) * (kLeastSide + name + kGap)};
}

QSize ViewStrip::sizeHint() const {
  QSize size = minimumSizeHint();
  const int rows = (count() + kColumns - 1) / kColumns;
  size.rheight() += std::max(1, rows) * (kMostSide - kLeastSide);
  return size;
}

QRect ViewStrip::thumbnail(int index) const {
  const int rows = std::max(1, (count() + kColumns - 1) / kColumns);
  const int name = fontMetrics().height() + space::kTight;
  const int most = (height() - 2 * kMargin + kGap) / rows - kGap - name;
  const int side = std::clamp(most, kLeastSide, kMostSide);
  return {kMargin + index % kColumns * (kMostSide + kGap) + (kMostSide - side) / 2,
          kMargin + index / kColumns * (side + name + kGap), side, side};
}

void ViewStrip::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHints(QPainter::Antialiasing | QPainter::SmoothPixmapTransform);
  painter.setFont(Theme::font(TextRole::Small));
  for (int k = 0; k < count(); ++k) {
    const QRectF box = thumbnail(k);
    QPainterPath clip;
    clip.addRoundedRect(box, 4, 4);
    painter.save();
    painter.setClipPath(clip);
    painter.fillRect(box, theme.sunken);
    if (!entries_[k].picture.isNull()) painter.drawImage(box, entries_[k].picture);
    painter.restore();
    const bool chosen = k == current_;
    if (chosen) {
      painter.setBrush(Qt::NoBrush);
      painter.setPen(QPen(theme.accent, hasFocus() ? 2.5 : 1.8));
      painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 6, 6);
    }
    painter.setPen(chosen ? theme.text : theme.muted);
    const double room = kMostSide + kGap;
    const QRectF text(box.center().x() - room / 2, box.bottom() + space::kTight, room,
                      painter.fontMetrics().height());
    painter.drawText(text, Qt::AlignHCenter | Qt::AlignTop,
                     painter.fontMetrics().elidedText(entries_[k].name, Qt::ElideRight,
                                                      static_cast<int>(text.width())));
  }
}

void ViewStrip::choose(int index) {
  if (index < 0 || index >= count() || index == current_) return;
  current_ = index;
  update();
  Q_EMIT chosen(index);
}

void ViewStrip::mousePressEvent(QMouseEvent* event) {
  for (int k = 0; k < count(); ++k) {
    if (thumbnail(k)
            .adjusted(-kGap / 2, 0, kGap / 2, fontMetrics().height() + space::kTight)
            .contains(event->pos())) {
      choose(k);
    }
  }
}

void ViewStrip::keyPressEvent(QKeyEvent* event) {
  switch (event->key()) {
    case Qt::Key_Right:
      choose(current_ + 1);
      break;
    case Qt::Key_Left:
      choose(current_ - 1);
      break;
    case Qt::Key_Down:
      choose(current_ + kColumns);
      break;
    case Qt::Key_Up:
      choose(current_ - kColumns);
      break;
    default:
      QWidget::keyPressEvent(event);
  }
}

}  // namespace lafs
