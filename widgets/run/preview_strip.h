// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/run/preview_frame.h"

namespace lafs {

/// The faces that a run looked at in one step, a row a face: the source with the landmarks found,
/// the teacher's patches, and the subsets that the student gets, each with its places.
class PreviewStrip : public QWidget {
  Q_OBJECT

 public:
  explicit PreviewStrip(QWidget* parent = nullptr);

  void setFrame(PreviewFrame frame);
  const PreviewFrame& frame() const { return frame_; }
  void setLandmarksShown(bool shown);
  void setTokensShown(bool shown);

  QSize sizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Cell {
    QRectF rect;
    const PreviewView* view = nullptr;
    bool patches = false;
    QString caption;
  };
  int columns() const;
  bool hasPatches() const;
  double cellSide(int width) const;
  double rowHeight(int width) const;  ///< of one face, with its patches and the gap below
  QVector<Cell> cells() const;

  PreviewFrame frame_;
  bool landmarksShown_ = true;
  bool tokensShown_ = true;
};

}  // namespace lafs
