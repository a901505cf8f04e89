// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/faces/face_canvas.h"
#include "widgets/faces/marked_face.h"

class QLabel;

namespace lafs {

class PatchMosaic;

/// What one network of the pair is given for one view.
struct BranchView {
  QString title;    ///< "Student · subset 3"
  QString details;  ///< what was drawn: crop, flip, colours, tokens
  MarkedFace face;
  PatchTokens before;  ///< every patch in landmark order, before perturbation and shuffle
  PatchTokens after;   ///< the tokens
};

/// A row: the view with its landmarks, the patches before augmentation, and the tokens (the paper's
/// Figure 2B). Pointing at a landmark or patch marks it in all three.
class BranchPanel : public QWidget {
  Q_OBJECT

 public:
  explicit BranchPanel(QWidget* parent = nullptr);

  void setView(const BranchView& view);
  void setMarks(const CanvasMarks& marks);
  void setHighlighted(int landmark);
  FaceCanvas* canvas() const { return canvas_; }
  PatchMosaic* before() const { return before_; }
  PatchMosaic* after() const { return after_; }

  QSize minimumSizeHint() const override;

 Q_SIGNALS:
  void hovered(int landmark);  ///< -1 = none

 protected:
  void resizeEvent(QResizeEvent* event) override;

 private:
  void arrange();

  QLabel* title_;
  QLabel* details_;
  QLabel* captions_[3];
  QString captionTexts_[3];  ///< whole; a narrow column shows their beginning
  FaceCanvas* canvas_;
  PatchMosaic* before_;
  PatchMosaic* after_;
};

}  // namespace lafs
