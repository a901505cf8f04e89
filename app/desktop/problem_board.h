// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QObject>
#include <QString>
#include <QStringList>
#include <QVector>

namespace lafs {

/// Something that went wrong, as a card tells it. Never a dialog.
struct ProblemCard {
  QString what;     ///< one line: "finetune-02ab… ran out of memory"
  QString where;    ///< file:line:col, run and step; may be empty
  QString cause;    ///< likely cause; may be empty
  QString next;     ///< what to do about it; may be empty
  QString details;  ///< the whole text, folded; may be empty
  QString run;      ///< directory of the run it is about; may be empty
  /// Words after `--batch` of a command that mends it safely (retry, resume); may be empty.
  QStringList remedy;
  QString remedyLabel;  ///< on its button

  int count = 1;  ///< equal ones are counted, not stacked
  QDateTime last;
};

/// The problems of this window, newest first; what the Problems dock shows. On the window's thread.
class ProblemBoard : public QObject {
  Q_OBJECT

 public:
  using QObject::QObject;
  const QVector<ProblemCard>& cards() const { return cards_; }
  /// Adds a card; one with the same `what`, `where` and `run` counts up and moves to the top.
  void add(ProblemCard card);
  /// Takes the cards of a run away (it runs again, or is done).
  void clearRun(const QString& directory);
  void dismiss(int index);
  void dismissAll();

 Q_SIGNALS:
  void changed();
  void added(const lafs::ProblemCard& card);

 private:
  QVector<ProblemCard> cards_;
};

}  // namespace lafs
