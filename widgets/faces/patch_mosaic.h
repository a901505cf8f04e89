// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/faces/marked_face.h"

namespace lafs {

/// Patches in token order, by rows, in a square; as in the paper's Figure 2B. Pointing at a patch
/// or walking with the arrow keys names its landmark.
class PatchMosaic : public QWidget {
  Q_OBJECT

 public:
  explicit PatchMosaic(QWidget* parent = nullptr);

  void setTokens(const PatchTokens& tokens);
  const PatchTokens& tokens() const { return tokens_; }
  /// Outlines every token of landmark `number`; -1 = none.
  void setHighlighted(int number);
  int columns() const;  ///< of the mosaic; ⌈√N⌉
  QRectF cell(int token) const;

  QSize sizeHint() const override { return {280, 280}; }

 Q_SIGNALS:
  void hovered(int number);  ///< landmark of the patch; -1 = none

 protected:
  void paintEvent(QPaintEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  bool event(QEvent* event) override;

 private:
  QRectF square() const;
  int tokenAt(const QPointF& position) const;
  void point(int token);
  void compose();

  PatchTokens tokens_;
  QImage mosaic_;  ///< all patches side by side, at their own size
  int highlighted_ = -1;
  int token_ = -1;  ///< that the keys are on
};

}  // namespace lafs
