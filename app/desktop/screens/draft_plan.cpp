// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screens/draft_plan.h"

#include <QCoreApplication>
#include <QHeaderView>
#include <algorithm>

#include "core/base/text.h"
#include "core/run/trash.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

enum Column { kStage, kWill, kWhy, kParameters, kMultiplyAdds, kMemory, kHead, kTime };

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

QString tr(const char* text) {
  return QCoreApplication::translate("DraftPlan", text);
}

QString countText(double value) {
  if (value >= 1e9) return QString::number(value / 1e9, 'f', 2) + " G";
  if (value >= 1e6) return QString::number(value / 1e6, 'f', 1) + " M";
  return qt(withThousands(static_cast<std::int64_t>(value)));
}

QString sizeText(double bytes) {
  return qt(bytesText(static_cast<std::int64_t>(bytes)));
}

void fill(QTreeWidgetItem& item, const DraftStage& stage) {
  item.setText(kStage, qt(stage.title));
  item.setToolTip(kStage, qt(stage.run));
  item.setText(kWill, stage.reused ? tr("be reused") : tr("run"));
  item.setForeground(kWill, stage.reused ? Theme::current().good : Theme::current().accent);
  item.setText(kWhy, qt(stage.reason));
  item.setToolTip(kWhy, qt(stage.reason));
  item.setText(kParameters, countText(static_cast<double>(stage.costs.parameters)));
  item.setText(kMultiplyAdds, countText(stage.costs.multiplyAdds));
  item.setText(kMemory, sizeText(stage.costs.memoryBytes));
  item.setText(kHead, stage.costs.headBytes > 0 ? sizeText(stage.costs.headBytes) : QString());
  item.setText(kTime, stage.reused ? QString() : qt(timeLeftText(stage.seconds)));
}

/// The most that a stage needs at once, and what all that are missing need together.
struct DraftTotals {
  double parameters = 0;
  double work = 0;
  double memory = 0;
  double head = 0;
  double least = 0;
  double most = 0;
  int missing = 0;
  bool known = true;  ///< the time of each

  explicit DraftTotals(const DraftCheck& draft) {
    for (const DraftStage& stage : draft.stages) {
      memory = std::max(memory, stage.costs.memoryBytes);
      head = std::max(head, stage.costs.headBytes);
      parameters = std::max(parameters, static_cast<double>(stage.costs.parameters));
      work = std::max(work, stage.costs.multiplyAdds);
      if (stage.reused) continue;
      ++missing;
      known = known && stage.seconds.has_value();
      least += stage.seconds ? stage.seconds->least : 0;
      most += stage.seconds ? stage.seconds->most : 0;
    }
  }

  QString timeText() const {
    if (missing == 0) return tr("nothing to run");
    if (least <= 0) return QString::fromUtf8("time —");
    return (known ? tr("time ") : tr("time more than ")) + qt(timeLeftText(TimeRange{least, most}));
  }
};

}  // namespace

DraftPlan::DraftPlan(QWidget* parent) : QTreeWidget(parent) {
  setHeaderLabels({tr("Stage"), tr("Will"), tr("Why"), tr("Parameters"), tr("Multiply-adds"),
                   tr("Memory"), tr("Class head"), tr("Time")});
  header()->moveSection(kTime, kWhy);  // what a small window shows: how long, before how large
}

void DraftPlan::show(const DraftCheck& draft) {
  clear();
  for (const DraftStage& stage : draft.stages) fill(*new QTreeWidgetItem(this), stage);
  for (int column = 0; column < columnCount(); ++column) {
    if (column != kWhy) resizeColumnToContents(column);
  }
}

QString draftSummary(const DraftCheck& draft) {
  if (draft.stages.empty()) {
    return draft.problems.empty()
               ? tr("Reading the draft …")
               : tr("The draft has problems; the plan follows when they are mended.");
  }
  const DraftTotals totals(draft);
  const auto stages = static_cast<int>(draft.stages.size());
  return tr("%1 cells, %2 stages: %3 reused, %4 to run   ·   %5 parameters   ·   %6 multiply-adds "
            "an image   ·   memory about %7, class head %8 of it   ·   %9")
      .arg(draft.cells)
      .arg(stages)
      .arg(stages - totals.missing)
      .arg(totals.missing)
      .arg(countText(totals.parameters), countText(totals.work), sizeText(totals.memory),
           sizeText(totals.head), totals.timeText());
}

}  // namespace lafs
