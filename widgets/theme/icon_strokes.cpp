// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/icon_strokes.h"

#include <initializer_list>

namespace lafs {

namespace {

using Points = std::initializer_list<QPointF>;

void line(QPainterPath& path, Points points, bool close = false) {
  bool first = true;
  for (const QPointF& point : points) {
    if (first) {
      path.moveTo(point);
    } else {
      path.lineTo(point);
    }
    first = false;
  }
  if (close) path.closeSubpath();
}

void circle(QPainterPath& path, qreal x, qreal y, qreal radius) {
  path.addEllipse(QPointF(x, y), radius, radius);
}

void box(QPainterPath& path, qreal x, qreal y, qreal width, qreal height, qreal corner = 1) {
  path.addRoundedRect(QRectF(x, y, width, height), corner, corner);
}

void sheet(QPainterPath& path) {
  line(path, {{4, 2}, {10, 2}, {13, 5}, {13, 14}, {4, 14}}, true);
}

IconStrokes signs(Icon icon) {
  IconStrokes out;
  QPainterPath& l = out.lines;
  switch (icon) {
    case Icon::Add:
      line(l, {{8, 3}, {8, 13}});
      line(l, {{3, 8}, {13, 8}});
      break;
    case Icon::Check:
      line(l, {{3, 8.5}, {6.5, 12}, {13, 4.5}});
      break;
    case Icon::Close:
    case Icon::Cross:
      line(l, {{4, 4}, {12, 12}});
      line(l, {{12, 4}, {4, 12}});
      break;
    case Icon::Caution:
      line(l, {{8, 2.5}, {14.5, 13.5}, {1.5, 13.5}}, true);
      line(l, {{8, 6.5}, {8, 9.5}});
      circle(out.areas, 8, 11.5, 0.9);
      break;
    case Icon::Info:
      circle(l, 8, 8, 6);
      line(l, {{8, 7.5}, {8, 11}});
      circle(out.areas, 8, 5.2, 0.9);
      break;
    case Icon::Help:
    case Icon::Question:
      circle(l, 8, 8, 6);
      l.moveTo(6.2, 6.6);
      l.cubicTo(6.2, 4.2, 9.9, 4.2, 9.8, 6.6);
      l.cubicTo(9.8, 7.9, 8, 7.8, 8, 9.2);
      circle(out.areas, 8, 11.3, 0.9);
      break;
    case Icon::Clock:
      circle(l, 8, 8, 6);
      line(l, {{8, 4.5}, {8, 8}, {10.5, 9.5}});
      break;
    case Icon::Play:
      line(out.areas, {{4.5, 2.8}, {13, 8}, {4.5, 13.2}}, true);
      break;
    case Icon::Pause:
      box(out.areas, 4, 3, 3, 10, 0.6);
      box(out.areas, 9, 3, 3, 10, 0.6);
      break;
    case Icon::Stop:
      box(out.areas, 3.5, 3.5, 9, 9, 1.2);
      break;
    case Icon::Skull:
      circle(l, 8, 8, 6);
      line(l, {{5.5, 5.5}, {10.5, 10.5}});
      line(l, {{10.5, 5.5}, {5.5, 10.5}});
      break;
    default:
      break;
  }
  return out;
}

IconStrokes tools(Icon icon) {
  IconStrokes out;
  QPainterPath& l = out.lines;
  switch (icon) {
    case Icon::Archive:
      box(l, 2, 3, 12, 3);
      line(l, {{3, 6}, {3, 13}, {13, 13}, {13, 6}});
      line(l, {{6.5, 9}, {9.5, 9}});
      break;
    case Icon::Clone:
      box(l, 5.5, 5.5, 8, 8, 1.5);
      line(l, {{3.5, 10.5}, {2.5, 10.5}, {2.5, 2.5}, {10.5, 2.5}, {10.5, 3.5}});
      break;
    case Icon::Command:
      box(l, 2, 3, 12, 10, 1.5);
      line(l, {{4.5, 6}, {6.5, 8}, {4.5, 10}});
      line(l, {{8, 10.2}, {11, 10.2}});
      break;
    case Icon::Export:
      line(l, {{8, 10}, {8, 2.5}});
      line(l, {{5, 5.2}, {8, 2.2}, {11, 5.2}});
      line(l, {{3, 9}, {3, 13.5}, {13, 13.5}, {13, 9}});
      break;
    case Icon::Filter:
      line(l, {{2, 3}, {14, 3}, {9.5, 8.5}, {9.5, 13}, {6.5, 11.5}, {6.5, 8.5}}, true);
      break;
    case Icon::Folder:
      line(l, {{2, 4}, {6, 4}, {7.5, 5.5}, {14, 5.5}, {14, 13}, {2, 13}}, true);
      break;
    case Icon::Link:
      line(l, {{7, 4}, {3, 4}, {3, 13}, {12, 13}, {12, 9}});
      line(l, {{9, 3}, {13, 3}, {13, 7}});
      line(l, {{13, 3}, {7.5, 8.5}});
      break;
    case Icon::Refresh:
      l.arcMoveTo(QRectF(2.5, 2.5, 11, 11), 30);
      l.arcTo(QRectF(2.5, 2.5, 11, 11), 30, 290);
      line(l, {{13.6, 2.2}, {13, 5.6}, {9.8, 4.8}});
      break;
    case Icon::Search:
    case Icon::Zoom:
      circle(l, 7, 7, 4.5);
      line(l, {{10.3, 10.3}, {14, 14}});
      break;
    case Icon::Settings:
      line(l, {{2, 4.5}, {14, 4.5}});
      line(l, {{2, 11.5}, {14, 11.5}});
      circle(out.areas, 10, 4.5, 2);
      circle(out.areas, 6, 11.5, 2);
      break;
    case Icon::Moon:
      l.moveTo(13.2, 9.6);
      l.cubicTo(8, 12, 4, 7, 6.8, 2.6);
      l.cubicTo(-1, 5.5, 2.5, 15.5, 9.5, 13.3);
      l.cubicTo(11.3, 12.7, 12.6, 11.4, 13.2, 9.6);
      break;
    default:
      break;
  }
  return out;
}

IconStrokes subjects(Icon icon) {
  IconStrokes out;
  QPainterPath& l = out.lines;
  switch (icon) {
    case Icon::Chart:
      line(l, {{2.5, 2.5}, {2.5, 13.5}, {13.5, 13.5}});
      line(l, {{4.5, 5}, {7, 9.5}, {9.5, 8}, {13, 10.8}});
      break;
    case Icon::Compare:
      line(l, {{2.5, 2.5}, {2.5, 13.5}, {13.5, 13.5}});
      line(l, {{4.8, 4}, {8, 10}, {13, 11}});
      line(l, {{4.8, 10.5}, {8.5, 6}, {13, 4}});
      break;
    case Icon::Roc:
      line(l, {{2.5, 2.5}, {2.5, 13.5}, {13.5, 13.5}});
      l.moveTo(3, 13);
      l.cubicTo(3.5, 5, 7, 4, 13.5, 3.5);
      break;
    case Icon::Data:
      l.addEllipse(QRectF(3, 2, 10, 4));
      line(l, {{3, 4}, {3, 12}});
      line(l, {{13, 4}, {13, 12}});
      l.arcMoveTo(QRectF(3, 10, 10, 4), 180);
      l.arcTo(QRectF(3, 10, 10, 4), 180, 180);
      l.arcMoveTo(QRectF(3, 6, 10, 4), 180);
      l.arcTo(QRectF(3, 6, 10, 4), 180, 180);
      break;
    case Icon::Face:
      l.addEllipse(QRectF(3, 1.8, 10, 12.4));
      circle(out.areas, 6, 7, 0.9);
      circle(out.areas, 10, 7, 0.9);
      l.moveTo(6, 10.5);
      l.quadTo(8, 12, 10, 10.5);
      break;
    case Icon::Grid:
      for (const qreal x : {2.5, 9.0}) {
        for (const qreal y : {2.5, 9.0}) box(l, x, y, 4.5, 4.5);
      }
      break;
    case Icon::List:
    case Icon::Queue:
      for (const qreal y : {4.0, 8.0, 12.0}) {
        line(l, {{6, y}, {14, y}});
        circle(out.areas, 3, y, 1.1);
      }
      break;
    case Icon::Log:
      sheet(l);
      line(l, {{6.5, 7.5}, {10.5, 7.5}});
      line(l, {{6.5, 10.5}, {10.5, 10.5}});
      break;
    case Icon::Table:
      box(l, 2, 3, 12, 10);
      line(l, {{2, 6.5}, {14, 6.5}});
      line(l, {{6, 6.5}, {6, 13}});
      break;
    default:
      break;
  }
  return out;
}

}  // namespace

IconStrokes iconStrokes(Icon icon) {
  IconStrokes strokes;
  for (const auto& part : {signs(icon), tools(icon), subjects(icon)}) {
    strokes.lines.addPath(part.lines);
    strokes.areas.addPath(part.areas);
  }
  return strokes;
}

}  // namespace lafs
