// SPDX-License-Identifier: GPL-3.0-or-later
#include <QStackedWidget>
#include <QVBoxLayout>

#include "app/desktop/desktop_context.h"
#include "app/desktop/figure_saver.h"
#include "app/desktop/run_feed.h"
#include "app/desktop/screen_registry.h"
#include "app/figures/training_figure.h"
#include "widgets/compare/compare_panel.h"
#include "widgets/panels/empty_state.h"

namespace lafs {

namespace {

class CompareScreen : public Screen {
 public:
  CompareScreen(DesktopContext& desktop, QWidget* parent);

  void activated() override;
  void deactivated() override { feed_.setActive(false); }
  QByteArray saveLayout() const override { return panel_->saveLayout(); }
  void restoreLayout(const QByteArray& layout) override { panel_->restoreLayout(layout); }

 private:
  void choose();
  void showRuns();

  RunFeed feed_;
  QStackedWidget* pages_;
  EmptyState* empty_;
  ComparePanel* panel_;
};

CompareScreen::CompareScreen(DesktopContext& desktop, QWidget* parent)
    : Screen(desktop, parent),
      pages_(new QStackedWidget(this)),
      empty_(new EmptyState(Icon::Compare, tr("Nothing to compare yet"),
                            tr("Select runs in the Runs tab, or put them on the plots with the "
                               "space bar."),
                            this)),
      panel_(new ComparePanel(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(pages_);
  pages_->addWidget(empty_);
  pages_->addWidget(panel_);
  empty_->addAction("runs", tr("Show the runs"));
  connect(empty_, &EmptyState::chosen, this, [this] { desktop_.showScreen("runs"); });
  connect(&feed_, &RunFeed::changed, this, &CompareScreen::showRuns);
  for (auto signal : {&SelectedRuns::shownChanged, &SelectedRuns::selectionChanged}) {
    connect(&desktop_.selection(), signal, this, &CompareScreen::choose);
  }
  connect(panel_, &ComparePanel::exportWanted, this,
          [this](const Chart& chart) { saveFigure(desktop_, this, chart); });
  connect(panel_, &ComparePanel::commandWanted, this,
          [this](const Chart& chart) { copyFigureCommand(desktop_, chart); });
}

void CompareScreen::activated() {
  choose();
  feed_.setActive(true);
}

void CompareScreen::choose() {
  const QStringList runs = desktop_.selection().forPlots();
  pages_->setCurrentWidget(runs.isEmpty() ? static_cast<QWidget*>(empty_) : panel_);
  feed_.follow(runs);
}

void CompareScreen::showRuns() {
  std::vector<RunCurves> runs;
  std::vector<std::optional<ExperimentSpec>> specs;
  for (const FollowedRun& run : feed_.runs()) {
    runs.push_back(run.curves);
    specs.push_back(run.spec);
  }
  auto groups = groupedBySeed(runs, specs);
  panel_->setRuns(std::move(runs), std::move(groups), specs);
}

}  // namespace

ScreenEntry compareScreen() {
  return {"compare",
          QObject::tr("Compare"),
          Icon::Compare,
          QObject::tr("Curves of several runs over each other, seed bands, config differences"),
          [](DesktopContext& desktop, QWidget* parent) -> Screen* {
            return new CompareScreen(desktop, parent);
          },
          QObject::tr(
              "The curves of the runs that are selected, or on the plots, over each other; runs "
              "that differ in their "
              "seed alone as a band of mean ± std. Below, the fields of their specs that differ."),
          chartKeys()};
}

}  // namespace lafs
