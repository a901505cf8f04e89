// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

class QComboBox;
class QLabel;
class QListWidget;
class QPushButton;
class QSplitter;
class QTabWidget;
class QTreeWidget;

namespace lafs {

class DraftPlan;
class SpecForm;
class YamlEditor;

/// The widgets of the draft in their places; knows no file and no run.
class NewRunPage : public QWidget {
  Q_OBJECT

 public:
  explicit NewRunPage(QWidget* parent = nullptr);

  QComboBox* presets() const { return presets_; }
  QComboBox* compared() const { return compared_; }
  QPushButton* run() const { return run_; }
  SpecForm* form() const { return form_; }
  YamlEditor* editor() const { return editor_; }
  DraftPlan* plan() const { return plan_; }
  QListWidget* problems() const { return problems_; }
  QTreeWidget* differences() const { return differences_; }
  QLabel* explanation() const { return explanation_; }
  QLabel* footer() const { return footer_; }

  /// How many there are, on their tabs.
  void countProblems(std::size_t count);
  void countDifferences(std::size_t count);
  void showDifferences();  ///< brings their tab to the front

  QByteArray saveLayout() const;
  void restoreLayout(const QByteArray& layout);

 private:
  QWidget* makeBar();
  QWidget* makeTabs();

  QComboBox* presets_;
  QComboBox* compared_;
  SpecForm* form_;
  YamlEditor* editor_;
  QTabWidget* tabs_;
  DraftPlan* plan_;
  QListWidget* problems_;
  QTreeWidget* differences_;
  QLabel* explanation_;
  QLabel* footer_;
  QPushButton* run_;
  QSplitter* splitter_;
};

}  // namespace lafs
