// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVBoxLayout>
#include <QWidget>

#include "widgets/faces/augment_controls.h"
#include "widgets/faces/branch_panel.h"
#include "widgets/faces/drift_panel.h"
#include "widgets/faces/picture_picker.h"
#include "widgets/faces/view_strip.h"

class QCheckBox;
class QLabel;
class QStackedWidget;
class QTabBar;

namespace lafs {

class ErrorCard;

/// The visualiser's widgets in their places; knows no process and no run.
class LandmarksPage : public QWidget {
  Q_OBJECT

 public:
  explicit LandmarksPage(QWidget* parent = nullptr);

  PicturePicker* picker() const { return picker_; }
  AugmentControls* controls() const { return controls_; }
  ViewStrip* strip() const { return strip_; }
  DriftPanel* drift() const { return drift_; }
  BranchPanel* teacher() const { return teacher_; }
  BranchPanel* student() const { return student_; }
  bool driftShown() const;

  void setBranches(const BranchView& teacher, const BranchView& student);
  void setError(const QString& error);  ///< empty = none
  void setLatency(double milliseconds);
  void setPictureName(const QString& name) { pictureName_ = name; }
  const QString& pictureName() const { return pictureName_; }

  QByteArray saveLayout() const;
  void restoreLayout(const QByteArray& layout);

 Q_SIGNALS:
  void pageChanged();

 private:
  QWidget* makeBar();
  QWidget* makeViews();
  void applyMarks();
  void highlight(int landmark);

  PicturePicker* picker_;
  AugmentControls* controls_;
  ViewStrip* strip_;
  BranchPanel* teacher_;
  BranchPanel* student_;
  DriftPanel* drift_;
  QTabBar* tabs_;
  QStackedWidget* pages_;
  QCheckBox *numbers_, *colours_, *outlines_, *heat_;
  QLabel* latency_;
  ErrorCard* error_;
  QString pictureName_;
};

}  // namespace lafs
