// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHash>
#include <QWidget>
#include <map>
#include <string>

#include "core/config/experiment_spec.h"

class QCheckBox;
class QLabel;
class QLineEdit;
class QScrollArea;
class QVBoxLayout;

namespace lafs {

class SpecField;

/// The form of an experiment, made from the field tables: a section each, and in it every field
/// with its value, unit, range and what the paper says. Shows a spec; says what the user changes.
/// Fields that the current choices do not look at are greyed.
class SpecForm : public QWidget {
  Q_OBJECT

 public:
  explicit SpecForm(QWidget* parent = nullptr);

  /// Shows these values; `problems`: message by field path.
  void show(const ExperimentSpec& spec, const std::map<std::string, std::string>& problems);

 Q_SIGNALS:
  void valueWanted(const QString& path, const QString& value);
  /// The focus is on this field; for the line that explains it.
  void explained(const QString& text);

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  struct Row {
    const SpecField* field = nullptr;
    QWidget* line = nullptr;
    QWidget* editor = nullptr;
    QLabel* name = nullptr;
    QLabel* problem = nullptr;
    bool differs = false;  ///< from the default
  };

  void build();
  void addSection(const QString& title);
  void addRow(const SpecField& field);
  QWidget* makeEditor(const SpecField& field);
  void showValue(Row& row, const std::string& value);
  void applySearch();

  QLineEdit* search_;
  QCheckBox* changedOnly_;
  QScrollArea* scroll_;
  QVBoxLayout* column_;
  QHash<QString, Row> rows_;
  QHash<QString, QWidget*> titles_;
  bool showing_ = false;
};

/// Meaning, range, unit and the paper's word on a field, for the explaining line and tool tips.
QString fieldExplanation(const SpecField& field);

}  // namespace lafs
