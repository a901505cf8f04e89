// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "app/desktop/experiment_report.h"
#include "app/desktop/screen.h"

class QComboBox;
class QLabel;
class QStackedWidget;

namespace lafs {

class AblationPanel;
class EmptyState;

/// An experiment's tables beside the paper's: stages that cells share, a pivot of what was
/// measured, and the commands that fill it. `open` takes an experiment file.
class AblationScreen : public Screen {
  Q_OBJECT

 public:
  AblationScreen(DesktopContext& desktop, QWidget* parent);

  void open(const QString& target) override;
  void activated() override;
  void deactivated() override { active_ = false; }
  QByteArray saveLayout() const override { return file().toUtf8(); }
  void restoreLayout(const QByteArray& layout) override;

 private:
  QString file() const;  ///< absolute path of the experiment; empty when there is none
  void addActions();
  void listExperiments();
  void chooseWhatRan();
  void chooseFile();
  void runsChanged();
  void read();
  void show(const ExperimentReading& reading);
  void showFailure(const QString& problem);
  void openRuns(const QStringList& names);
  QStringList failedRuns() const;
  QStringList runsAtWork() const;
  QString stateOfRuns() const;

  QComboBox* experiments_;
  QLabel* obstacles_;
  QStackedWidget* pages_;
  EmptyState* empty_;
  AblationPanel* panel_;
  QTimer pause_;
  ExperimentReading last_;
  QString readState_;   ///< states of the runs when the report was last read
  QString wantedFile_;  ///< to choose once the list is there
  bool active_ = false;
  bool reading_ = false;
  bool listed_ = false;
  bool chosen_ = false;  ///< somebody said which experiment, or a run of one was found
};

}  // namespace lafs
