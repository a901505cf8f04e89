// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/preview_strip.h"

#include <QFontMetrics>
#include <QPainter>
#include <algorithm>
#include <utility>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kGap = space::kSmall;
constexpr double kLargestCell = 240;
constexpr double kSmallestCell = 64;
constexpr double kSeam = 2;  // between a view and the patches below it

void dots(QPainter& painter, const QRectF& rect, const QVector<QPointF>& points, double side,
          const QColor& colour) {
  if (side <= 0) return;
  const double zoom = rect.width() / side;
  const double radius = std::max(1.2, rect.width() / 70);
  painter.setPen(QPen(QColor(0, 0, 0, 140), 0.5));
  painter.setBrush(colour);
  for (const QPointF& point : points) {
    painter.drawEllipse(rect.topLeft() + point * zoom, radius, radius);
  }
}

int captionHeight() {
  return QFontMetrics(Theme::font(TextRole::Small)).height() + space::kTight;
}

}  // namespace

PreviewStrip::PreviewStrip(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Preferred);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
}

void PreviewStrip::setFrame(PreviewFrame frame) {
  frame_ = std::move(frame);
  setAccessibleName(
      tr("Preview of step %1: %n face(s)", nullptr, static_cast<int>(frame_.faces.size()))
          .arg(frame_.step));
  updateGeometry();
  update();
}

void PreviewStrip::setLandmarksShown(bool shown) {
  landmarksShown_ = shown;
  update();
}

void PreviewStrip::setTokensShown(bool shown) {
  tokensShown_ = shown;
  update();
}

int PreviewStrip::columns() const {
  qsizetype most = 1;
  for (const PreviewFace& face : frame_.faces) most = std::max(most, face.views.size());
  return static_cast<int>(most);
}

bool PreviewStrip::hasPatches() const {
  for (const PreviewFace& face : frame_.faces) {
    for (const PreviewView& view : face.views) {
      if (!view.patches.isNull()) return true;
    }
  }
  return false;
}

double PreviewStrip::cellSide(int width) const {
  const int count = columns();
  return std::clamp((width - (count - 1.0) * kGap) / count, kSmallestCell, kLargestCell);
}

double PreviewStrip::rowHeight(int width) const {
  const double side = cellSide(width);
  return side + (hasPatches() ? kSeam + side : 0) + kGap;
}

QVector<PreviewStrip::Cell> PreviewStrip::cells() const {
  QVector<Cell> all;
  const double side = cellSide(width());
  double y = captionHeight();
  for (const PreviewFace& face : frame_.faces) {
    double x = 0;
    for (const PreviewView& view : face.views) {
      all.append({QRectF(x, y, side, side), &view, false, view.title});
      if (!view.patches.isNull()) {
        all.append({QRectF(x, y + side + kSeam, side, side), &view, true, {}});
      }
      x += side + kGap;
    }
    y += rowHeight(width());
  }
  return all;
}

int PreviewStrip::heightForWidth(int width) const {
  const int rows = std::max(1, static_cast<int>(frame_.faces.size()));
  return captionHeight() + static_cast<int>(rows * rowHeight(width));
}

QSize PreviewStrip::sizeHint() const {
  const int width = static_cast<int>(columns() * (112 + kGap));
  return {width, heightForWidth(width)};
}

void PreviewStrip::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.setFont(Theme::font(TextRole::Small));
  const double top = frame_.faces.isEmpty() ? 0 : cells().first().rect.top();
  for (const Cell& cell : cells()) {
    const QImage& picture = cell.patches ? cell.view->patches : cell.view->picture;
    painter.fillRect(cell.rect, theme.sunken);
    // Patches are shown pixel by pixel: they are what the network reads.
    painter.setRenderHint(QPainter::SmoothPixmapTransform, !cell.patches);
    painter.drawImage(cell.rect, picture);
    if (!cell.patches) {
      if (landmarksShown_) {
        dots(painter, cell.rect, cell.view->landmarks, cell.view->side, QColor(255, 255, 255));
      }
      if (tokensShown_) {
        dots(painter, cell.rect, cell.view->tokens, cell.view->side, QColor(255, 150, 40));
      }
    }
    if (cell.patches || cell.rect.top() > top) continue;  // captions stand above the first row
    painter.setPen(theme.muted);
    const QRectF line(cell.rect.left(), 0, cell.rect.width() + kGap, top);
    const QString words =
        painter.fontMetrics().elidedText(QString(cell.caption).replace(" and ", " + "),
                                         Qt::ElideRight, static_cast<int>(line.width()) - 2);
    painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter, words);
  }
}

}  // namespace lafs
