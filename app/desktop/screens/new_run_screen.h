// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "app/desktop/draft_check.h"
#include "app/desktop/screen.h"

namespace lafs {

class NewRunPage;

/// Writing an experiment: the text is the truth, the form another way to change it. Every pause in
/// typing is checked and planned in the background, and the draft kept for the next start.
class NewRunScreen : public Screen {
  Q_OBJECT

 public:
  NewRunScreen(DesktopContext& desktop, QWidget* parent);
  /// "run:DIRECTORY" clones a run's spec, "preset:FILE" takes an experiment file.
  void open(const QString& target) override;
  void activated() override;
  QByteArray saveLayout() const override;
  void restoreLayout(const QByteArray& layout) override;
  static QString draftFile();

 private:
  void addActions();
  void loadDraft();
  void setText(const QString& text);
  void fillCompare();
  void takePreset(int place);
  void setValue(const QString& path, const QString& value);
  void check();
  void showCheck(const DraftCheck& found);
  void showProblems(const std::vector<Problem>& problems);
  void compare();
  void launch();

  NewRunPage* page_;
  QTimer pause_;
  int round_ = 0;  ///< tells answers for an earlier text apart
  int compareRound_ = 0;
  bool comparedOnce_ = false;
  DraftCheck last_;
};

}  // namespace lafs
