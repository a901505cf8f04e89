// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/problems_panel.h"

#include <QFrame>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "widgets/panels/empty_state.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kDetailsHeight = 140;

QLabel* line(const QString& text, const char* look, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setWordWrap(true);
  label->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  label->setTextFormat(Qt::PlainText);
  if (look) label->setProperty("look", look);
  return label;
}

QPushButton* quietButton(const QString& text, QWidget* parent) {
  auto* button = new QPushButton(text, parent);
  button->setProperty("look", "quiet");
  return button;
}

}  // namespace

ProblemsPanel::ProblemsPanel(QWidget* parent)
    : QWidget(parent),
      pages_(new QStackedWidget(this)),
      list_(new QWidget(this)),
      column_(new QVBoxLayout(list_)) {
  auto* empty =
      new EmptyState(Icon::Check, tr("No problems"),
                     tr("What goes wrong in a run or a command is told here: what, where, "
                        "the likely cause and the next step."),
                     this);
  auto* scroll = new QScrollArea(this);
  scroll->setWidgetResizable(true);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidget(list_);
  column_->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
  column_->setSpacing(space::kSmall);
  pages_->addWidget(empty);
  pages_->addWidget(scroll);
  auto* outer = new QVBoxLayout(this);
  outer->setContentsMargins(0, 0, 0, 0);
  outer->addWidget(pages_);
}

void ProblemsPanel::show(const QVector<ProblemText>& problems) {
  while (QLayoutItem* item = column_->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  for (int i = 0; i < problems.size(); ++i) column_->addWidget(makeCard(problems[i], i));
  column_->addStretch(1);
  pages_->setCurrentIndex(problems.isEmpty() ? 0 : 1);
}

QWidget* ProblemsPanel::makeCard(const ProblemText& problem, int place) {
  auto* card = new QFrame(list_);
  card->setProperty("look", "card");
  card->setAccessibleName(problem.what);
  auto* column = new QVBoxLayout(card);
  column->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kSmall);
  column->setSpacing(space::kTight);

  auto* head = new QHBoxLayout;
  auto* mark = new QLabel(card);
  mark->setPixmap(icon(Icon::Caution, Theme::current().bad).pixmap(16, 16));
  auto* what = line(problem.what, nullptr, card);
  what->setFont(Theme::font(TextRole::Strong));
  const QString times = problem.count > 1 ? tr("%1 times, ").arg(problem.count) : QString();
  head->addWidget(mark, 0, Qt::AlignTop);
  head->addWidget(what, 1);
  head->addWidget(line(times + problem.when, "muted", card), 0, Qt::AlignTop);
  column->addLayout(head);
  if (!problem.where.isEmpty()) column->addWidget(line(problem.where, "muted", card));
  if (!problem.cause.isEmpty()) column->addWidget(line(problem.cause, nullptr, card));
  if (!problem.next.isEmpty()) {
    column->addWidget(line(tr("Next: %1").arg(problem.next), nullptr, card));
  }

  auto* details = new QPlainTextEdit(problem.details, card);
  details->setReadOnly(true);
  details->setFont(Theme::font(TextRole::Mono));
  details->setFixedHeight(kDetailsHeight);
  details->hide();
  column->addWidget(details);

  auto* buttons = new QHBoxLayout;
  if (!problem.remedyLabel.isEmpty()) {
    auto* remedy = new QPushButton(problem.remedyLabel, card);
    connect(remedy, &QPushButton::clicked, this, [this, place] { Q_EMIT remedyWanted(place); });
    buttons->addWidget(remedy);
  }
  if (problem.hasRun) {
    auto* run = quietButton(tr("Show run"), card);
    connect(run, &QPushButton::clicked, this, [this, place] { Q_EMIT runWanted(place); });
    buttons->addWidget(run);
  }
  if (!problem.details.isEmpty()) {
    auto* more = quietButton(tr("Details"), card);
    connect(more, &QPushButton::clicked, details,
            [details] { details->setVisible(!details->isVisible()); });
    buttons->addWidget(more);
  }
  auto* copy = quietButton(tr("Copy report"), card);
  auto* dismiss = quietButton(tr("Dismiss"), card);
  connect(copy, &QPushButton::clicked, this, [this, place] { Q_EMIT copyWanted(place); });
  connect(dismiss, &QPushButton::clicked, this, [this, place] { Q_EMIT dismissed(place); });
  buttons->addWidget(copy);
  buttons->addStretch(1);
  buttons->addWidget(dismiss);
  column->addLayout(buttons);
  return card;
}

}  // namespace lafs
