// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/faces/face_canvas.h"
#include "widgets/faces/marked_face.h"

class QLabel;
class QTableWidget;

namespace lafs {

/// Landmarks of one face by several checkpoints of a landmark CNN, oldest first.
struct LandmarkDrift {
  QImage picture;
  double side = 112;
  struct Checkpoint {
    QString name;      ///< "step 1,200", "frozen CNN"
    qint64 step = -1;  ///< -1: not a step of the run
    QVector<QPointF> landmarks;
    double gridLikeness = 0;
  };
  QVector<Checkpoint> checkpoints;
};

/// One face on which the landmarks of a chosen checkpoint lie, their way since a reference
/// checkpoint (the first, unless another is chosen), and a table of grid-likeness and distance.
class DriftPanel : public QWidget {
  Q_OBJECT

 public:
  explicit DriftPanel(QWidget* parent = nullptr);

  void setDrift(const LandmarkDrift& drift);
  void setMarks(const CanvasMarks& marks);
  /// Shows the checkpoint of `step`, or the newest before it.
  void showStep(qint64 step);
  int current() const { return current_; }
  FaceCanvas* canvas() const { return canvas_; }
  QTableWidget* table() const { return table_; }

 Q_SIGNALS:
  void stepChosen(qint64 step);  ///< a row with a step was chosen by hand

 private:
  void showCheckpoint(int checkpoint);
  void fillTable();

  LandmarkDrift drift_;
  int current_ = -1;
  FaceCanvas* canvas_;
  QTableWidget* table_;
  QLabel* summary_;
  QWidget* scale_;
};

}  // namespace lafs
