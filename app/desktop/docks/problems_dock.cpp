// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QClipboard>
#include <QDockWidget>

#include "app/desktop/docks/docks.h"
#include "app/desktop/main_window.h"
#include "widgets/panels/problems_panel.h"

namespace lafs {

namespace {

ProblemText textOf(const ProblemCard& card) {
  ProblemText text;
  text.what = card.what;
  text.where = card.where;
  text.cause = card.cause;
  text.next = card.next;
  text.details = card.details;
  text.remedyLabel = card.remedy.isEmpty() ? QString() : card.remedyLabel;
  text.when = card.last.toString("HH:mm:ss");
  text.count = card.count;
  text.hasRun = !card.run.isEmpty();
  return text;
}

QString reportOf(const ProblemCard& card) {
  QStringList lines = {card.what};
  if (!card.where.isEmpty()) lines << "where: " + card.where;
  if (!card.cause.isEmpty()) lines << "cause: " + card.cause;
  if (!card.next.isEmpty()) lines << "next: " + card.next;
  if (!card.details.isEmpty()) lines << "" << card.details;
  return lines.join('\n');
}

}  // namespace

QDockWidget* makeProblemsDock(DesktopContext& desktop, MainWindow& window) {
  auto* dock = new QDockWidget(MainWindow::tr("Problems"), &window);
  dock->setObjectName("problems");
  auto* panel = new ProblemsPanel(dock);
  dock->setWidget(panel);
  ProblemBoard& board = desktop.problems();
  const auto show = [&board, panel, dock] {
    QVector<ProblemText> texts;
    for (const ProblemCard& card : board.cards()) texts.append(textOf(card));
    dock->setWindowTitle(texts.isEmpty() ? MainWindow::tr("Problems")
                                         : MainWindow::tr("Problems (%1)").arg(texts.size()));
    panel->show(texts);
  };
  QObject::connect(&board, &ProblemBoard::changed, panel, show);
  QObject::connect(panel, &ProblemsPanel::dismissed, &board, &ProblemBoard::dismiss);
  QObject::connect(panel, &ProblemsPanel::remedyWanted, &desktop, [&desktop](int place) {
    const ProblemCard card = desktop.problems().cards().value(place);
    if (!card.remedy.isEmpty()) desktop.launcher().launch(card.remedy);
    desktop.problems().dismiss(place);
  });
  QObject::connect(panel, &ProblemsPanel::runWanted, &desktop, [&desktop](int place) {
    const QString run = desktop.problems().cards().value(place).run;
    desktop.selection().select({run}, run);
    desktop.showScreen("runs", run);
  });
  QObject::connect(panel, &ProblemsPanel::copyWanted, &desktop, [&desktop](int place) {
    QApplication::clipboard()->setText(reportOf(desktop.problems().cards().value(place)));
    desktop.notice(MainWindow::tr("Report copied"));
  });
  show();
  return dock;
}

}  // namespace lafs
