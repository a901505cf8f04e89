// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTreeWidget>

#include "app/desktop/draft_check.h"

namespace lafs {

/// The stages of a draft: which are reused, why the others run, what each costs.
class DraftPlan : public QTreeWidget {
 public:
  explicit DraftPlan(QWidget* parent = nullptr);
  void show(const DraftCheck& draft);
};

/// The whole draft in one line: counts, the largest model, memory, time.
QString draftSummary(const DraftCheck& draft);

}  // namespace lafs
