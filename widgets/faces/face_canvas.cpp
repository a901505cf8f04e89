// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/face_canvas.h"

#include <QEvent>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

#include "widgets/faces/heat_map.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr double kReach = 12;  ///< pixels from the pointer to a landmark
constexpr double kMostZoom = 12;
const QColor kFound(255, 255, 255, 210);
const QColor kRim(0, 0, 0, 150);

}  // namespace

FaceCanvas::FaceCanvas(QWidget* parent) : QWidget(parent) {
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setMinimumSize(120, 120);
  setAccessibleName(tr("Face with landmarks"));
  setAccessibleDescription(tr("Arrow keys walk the landmarks, the wheel zooms"));
}

void FaceCanvas::setFace(const MarkedFace& face) {
  const bool otherMoves = face.moved != face_.moved || face.points != face_.points;
  face_ = face;
  if (otherMoves) heat_ = QImage();
  update();
}

void FaceCanvas::setMarks(const CanvasMarks& marks) {
  marks_ = marks;
  update();
}

void FaceCanvas::setHighlighted(int number) {
  if (number == highlighted_) return;
  highlighted_ = number;
  update();
}

double FaceCanvas::heatTop() const {
  const auto most = std::max_element(face_.moved.begin(), face_.moved.end());
  return most == face_.moved.end() ? 0 : std::max(1.0, std::ceil(*most));
}

double FaceCanvas::scale() const {
  return std::min(width(), height()) / std::max(1.0, face_.side) * zoom_;
}

QPointF FaceCanvas::toWidget(const QPointF& point) const {
  const QPointF middle(face_.side / 2, face_.side / 2);
  return QPointF(width() / 2.0, height() / 2.0) + offset_ + (point - middle) * scale();
}

QRectF FaceCanvas::frame() const {
  return {toWidget({0, 0}), toWidget({face_.side, face_.side})};
}

int FaceCanvas::pointAt(const QPointF& position) const {
  int best = -1;
  double nearest = kReach * kReach;
  for (int k = 0; k < face_.points.size(); ++k) {
    const QPointF away = toWidget(face_.points[k]) - position;
    const double distance = QPointF::dotProduct(away, away);
    if (distance > nearest) continue;
    nearest = distance;
    best = k;
  }
  return best;
}

int FaceCanvas::pointOf(int number) const {
  for (int k = 0; k < face_.points.size(); ++k) {
    if (face_.landmarkOf(k) == number) return k;
  }
  return -1;
}

QColor FaceCanvas::colourOf(int point) const {
  const Theme& theme = Theme::current();
  if (marks_.heat) return kFound;
  if (!marks_.colourByNumber) return theme.series(1);
  const int total = std::max(2, face_.total());
  return theme.sequential(static_cast<double>(face_.landmarkOf(point)) / (total - 1));
}

void FaceCanvas::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double side = std::min(width(), height());
  const QRectF window((width() - side) / 2, (height() - side) / 2, side, side);
  QPainterPath clip;
  clip.addRoundedRect(window, 6, 6);
  painter.fillPath(clip, theme.sunken);
  painter.setClipPath(clip);
  if (!face_.picture.isNull()) {
    painter.setRenderHint(QPainter::SmoothPixmapTransform, scale() < 3);
    painter.drawImage(frame(), face_.picture);
  }
  if (marks_.heat) paintHeat(painter);
  if (marks_.patches) paintPatches(painter);
  if (marks_.trails) paintTrails(painter);
  if (marks_.points) paintPoints(painter);
  paintHighlight(painter);
  if (hasFocus()) {
    painter.setClipping(false);
    painter.setPen(QPen(theme.accent, 1.5));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(window.adjusted(0.75, 0.75, -0.75, -0.75), 6, 6);
  }
}

void FaceCanvas::paintHeat(QPainter& painter) {
  if (face_.moved.size() != face_.points.size() || face_.moved.isEmpty()) return;
  if (heat_.isNull()) heat_ = heatMap(face_.points, face_.moved, face_.side, heatTop());
  painter.setRenderHint(QPainter::SmoothPixmapTransform, true);
  painter.drawImage(frame(), heat_);
}

void FaceCanvas::paintTrails(QPainter& painter) const {
  if (face_.trail.size() < 2) return;
  const int steps = static_cast<int>(face_.trail.size());
  for (int k = 0; k < face_.points.size(); ++k) {
    QColor colour = colourOf(k);
    for (int step = 1; step < steps; ++step) {
      if (k >= face_.trail[step - 1].size() || k >= face_.trail[step].size()) break;
      colour.setAlphaF(0.25f + 0.65f * static_cast<float>(step) / static_cast<float>(steps - 1));
      painter.setPen(QPen(colour, 1.4, Qt::SolidLine, Qt::RoundCap));
      painter.drawLine(toWidget(face_.trail[step - 1][k]), toWidget(face_.trail[step][k]));
    }
  }
}

void FaceCanvas::paintPatches(QPainter& painter) const {
  if (face_.patchSize <= 0) return;
  const double half = face_.patchSize / 2.0;
  painter.setBrush(Qt::NoBrush);
  for (int k = 0; k < face_.points.size(); ++k) {
    QColor colour = colourOf(k);
    colour.setAlpha(110);
    painter.setPen(QPen(colour, 1));
    painter.drawRect(QRectF(toWidget(face_.points[k] - QPointF(half, half)),
                            toWidget(face_.points[k] + QPointF(half, half))));
  }
}

