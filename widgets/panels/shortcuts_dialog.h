// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QKeySequence>
#include <QString>
#include <QVector>
#include <functional>

class QLabel;
class QLineEdit;
class QTreeWidget;

namespace lafs {

struct ShortcutRow {
  QString id;
  QString text;
  QString category;
  QKeySequence keys;
};

/// Every action with its keys, to read, to search and to change. `set` is asked to take new keys
/// and says which action (its text) has them already, or nothing when they were taken.
class ShortcutsDialog : public QDialog {
  Q_OBJECT

 public:
  using Setter = std::function<QString(const QString& id, const QKeySequence& keys)>;
  ShortcutsDialog(const QVector<ShortcutRow>& rows, Setter set, QWidget* parent = nullptr);

 Q_SIGNALS:
  void resetWanted();

 private:
  void fill(const QVector<ShortcutRow>& rows);
  void search(const QString& text);
  void change();

  Setter set_;
  QLineEdit* line_;
  QTreeWidget* tree_;
  QLabel* notice_;
};

}  // namespace lafs
