// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/data/findings_list.h"

#include <QEvent>
#include <QHeaderView>
#include <algorithm>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kMostItems = 500;  ///< shown below one finding

Icon iconOf(DataFinding::Weight weight) {
  switch (weight) {
    case DataFinding::Weight::Good:
      return Icon::Check;
    case DataFinding::Weight::Note:
      return Icon::Info;
    case DataFinding::Weight::Warning:
      return Icon::Caution;
    case DataFinding::Weight::Bad:
      break;
  }
  return Icon::Cross;
}

QColor colourOf(DataFinding::Weight weight) {
  const Theme& theme = Theme::current();
  switch (weight) {
    case DataFinding::Weight::Good:
      return theme.good;
    case DataFinding::Weight::Note:
      return theme.muted;
    case DataFinding::Weight::Warning:
      return theme.warning;
    case DataFinding::Weight::Bad:
      break;
  }
  return theme.bad;
}

/// A finding with its first files below it, in no list yet.
QTreeWidgetItem* itemOf(const DataFinding& finding) {
  auto* top = new QTreeWidgetItem({finding.title, finding.details});
  top->setIcon(0, icon(iconOf(finding.weight), colourOf(finding.weight)));
  top->setToolTip(1, finding.details);
  top->setForeground(1, Theme::current().muted);
  const auto shown = std::min<qsizetype>(kMostItems, finding.items.size());
  for (qsizetype k = 0; k < shown; ++k) {
    top->addChild(new QTreeWidgetItem(QStringList{finding.items[k]}));
  }
  if (finding.items.size() > shown) {
    const QString rest = FindingsList::tr("… and %L1 more").arg(finding.items.size() - shown);
    top->addChild(new QTreeWidgetItem(QStringList{rest}));
  }
  return top;
}

}  // namespace

FindingsList::FindingsList(QWidget* parent) : QTreeWidget(parent) {
  setColumnCount(2);
  setHeaderLabels({tr("Finding"), tr("What it means")});
  header()->setSectionResizeMode(0, QHeaderView::ResizeToContents);
  header()->setStretchLastSection(true);
  setRootIsDecorated(true);
  setUniformRowHeights(false);
  setWordWrap(true);
  setEditTriggers(QAbstractItemView::NoEditTriggers);
  setAccessibleName(tr("Findings about the data"));
}

void FindingsList::setFindings(QVector<DataFinding> findings) {
  std::stable_sort(findings.begin(), findings.end(),
                   [](const DataFinding& a, const DataFinding& b) { return a.weight > b.weight; });
  if (findings == findings_) return;
  findings_ = std::move(findings);
  fill();
}

void FindingsList::fill() {
  filling_ = true;
  QList<QTreeWidgetItem*> tops;
  for (const DataFinding& finding : findings_) tops.append(itemOf(finding));
  clear();
  addTopLevelItems(tops);
  for (QTreeWidgetItem* top : std::as_const(tops)) {
    for (int k = 0; k < top->childCount(); ++k) top->child(k)->setFirstColumnSpanned(true);
  }
  filling_ = false;
}

void FindingsList::changeEvent(QEvent* event) {
  QTreeWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && !filling_) fill();
}

}  // namespace lafs