void FaceCanvas::paintPoints(QPainter& painter) const {
  const double radius = std::clamp(scale() * 0.5, 1.6, 4.5);
  if (face_.origins.size() == face_.points.size()) {
    for (int k = 0; k < face_.points.size(); ++k) {
      QColor line = colourOf(k);
      line.setAlpha(170);
      painter.setPen(QPen(line, 1));
      painter.drawLine(toWidget(face_.origins[k]), toWidget(face_.points[k]));
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(kFound);
    for (const QPointF& origin : face_.origins) {
      painter.drawEllipse(toWidget(origin), radius * 0.6, radius * 0.6);
    }
  }
  for (int k = 0; k < face_.points.size(); ++k) {
    painter.setPen(QPen(kRim, 0.8));
    painter.setBrush(colourOf(k));
    painter.drawEllipse(toWidget(face_.points[k]), radius, radius);
  }
  if (!marks_.labels) return;
  QFont font = Theme::font(TextRole::Small);
  font.setPixelSize(static_cast<int>(std::clamp(scale() * 2.2, 8.0, 13.0)));
  painter.setFont(font);
  for (int k = 0; k < face_.points.size(); ++k) {
    const QString text = QString::number(face_.landmarkOf(k));
    const QPointF at = toWidget(face_.points[k]) + QPointF(radius + 1.5, -radius);
    painter.setPen(kRim);
    painter.drawText(at + QPointF(0.8, 0.8), text);
    painter.setPen(Qt::white);
    painter.drawText(at, text);
  }
}

void FaceCanvas::paintHighlight(QPainter& painter) const {
  if (highlighted_ < 0) return;
  const Theme& theme = Theme::current();
  for (int k = 0; k < face_.points.size(); ++k) {
    if (face_.landmarkOf(k) != highlighted_) continue;
    const double half = std::max(1, face_.patchSize) / 2.0;
    const QRectF box(toWidget(face_.points[k] - QPointF(half, half)),
                     toWidget(face_.points[k] + QPointF(half, half)));
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(QColor(0, 0, 0, 160), 3.5));
    if (face_.patchSize > 0) painter.drawRect(box);
    painter.setPen(QPen(theme.accent.lighter(theme.dark ? 100 : 140), 2));
    if (face_.patchSize > 0) painter.drawRect(box);
    painter.drawEllipse(toWidget(face_.points[k]), 5.5, 5.5);
  }
}

void FaceCanvas::clampOffset() {
  const double most = std::min(width(), height()) * (zoom_ - 1) / 2;
  offset_ = {std::clamp(offset_.x(), -most, most), std::clamp(offset_.y(), -most, most)};
}

void FaceCanvas::mouseMoveEvent(QMouseEvent* event) {
  if (event->buttons() & Qt::LeftButton) {
    offset_ += event->position() - grabbed_;
    grabbed_ = event->position();
    clampOffset();
    update();
    return;
  }
  const int point = pointAt(event->position());
  const int number = point < 0 ? -1 : face_.landmarkOf(point);
  if (number == highlighted_) return;
  setHighlighted(number);
  Q_EMIT hovered(number);
}

void FaceCanvas::mousePressEvent(QMouseEvent* event) {
  grabbed_ = event->position();
}

void FaceCanvas::mouseDoubleClickEvent(QMouseEvent*) {
  zoom_ = 1;
  offset_ = {};
  update();
}

void FaceCanvas::leaveEvent(QEvent*) {
  if (highlighted_ < 0) return;
  setHighlighted(-1);
  Q_EMIT hovered(-1);
}

void FaceCanvas::wheelEvent(QWheelEvent* event) {
  const double before = zoom_;
  zoom_ = std::clamp(zoom_ * std::pow(1.0015, event->angleDelta().y()), 1.0, kMostZoom);
  // The place under the pointer stays where it is.
  const QPointF fromMiddle = event->position() - QPointF(width() / 2.0, height() / 2.0);
  offset_ = fromMiddle - (fromMiddle - offset_) * (zoom_ / before);
  clampOffset();
  update();
  event->accept();
}

void FaceCanvas::keyPressEvent(QKeyEvent* event) {
  const bool forward = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down;
  const bool back = event->key() == Qt::Key_Left || event->key() == Qt::Key_Up;
  const int count = static_cast<int>(face_.points.size());
  if ((!forward && !back) || count == 0) {
    QWidget::keyPressEvent(event);
    return;
  }
  const int at = pointOf(highlighted_);
  const int next = at < 0 ? (forward ? 0 : count - 1) : (at + (forward ? 1 : count - 1)) % count;
  setHighlighted(face_.landmarkOf(next));
  Q_EMIT hovered(highlighted_);
}

bool FaceCanvas::event(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) heat_ = QImage();
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  const int point = pointAt(help->pos());
  if (point < 0) {
    QToolTip::hideText();
    return true;
  }
  const QPointF at = face_.points[point];
  QString text = tr("landmark %1 at (%2, %3)")
                     .arg(face_.landmarkOf(point))
                     .arg(at.x(), 0, 'f', 2)
                     .arg(at.y(), 0, 'f', 2);
  if (point < face_.origins.size()) {
    const QPointF away = at - face_.origins[point];
    text += tr(", moved %1 px").arg(std::hypot(away.x(), away.y()), 0, 'f', 2);
  } else if (point < face_.moved.size()) {
    text += tr(", moved %1 px").arg(face_.moved[point], 0, 'f', 2);
  }
  QToolTip::showText(help->globalPos(), text, this);
  return true;
}

}  // namespace lafs
