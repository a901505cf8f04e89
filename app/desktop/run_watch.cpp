// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/run_watch.h"

#include "app/desktop/desktop_context.h"
#include "app/desktop/failure_causes.h"
#include "core/base/text.h"
#include "core/run/clock.h"

namespace lafs {

namespace {

constexpr double kOldSeconds = 24 * 3600;  // what failed before the window opened and longer ago
                                           // stands in the table only

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

}  // namespace

RunWatch::RunWatch(DesktopContext& desktop, QObject* parent) : QObject(parent), desktop_(desktop) {
  connect(&desktop_.scanner(), &RunScanner::changed, this, &RunWatch::look);
}

void RunWatch::look() {
  const RunListPtr now = desktop_.scanner().runs();
  const RunList& list = *now;
  // Both lists are sorted by name, and a row that has not changed is the same object.
  auto before = last_ ? last_->rows.begin() : list.rows.end();
  const auto end = last_ ? last_->rows.end() : list.rows.end();
  for (const RunRowPtr& row : list.rows) {
    while (before != end && (*before)->name < row->name) ++before;
    if (before != end && *before == row) continue;
    const QString directory = qt(row->directory);
    const auto seen = seen_.constFind(directory);
    const bool isNew = seen == seen_.constEnd();
    if (!isNew && seen->state == row->state && seen->problem == row->problem) continue;
    seen_[directory] = {row->state, row->problem};
    const bool old = isNew && first_ && unixTime() - row->updated > kOldSeconds;
    if (old && row->problem.empty()) continue;
    desktop_.problems().clearRun(directory);
    tell(*row);
    if (!isNew && row->problem.empty() && row->state == RunState::Done) {
      desktop_.notice(tr("%1 is done").arg(qt(row->name)));
    }
  }
  last_ = now;
  if (list.complete) first_ = false;
}

void RunWatch::tell(const RunRow& row) {
  ProblemCard card;
  card.run = qt(row.directory);
  if (!row.problem.empty()) {
    card.what = tr("%1 cannot be read").arg(qt(row.name));
    card.where = qt(row.directory);
    card.cause = qt(row.problem);
    card.next = tr("look at the directory; if it is of no use, delete it");
  } else if (row.state == RunState::Failed) {
    const FailureCause known = failureCause(row.error);
    card.what = tr("%1 failed: %2").arg(qt(row.name), qt(row.error).section('\n', 0, 0));
    card.where = tr("%1, step %2").arg(qt(row.experiment)).arg(row.progress.step);
    card.cause = qt(known.cause);
    card.next = qt(known.next);
    card.details = qt(row.error);
    card.remedy = QStringList{"retry", qt(row.name)};
    card.remedyLabel = tr("Retry");
  } else if (row.state == RunState::Dead) {
    card.what = tr("the worker of %1 is gone").arg(qt(row.name));
    card.where = tr("%1, step %2, pid %3 on %4")
                     .arg(qt(row.experiment))
                     .arg(row.progress.step)
                     .arg(row.pid)
                     .arg(qt(row.host));
    card.cause =
        tr("It was killed, ran out of memory, or the machine was started anew. Nothing "
           "older than its last checkpoint is lost.");
    card.next = tr("resume it");
    card.remedy = QStringList{"resume", qt(row.name)};
    card.remedyLabel = tr("Resume");
  } else if (row.state == RunState::LostContact) {
    card.what = tr("no contact with %1").arg(qt(row.name));
    card.where = tr("pid %1 on %2, silent for %3")
                     .arg(row.pid)
                     .arg(qt(row.host), qt(formatDuration(row.silenceSeconds)));
    card.cause =
        tr("The machine or the share between us and it is slow or gone; the run may well "
           "be at work.");
    card.next = tr("wait: this card goes by itself when the run is heard again");
  } else {
    return;
  }
  desktop_.problems().add(card);
}

}  // namespace lafs
