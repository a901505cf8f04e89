// SPDX-License-Identifier: GPL-3.0-or-later
#include <QStackedWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <functional>

#include "app/desktop/background.h"
#include "app/desktop/desktop_context.h"
#include "app/desktop/figure_saver.h"
#include "app/desktop/log_tail.h"
#include "app/desktop/run_feed.h"
#include "app/desktop/screen_registry.h"
#include "app/figures/preview_reader.h"
#include "core/base/text.h"
#include "core/run/run_paths.h"
#include "widgets/panels/empty_state.h"
#include "widgets/panels/log_panel.h"
#include "widgets/plot/chart_grid.h"
#include "widgets/run/run_panel.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

class RunScreen : public Screen {
 public:
  RunScreen(DesktopContext& desktop, QWidget* parent);

  void open(const QString& target) override { follow(target); }
  void activated() override;
  void deactivated() override;
  QByteArray saveLayout() const override { return panel_->saveLayout(); }
  void restoreLayout(const QByteArray& layout) override { panel_->restoreLayout(layout); }

 private:
  void follow(const QString& directory);
  void showHeadline();
  void showRun();
  void showPreview();

  QString directory_;
  RunFeed feed_;
  LogTail log_;
  QStackedWidget* pages_;
  EmptyState* empty_;
  RunPanel* panel_;
  LogPanel* logPanel_;
  std::int64_t shownPreview_ = -1;
  std::size_t shownProvenance_ = 0;
  bool described_ = false;
};

QColor colourOf(RunState state) {
  const Theme& theme = Theme::current();
  switch (state) {
    case RunState::Done:
      return theme.good;
    case RunState::Failed:
    case RunState::Dead:
      return theme.bad;
    case RunState::LostContact:
    case RunState::Interrupted:
      return theme.warning;
    default:
      return state == RunState::Running ? theme.accent : theme.muted;
  }
}

QString stateText(const RunRow& row) {
  QStringList parts = {row.paused ? QObject::tr("paused")
                                  : QString::fromUtf8(runStateName(row.state)).replace('_', ' ')};
  const RunProgress& progress = row.progress;
  if (progress.steps > 0) {
    parts.append(QObject::tr("step %1 of %2")
                     .arg(QString::fromStdString(withThousands(progress.step)),
                          QString::fromStdString(withThousands(progress.steps))));
  }
  if (row.state == RunState::Running && progress.rate > 0) {
    parts.append(QString("%1 %2/s")
                     .arg(progress.rate, 0, 'f', 1)
                     .arg(QString::fromStdString(progress.unit)));
  }
  if (row.seconds > 0) {
    parts.append(QObject::tr("worked %1").arg(QString::fromStdString(formatDuration(row.seconds))));
  }
  return parts.join(" \u00b7 ");
}

