// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>
#include <QVector>
#include <QWidget>
#include <vector>

#include "widgets/runs/run_table_model.h"

class QLabel;
class QLineEdit;
class QToolButton;

namespace lafs {

class RunTableView;

/// Filter line, table and what belongs to them. Gets rows, says what the user selects and wants.
class RunsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit RunsPanel(QWidget* parent = nullptr);

  RunTableModel& model() { return model_; }
  RunTableView& table() { return *view_; }
  void setRuns(const std::vector<RunRowPtr>& runs);
  void focusFilter();
  void setFilterText(const QString& text);
  QString filterText() const;
  /// Columns with their widths, filter and grouping; and back (nothing when it is damaged).
  QByteArray saveLayout() const;
  void restoreLayout(const QByteArray& layout);

 private:
  void applyFilter();
  void chooseColumns();
  void setColumns(const QStringList& ids);
  int neededWidth(int column) const;
  void fitColumns();
  void growColumns();
  void updateCount();

  RunTableModel model_;
  RunTableView* view_;
  QLineEdit* filter_;
  QLabel* mistake_;
  QLabel* count_;
  QToolButton* group_;
  QTimer filterPause_;
  bool fitted_ = false;
  QVector<int> needed_;  ///< the widest that each column's content has been
};

}  // namespace lafs
