// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/data/findings_list.h"
#include "widgets/data/nesting_chart.h"
#include "widgets/data/shots_histogram.h"
#include "widgets/faces/contact_sheet.h"
#include "widgets/faces/picture_picker.h"

class QComboBox;
class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;
class QTabWidget;

namespace lafs {

class ErrorCard;

/// The data screen's widgets in their places; knows no process and no run.
class DataPage : public QWidget {
  Q_OBJECT

 public:
  explicit DataPage(QWidget* parent = nullptr);

  ContactSheet* sheet() const { return sheet_; }
  ShotsHistogram* histogram() const { return histogram_; }
  NestingChart* nesting() const { return nesting_; }
  FindingsList* findings() const { return findings_; }

  void setSources(const QVector<PicturePicker::Choice>& sources, const QString& current);
  QString source() const;
  int seed() const;
  double identityShare() const;  ///< 0 … 1
  /// Counts of the whole source; "" hides the line.
  void setFacts(const QString& facts);
  void setSubsetNote(const QString& note, bool good);
  void setError(const QString& error);
  void setInspecting(bool inspecting, const QString& note);
  void clearInspection();  ///< another source: nothing was looked at yet
  void showPictures();

 Q_SIGNALS:
  void sourceChosen(const QString& id);
  void subsetChanged();  ///< seed or share of identities
  void inspectWanted();

 private:
  QWidget* makeBar();
  QWidget* makePictures();
  QWidget* makeSubsets();
  QWidget* makeFindings();

  QComboBox* sources_;
  QLabel* facts_;
  QPushButton* inspect_;
  QTabWidget* tabs_;
  ContactSheet* sheet_;
  QLabel* chosen_;
  QSlider* side_;
  ShotsHistogram* histogram_;
  NestingChart* nesting_;
  QSpinBox* seed_;
  QComboBox* share_;
  QLabel* subsetNote_;
  FindingsList* findings_;
  QLabel* findingsNote_;
  ErrorCard* error_;
};

}  // namespace lafs
