// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QStringList>

class QLineEdit;
class QListWidget;

namespace lafs {

/// Lets the user say which columns the runs table has: built-in ones, every field of the spec and
/// every metric that some run has, with a line to search in.
class ColumnChooser : public QDialog {
  Q_OBJECT

 public:
  ColumnChooser(const QStringList& chosen, const QStringList& metrics, QWidget* parent = nullptr);
  /// The chosen ones: those that were there before keep their places, new ones follow.
  QStringList columns() const;

 private:
  void fill(const QStringList& metrics);
  void addColumn(const QString& id, const QString& kind);
  void search(const QString& text);

  QStringList before_;
  QLineEdit* line_;
  QListWidget* list_;
};

}  // namespace lafs
