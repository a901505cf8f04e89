// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/faces/marked_face.h"

namespace lafs {

/// What a canvas draws over its face.
struct CanvasMarks {
  bool points = true;
  bool labels = false;          ///< the landmark's number beside each
  bool colourByNumber = false;  ///< else one colour
  bool patches = false;         ///< outline of every patch; that of the highlighted one always
  bool trails = true;
  bool heat = false;  ///< displacement as a colour over the face
};

/// A face with its landmarks. The wheel zooms, dragging moves, a double click shows the whole;
/// arrow keys walk the landmarks.
class FaceCanvas : public QWidget {
  Q_OBJECT

 public:
  explicit FaceCanvas(QWidget* parent = nullptr);

  void setFace(const MarkedFace& face);
  const MarkedFace& face() const { return face_; }
  void setMarks(const CanvasMarks& marks);
  /// Shows where landmark `number` is; -1 = none.
  void setHighlighted(int number);
  int highlighted() const { return highlighted_; }
  /// The heat map's colour scale ends here, pixels.
  double heatTop() const;

  QPointF toWidget(const QPointF& point) const;  ///< from face pixels
  QSize sizeHint() const override { return {280, 280}; }

 Q_SIGNALS:
  void hovered(int number);  ///< landmark under the pointer or chosen by key; -1 = none

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  double scale() const;
  QRectF frame() const;
  int pointAt(const QPointF& position) const;
  int pointOf(int number) const;
  QColor colourOf(int point) const;
  void paintHeat(QPainter& painter);
  void paintTrails(QPainter& painter) const;
  void paintPoints(QPainter& painter) const;
  void paintPatches(QPainter& painter) const;
  void paintHighlight(QPainter& painter) const;
  void clampOffset();

  MarkedFace face_;
  CanvasMarks marks_;
  int highlighted_ = -1;
  double zoom_ = 1;
  QPointF offset_;  ///< of the face's middle from the widget's, pixels of the widget
  QPointF grabbed_;
  QImage heat_;
};

}  // namespace lafs
