// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/icons.h"

#include <QIconEngine>
#include <QPixmap>
#include <algorithm>

#include "widgets/theme/icon_strokes.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr qreal kGrid = 16;
constexpr qreal kStroke = 1.5;

class StrokeIconEngine : public QIconEngine {
 public:
  StrokeIconEngine(Icon icon, const QColor& colour) : icon_(icon), colour_(colour) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
    paintIcon(*painter, icon_, rect, colourFor(mode, state));
  }
  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap pixmap(size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    paintIcon(painter, icon_, QRectF(QPointF(), size), colourFor(mode, state));
    return pixmap;
  }
  QIconEngine* clone() const override { return new StrokeIconEngine(icon_, colour_); }

 private:
  QColor colourFor(QIcon::Mode mode, QIcon::State state) const {
    const Theme& theme = Theme::current();
    if (mode == QIcon::Disabled) return theme.faint;
    if (colour_.isValid()) return colour_;
    return state == QIcon::On ? theme.accent : theme.text;
  }

  Icon icon_;
  QColor colour_;
};

}  // namespace

QIcon icon(Icon icon, const QColor& colour) {
  return QIcon(new StrokeIconEngine(icon, colour));
}

void paintIcon(QPainter& painter, Icon icon, const QRectF& rect, const QColor& colour) {
  const qreal side = std::min(rect.width(), rect.height());
  const IconStrokes strokes = iconStrokes(icon);
  painter.save();
  painter.setRenderHint(QPainter::Antialiasing);
  painter.translate(rect.center() - QPointF(side, side) / 2);
  painter.scale(side / kGrid, side / kGrid);
  painter.fillPath(strokes.areas, colour);
  painter.strokePath(strokes.lines,
                     QPen(colour, kStroke, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.restore();
}

}  // namespace lafs
