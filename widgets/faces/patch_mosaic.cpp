// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/patch_mosaic.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "widgets/theme/theme.h"

namespace lafs {

PatchMosaic::PatchMosaic(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(120, 120);
  setAccessibleName(tr("Patches in token order"));
}

void PatchMosaic::setTokens(const PatchTokens& tokens) {
  tokens_ = tokens;
  token_ = -1;
  compose();
  update();
}

void PatchMosaic::setHighlighted(int number) {
  if (number == highlighted_) return;
  highlighted_ = number;
  update();
}

int PatchMosaic::columns() const {
  return static_cast<int>(std::ceil(std::sqrt(static_cast<double>(tokens_.patches.size()))));
}

QRectF PatchMosaic::square() const {
  const double side = std::min(width(), height());
  return {(width() - side) / 2, (height() - side) / 2, side, side};
}

QRectF PatchMosaic::cell(int token) const {
  const int across = columns();
  if (across == 0) return {};
  const QRectF all = square();
  const double side = all.width() / across;
  return {all.left() + token % across * side, all.top() + token / across * side, side, side};
}

int PatchMosaic::tokenAt(const QPointF& position) const {
  const int across = columns();
  const QRectF all = square();
  if (across == 0 || !all.contains(position)) return -1;
  const double side = all.width() / across;
  const int column = static_cast<int>((position.x() - all.left()) / side);
  const int row = static_cast<int>((position.y() - all.top()) / side);
  const int token = row * across + column;
  return column < across && token < tokens_.patches.size() ? token : -1;
}

void PatchMosaic::compose() {
  const int across = columns();
  if (across == 0) {
    mosaic_ = QImage();
    return;
  }
  const int patch = tokens_.patches.first().width();
  const int down = (static_cast<int>(tokens_.patches.size()) + across - 1) / across;
  mosaic_ = QImage(across * patch, down * patch, QImage::Format_ARGB32);
  mosaic_.fill(Qt::transparent);
  QPainter painter(&mosaic_);
  for (int token = 0; token < tokens_.patches.size(); ++token) {
    painter.drawImage(token % across * patch, token / across * patch, tokens_.patches[token]);
  }
}

void PatchMosaic::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QPainterPath clip;
  clip.addRoundedRect(square(), 6, 6);
  painter.fillPath(clip, theme.sunken);
  if (mosaic_.isNull()) return;
  painter.setClipPath(clip);
  const int across = columns();
  const int down = (static_cast<int>(tokens_.patches.size()) + across - 1) / across;
  const double side = square().width() / across;
  painter.drawImage(QRectF(square().topLeft(), QSizeF(side * across, side * down)), mosaic_);
  painter.setRenderHint(QPainter::Antialiasing, false);
  painter.setPen(QPen(theme.surface, side > 12 ? 1 : 0.5));
  for (int k = 1; k < across; ++k) {
    const double x = square().left() + k * side, y = square().top() + k * side;
    painter.drawLine(QPointF(x, square().top()), QPointF(x, square().top() + side * down));
    if (k < down) painter.drawLine(QPointF(square().left(), y), QPointF(square().right(), y));
  }
  painter.setRenderHint(QPainter::Antialiasing, true);
  painter.setBrush(Qt::NoBrush);
  for (int token = 0; highlighted_ >= 0 && token < tokens_.patches.size(); ++token) {
    if (tokens_.landmarkOf(token) != highlighted_) continue;
    const QRectF box = cell(token).adjusted(1, 1, -1, -1);
    painter.setPen(QPen(QColor(0, 0, 0, 160), 4));
    painter.drawRect(box);
    painter.setPen(QPen(theme.accent.lighter(theme.dark ? 100 : 140), 2));
    painter.drawRect(box);
  }
  if (!hasFocus()) return;
  painter.setClipping(false);
  painter.setPen(QPen(theme.accent, 1.5));
  painter.drawRoundedRect(square().adjusted(0.75, 0.75, -0.75, -0.75), 6, 6);
}

void PatchMosaic::point(int token) {
  token_ = token;
  const int number = token < 0 ? -1 : tokens_.landmarkOf(token);
  if (number == highlighted_) return;
  setHighlighted(number);
  Q_EMIT hovered(number);
}

void PatchMosaic::mouseMoveEvent(QMouseEvent* event) {
  point(tokenAt(event->position()));
}

void PatchMosaic::leaveEvent(QEvent*) {
  point(-1);
}

void PatchMosaic::keyPressEvent(QKeyEvent* event) {
  const int count = static_cast<int>(tokens_.patches.size());
  int step = 0;
  if (event->key() == Qt::Key_Right) step = 1;
  if (event->key() == Qt::Key_Left) step = -1;
  if (event->key() == Qt::Key_Down) step = columns();
  if (event->key() == Qt::Key_Up) step = -columns();
  if (step == 0 || count == 0) {
    QWidget::keyPressEvent(event);
    return;
  }
  point(token_ < 0 ? 0 : std::clamp(token_ + step, 0, count - 1));
}

bool PatchMosaic::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int token = tokenAt(help->pos());
  if (token < 0) {
    QToolTip::hideText();
  } else {
    QToolTip::showText(
        help->globalPos(),
        tr("token %1, cut at landmark %2").arg(token + 1).arg(tokens_.landmarkOf(token)), this);
  }
  return true;
}

}  // namespace lafs
