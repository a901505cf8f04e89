// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QStringList>

class QLineEdit;
class QPlainTextEdit;

namespace lafs {

/// A note and tags for one run or several.
class NoteDialog : public QDialog {
  Q_OBJECT

 public:
  /// `subject` says whom it is about: a run's name, or "3 runs".
  NoteDialog(const QString& subject, const QString& text, const QStringList& tags,
             QWidget* parent = nullptr);

  QString text() const;      ///< without blanks at its ends
  QStringList tags() const;  ///< as typed, in their order; blanks and commas part them

 private:
  QPlainTextEdit* text_;
  QLineEdit* tags_;
};

}  // namespace lafs
