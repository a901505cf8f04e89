// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/queue_panel.h"

#include <QAction>
#include <QEvent>
#include <QHeaderView>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "widgets/panels/empty_state.h"
#include "widgets/panels/queue_tree.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

enum Column { kTitle, kState, kProgress, kLeft, kRemark, kColumns };

struct StateLook {
  Icon icon;
  QColor colour;
};

StateLook lookOf(const QString& state) {
  const Theme& theme = Theme::current();
  if (state == "running") return {Icon::Play, theme.accent};
  if (state == "done") return {Icon::Check, theme.good};
  if (state == "failed") return {Icon::Cross, theme.bad};
  if (state == "stopped") return {Icon::Stop, theme.muted};
  if (state == "blocked" || state == "interrupted" || state == "dead") {
    return {Icon::Caution, theme.warning};
  }
  return {Icon::Clock, theme.muted};
}

void setState(QTreeWidgetItem& item, const QString& state) {
  const StateLook look = lookOf(state);
  item.setText(kState, state);
  item.setIcon(kState, icon(look.icon, look.colour));
  item.setForeground(kState, look.colour);
}

void fillStage(QTreeWidgetItem& item, const QueueStage& stage, bool live) {
  const bool waits = live && stage.state == "queued";
  item.setText(kTitle, stage.title);
  item.setToolTip(kTitle, stage.run);
  item.setData(kTitle, QueueTree::DirectoryRole, stage.directory);
  item.setData(kTitle, QueueTree::RunRole, stage.run);
  item.setData(kTitle, QueueTree::WaitsRole, waits);
  item.setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled |
                (waits ? Qt::ItemIsDragEnabled : Qt::NoItemFlags));
  setState(item, stage.state);
  item.setText(kProgress, stage.share >= 0
                              ? QString("%1 %").arg(static_cast<int>(stage.share * 100))
                              : QString());
  item.setText(kLeft, stage.left);
  item.setText(kRemark, stage.remark);
  item.setForeground(kRemark, Theme::current().muted);
}

void fillPlan(QTreeWidgetItem& item, const QueuePlan& plan) {
  int done = 0;
  for (const QueueStage& stage : plan.stages) done += stage.state == "done" ? 1 : 0;
  item.setText(kTitle, plan.experiment);
  item.setFont(kTitle, Theme::font(TextRole::Strong));
  setState(item, plan.live ? "running" : plan.state);
  item.setText(kProgress, QString("%1 / %2").arg(done).arg(plan.stages.size()));
  item.setText(kLeft, plan.left);
  item.setText(kRemark, plan.live ? plan.process : QString());
  item.setForeground(kRemark, Theme::current().muted);
  item.setFlags(Qt::ItemIsSelectable | Qt::ItemIsEnabled | Qt::ItemIsDropEnabled);
}

}  // namespace

QueuePanel::QueuePanel(QWidget* parent)
    : QWidget(parent), pages_(new QStackedWidget(this)), tree_(new QueueTree(this)) {
  auto* empty = new EmptyState(
      Icon::Queue, tr("Nothing is queued"),
      tr("Experiments that are started here or by a command appear with all their stages, in the "
         "order in which they run."),
      this);
  tree_->setColumnCount(kColumns);
  tree_->setHeaderLabels({tr("Stage"), tr("State"), tr("Done"), tr("Time left"), tr("Remark")});
  tree_->setRootIsDecorated(true);
  tree_->setUniformRowHeights(true);
  tree_->setAccessibleName(tr("Queue"));
  tree_->header()->setStretchLastSection(true);
  tree_->header()->resizeSection(kTitle, 260);
  tree_->header()->resizeSection(kState, 120);
  pages_->addWidget(empty);
  pages_->addWidget(tree_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(pages_);
  connect(tree_, &QTreeWidget::itemClicked, this, [this](QTreeWidgetItem* item) {
    const QString directory = item->data(kTitle, QueueTree::DirectoryRole).toString();
    if (!directory.isEmpty()) Q_EMIT chosen(directory);
  });
  connect(tree_, &QTreeWidget::itemActivated, this, [this](QTreeWidgetItem* item) {
    const QString directory = item->data(kTitle, QueueTree::DirectoryRole).toString();
    if (!directory.isEmpty()) Q_EMIT opened(directory);
  });
  connect(tree_, &QTreeWidget::currentItemChanged, this, &QueuePanel::noteWaitingRun);
  connect(tree_, &QueueTree::moveWanted, this, &QueuePanel::moveWanted);
}

QString QueuePanel::waitingRun() const {
  return tree_->currentRun(/*waiting=*/true);
}

void QueuePanel::setMenu(const QList<QAction*>& actions) {
  tree_->addActions(actions);
  tree_->setContextMenuPolicy(Qt::ActionsContextMenu);
}

void QueuePanel::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) show(plans_);
  QWidget::changeEvent(event);
}

void QueuePanel::show(const QVector<QueuePlan>& plans) {
  plans_ = plans;
  const QString current = tree_->currentRun();
  pages_->setCurrentIndex(plans.isEmpty() ? 0 : 1);
  // Items are kept: unfolded branches, the selection and the scroll place stay as they are.
  while (tree_->topLevelItemCount() > plans.size()) {
    delete tree_->takeTopLevelItem(tree_->topLevelItemCount() - 1);
  }
  for (int i = 0; i < plans.size(); ++i) {
    const QueuePlan& plan = plans[i];
    QTreeWidgetItem* item = tree_->topLevelItem(i);
    const bool isNew = !item;
    if (isNew) item = new QTreeWidgetItem(tree_);
    fillPlan(*item, plan);
    while (item->childCount() > plan.stages.size()) delete item->takeChild(item->childCount() - 1);
    for (int k = 0; k < plan.stages.size(); ++k) {
      QTreeWidgetItem* child = k < item->childCount() ? item->child(k) : new QTreeWidgetItem(item);
      fillStage(*child, plan.stages[k], plan.live);
    }
    if (isNew) item->setExpanded(plan.live);
  }
  followRun(current);
  noteWaitingRun();
}

void QueuePanel::noteWaitingRun() {
  const QString now = waitingRun();
  if (now == waitingRun_) return;
  waitingRun_ = now;
  Q_EMIT waitingRunChanged();
}

/// The rows' stages have changed places: the current one stays current wherever it is now.
void QueuePanel::followRun(const QString& run) {
  const QTreeWidgetItem* now = tree_->currentItem();
  const QTreeWidgetItem* plan = now ? now->parent() : nullptr;
  if (run.isEmpty() || !plan || tree_->currentRun() == run) return;
  for (int i = 0; i < plan->childCount(); ++i) {
    if (plan->child(i)->data(kTitle, QueueTree::RunRole) == run) {
      tree_->setCurrentItem(plan->child(i));
    }
  }
}

}  // namespace lafs
