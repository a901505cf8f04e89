// SPDX-License-Identifier: GPL-3.0-or-later
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "app/desktop/desktop_context.h"
#include "app/desktop/first_run.h"
#include "app/desktop/screen_registry.h"
#include "widgets/panels/empty_state.h"
#include "widgets/runs/run_table_view.h"
#include "widgets/runs/runs_panel.h"

namespace lafs {

namespace {

class RunsScreen : public Screen {
 public:
  RunsScreen(DesktopContext& desktop, QWidget* parent);

  /// A run's directory, or "filter:LINE".
  void open(const QString& target) override;
  void activated() override { update(); }
  QByteArray saveLayout() const override { return panel_->saveLayout(); }
  void restoreLayout(const QByteArray& layout) override { panel_->restoreLayout(layout); }

 private:
  void update();
  void selectionMoved();
  void showMenu(const QPoint& place);

  QStackedWidget* pages_;
  RunsPanel* panel_;
  EmptyState* empty_;
};

RunsScreen::RunsScreen(DesktopContext& desktop, QWidget* parent)
    : Screen(desktop, parent),
      pages_(new QStackedWidget(this)),
      panel_(new RunsPanel(this)),
      empty_(new EmptyState(Icon::Table, tr("Looking for runs …"), {}, this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(pages_);
  pages_->addWidget(empty_);
  pages_->addWidget(panel_);
  addFirstRunActions(*empty_, desktop_);

  SelectedRuns& selection = desktop_.selection();
  RunTableView& table = panel_->table();
  connect(&desktop_.scanner(), &RunScanner::changed, this, &RunsScreen::update);
  connect(&table, &RunTableView::selectionMoved, this, &RunsScreen::selectionMoved);
  connect(&table, &RunTableView::opened, this,
          [this](const QString& directory) { desktop_.showScreen("run", directory); });
  connect(&table, &RunTableView::showToggled, this, [&selection](const QStringList& directories) {
    for (const QString& directory : directories) selection.toggleShown(directory);
  });
  connect(&table, &RunTableView::menuWanted, this, &RunsScreen::showMenu);
  connect(&selection, &SelectedRuns::shownChanged, this,
          [this] { panel_->model().setShown(desktop_.selection().shown()); });
  connect(&selection, &SelectedRuns::marksChanged, this, [this] {
    panel_->model().setMarks(desktop_.selection().markA(), desktop_.selection().markB());
  });
  ActionEntry filter =
      actionEntry("runs.filter", tr("Filter runs"), tr("View"), Icon::Filter,
                  QKeySequence("Ctrl+F"), tr("Goes to the filter line of the runs table"));
  filter.handler = [this] {
    desktop_.showScreen("runs");
    panel_->focusFilter();
  };
  desktop_.actions().add(filter);
}

void RunsScreen::open(const QString& target) {
  static const QString prefix = "filter:";
  if (target.startsWith(prefix)) {
    panel_->setFilterText(target.mid(prefix.size()));
    panel_->table().selectAll();
  } else {
    panel_->table().chooseDirectory(target);
  }
}

void RunsScreen::update() {
  const RunList& list = *desktop_.scanner().runs();
  panel_->setRuns(list.rows);
  if (list.complete && list.rows.empty()) showFirstRun(*empty_, desktop_);
  pages_->setCurrentIndex(list.rows.empty() ? 0 : 1);
}

void RunsScreen::selectionMoved() {
  const RunTableView& table = panel_->table();
  desktop_.selection().select(table.selectedDirectories(), table.currentDirectory());
}

void RunsScreen::showMenu(const QPoint& place) {
  ActionRegistry& actions = desktop_.actions();
  actions.refresh();
  QMenu menu(this);
  menu.setToolTipsVisible(true);
  const QStringList groups[] = {
      {"run.open", "run.diff", "run.mark_a", "run.mark_b"},
      {"run.resume", "run.pause", "run.stop", "run.kill", "run.retry"},
      {"run.note", "run.clone", "run.copy_command", "run.open_folder", "run.archive"}};
  for (const QStringList& group : groups) {
    if (!menu.isEmpty()) menu.addSeparator();
    for (const QString& id : group) menu.addAction(actions.action(id));
  }
  menu.exec(place);
}

}  // namespace

ScreenEntry runsScreen() {
  return {
      "runs",
      QObject::tr("Runs"),
      Icon::Table,
      QObject::tr("All runs of the folder: state, progress, metrics, what to do with them"),
      [](DesktopContext& desktop, QWidget* parent) -> Screen* {
        return new RunsScreen(desktop, parent);
      },
      QObject::tr("Every directory of the runs folder is a row; what cannot be read is a red row "
                  "with the reason. The "
                  "window only reads: what you start here goes on without it. The filter line "
                  "takes fields, metrics and "
                  "columns: alpha==2 && shots<=4 && state:failed. Runs that differ in their seed "
                  "alone fold into one "
                  "line with mean ± std."),
      {{QObject::tr("Space"), QObject::tr("Puts the chosen runs on the plots, or takes them off")},
       {QObject::tr("Return"), QObject::tr("Opens a run; folds or unfolds a group of seeds")}}};
}

}  // namespace lafs