RunScreen::RunScreen(DesktopContext& desktop, QWidget* parent)
    : Screen(desktop, parent),
      pages_(new QStackedWidget(this)),
      empty_(new EmptyState(Icon::Chart, tr("No run chosen"),
                            tr("Choose a run in the Runs tab to see its curves, its previews and "
                               "its log."),
                            this)),
      panel_(new RunPanel(this)),
      logPanel_(new LogPanel(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(pages_);
  pages_->addWidget(empty_);
  pages_->addWidget(panel_);
  panel_->addTab(logPanel_, tr("Log"));
  empty_->addAction("runs", tr("Show the runs"));
  connect(empty_, &EmptyState::chosen, this, [this] { desktop_.showScreen("runs"); });
  connect(&feed_, &RunFeed::changed, this, &RunScreen::showRun);
  connect(&log_, &LogTail::begun, logPanel_, &LogPanel::clearLines);
  connect(&log_, &LogTail::lines, logPanel_, &LogPanel::append);
  connect(&desktop_.scanner(), &RunScanner::changed, this, &RunScreen::showHeadline);
  connect(&desktop_.scrubber(), &StepScrubber::stepChanged, this, [this] {
    panel_->setCursorStep(desktop_.scrubber().step());  // none while the newest is followed
    showPreview();
  });
  connect(&desktop_.selection(), &SelectedRuns::selectionChanged, this, [this] {
    if (isVisible()) follow(desktop_.selection().current());
  });
  connect(panel_, &RunPanel::stepPicked, this,
          [this](qint64 step) { desktop_.scrubber().choose(step); });
  connect(&panel_->charts(), &ChartGrid::emptyLinkChosen, this,
          [this](const QString& screen) { desktop_.showScreen(screen); });
  connect(panel_, &RunPanel::exportWanted, this,
          [this](const Chart& chart) { saveFigure(desktop_, this, chart); });
  connect(panel_, &RunPanel::commandWanted, this,
          [this](const Chart& chart) { copyFigureCommand(desktop_, chart); });
}

void RunScreen::activated() {
  const QString current = desktop_.selection().current();
  follow(current.isEmpty() ? directory_ : current);
  feed_.setActive(true);
  // What was read before the screen was left may be all there is: nothing new will tell.
  const auto& runs = feed_.runs();
  if (!runs.empty() && runs.front().directory == directory_.toStdString()) showRun();
}

void RunScreen::deactivated() {
  feed_.setActive(false);
  log_.follow({});
  desktop_.scrubber().withdraw(this);
}

void RunScreen::follow(const QString& directory) {
  pages_->setCurrentWidget(directory.isEmpty() ? static_cast<QWidget*>(empty_) : panel_);
  if (directory.isEmpty()) return;
  if (directory != directory_) {
    directory_ = directory;
    described_ = false;
    shownPreview_ = -1;
    panel_->setCurves({});
    panel_->setPreview({});
    panel_->setConfiguration({});
    panel_->setProvenance({});
    logPanel_->clear({});
  }
  feed_.follow({directory_});
  log_.follow(QString::fromStdString(RunPaths(directory_.toStdString()).log()));
  showHeadline();
}

void RunScreen::showHeadline() {
  const RunRowPtr row = desktop_.scanner().find(directory_);
  if (!row) return;
  panel_->setHeadline(QString::fromStdString(row->name), stateText(*row), colourOf(row->state));
  const bool evaluation = row->identity && row->identity->stage == StageKind::Evaluate;
  panel_->charts().setEmptyText(
      evaluation ? tr("An evaluation has no curves of training. <a href=\"evaluate\">See its ROC, "
                      "scores and hardest pairs</a>")
                 : tr("No curves yet: training writes them as it goes."));
}

void RunScreen::showRun() {
  if (feed_.runs().empty()) return;
  const FollowedRun& run = feed_.runs().front();
  const bool pretraining = run.curves.reference.headOutputs > 0;
  panel_->setHealth(pretraining ? std::optional<TrainingHealth>(trainingHealth(
                                      *run.curves.metrics, run.curves.reference, run.failedTerm))
                                : std::nullopt);
  panel_->setCurves({run.curves});
  if (!described_ && run.spec) {
    panel_->setConfiguration(configurationFacts(*run.spec));
    described_ = true;
  }
  const std::size_t provenance =
      std::hash<std::string>()(run.provenance.dump()) + run.curves.metrics->segments.size();
  if (provenance != shownProvenance_) {
    shownProvenance_ = provenance;
    panel_->setProvenance(segmentFacts(*run.curves.metrics) + factsOf(run.provenance));
  }
  desktop_.scrubber().offer(this, run.previewSteps);
  showPreview();
}

void RunScreen::showPreview() {
  if (feed_.runs().empty()) return;
  const auto step = desktop_.scrubber().shown();
  if (desktop_.scrubber().step()) panel_->setCursorStep(step);
  const auto& kept = feed_.runs().front().previewSteps;
  if (!step || kept.empty()) return;
  // The newest preview that is not behind the chosen step.
  auto place = std::upper_bound(kept.begin(), kept.end(), *step);
  const std::int64_t wanted = place == kept.begin() ? kept.front() : *(place - 1);
  if (wanted == shownPreview_) return;
  shownPreview_ = wanted;
  runInBackground(
      this,
      [directory = directory_.toStdString(), wanted] { return readPreview(directory, wanted); },
      [this, directory = directory_](PreviewFrame frame) {
        if (directory == directory_ && frame.step == shownPreview_) {
          panel_->setPreview(std::move(frame));
        }
      });
}

Screen* createRunScreen(DesktopContext& desktop, QWidget* parent) {
  return new RunScreen(desktop, parent);
}

}  // namespace

ScreenEntry runScreen() {
  return {"run",
          QObject::tr("Run"),
          Icon::Chart,
          QObject::tr("Curves, health, previews and log of one run"),
          createRunScreen,
          QObject::tr(
              "Losses, schedules and where the time goes, as the run's directory tells them; a "
              "dotted line marks where a run went on. The health card says whether a pretraining "
              "collapses, and what to turn. The preview shows the step that the scrubber is at."),
          chartKeys()};
}

}  // namespace lafs
