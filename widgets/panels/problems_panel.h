// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

class QVBoxLayout;
class QStackedWidget;

namespace lafs {

/// What a problem card says.
struct ProblemText {
  QString what;
  QString where;
  QString cause;
  QString next;
  QString details;      ///< folded; may be empty
  QString remedyLabel;  ///< of a button that mends it; empty = none
  QString when;         ///< "14:03:12"
  int count = 1;
  bool hasRun = false;  ///< offers to show the run
};

/// Problems as cards, one below the other: what, where, likely cause, next step. Buttons speak of
/// the card by its place.
class ProblemsPanel : public QWidget {
  Q_OBJECT

 public:
  explicit ProblemsPanel(QWidget* parent = nullptr);
  void show(const QVector<ProblemText>& problems);

 Q_SIGNALS:
  void remedyWanted(int card);
  void runWanted(int card);
  void copyWanted(int card);
  void dismissed(int card);

 private:
  QWidget* makeCard(const ProblemText& problem, int place);

  QStackedWidget* pages_;
  QWidget* list_;
  QVBoxLayout* column_;
};

}  // namespace lafs
