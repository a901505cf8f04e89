// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/main_window.h"

#include <QApplication>
#include <QCloseEvent>
#include <QLabel>
#include <QSettings>
#include <QStatusBar>
#include <QTabBar>
#include <QTabWidget>
#include <QVBoxLayout>

#include "app/desktop/docks/docks.h"
#include "app/desktop/first_run.h"
#include "app/desktop/run_actions.h"
#include "app/desktop/run_watch.h"
#include "app/desktop/window_actions.h"
#include "app/desktop/window_help.h"
#include "app/desktop/window_layouts.h"
#include "app/desktop/window_menus.h"
#include "app/desktop/window_palette.h"
#include "widgets/panels/scrubber_bar.h"

namespace lafs {

namespace {

constexpr QSize kFirstSize(1280, 800);
constexpr int kNoticeMs = 6000;

QString layoutKey(const QString& screen) {
  return "screens/" + screen;
}

}  // namespace

MainWindow::MainWindow(DesktopContext& desktop) : desktop_(desktop), tabs_(new QTabWidget(this)) {
  setWindowTitle(tr("LAFS Workbench"));
  setObjectName("MainWindow");
  buildTabs();
  buildStatusBar();
  addDemoAction(desktop_);
  addRunActions(desktop_);
  addWindowActions(*this, desktop_);
  addDocks(*this, desktop_);
  addLayoutActions(*this, desktop_);
  addPaletteActions(*this, desktop_);
  addHelpAction(*this, desktop_);
  new RunWatch(desktop_, this);
  buildMenus(*this, desktop_);
  restoreWindow();
  connect(&desktop_, &DesktopContext::screenWanted, this, &MainWindow::showScreen);
  connect(&desktop_, &DesktopContext::noticed, this,
          [this](const QString& text) { statusBar()->showMessage(text, kNoticeMs); });
  connect(&desktop_.scanner(), &RunScanner::changed, this, &MainWindow::runsChanged);
  tabChanged(tabs_->currentIndex());
}

void MainWindow::buildTabs() {
  tabs_->setDocumentMode(true);
  tabs_->tabBar()->setExpanding(false);
  tabs_->tabBar()->setAccessibleName(tr("Screens"));
  for (const ScreenEntry& entry : screens()) {
    // A holder until the tab is first shown: a screen that nobody looks at costs nothing.
    auto* holder = new QWidget(tabs_);
    auto* column = new QVBoxLayout(holder);
    column->setContentsMargins(0, 0, 0, 0);
    const int index = tabs_->addTab(holder, icon(entry.icon), entry.title);
    tabs_->setTabToolTip(index, entry.purpose);
    made_.append(nullptr);
  }
  setCentralWidget(tabs_);
  connect(tabs_, &QTabWidget::currentChanged, this, &MainWindow::tabChanged);
}

void MainWindow::buildStatusBar() {
  summary_ = new QLabel(this);
  summary_->setContentsMargins(space::kSmall, 0, 0, 0);
  statusBar()->addWidget(summary_);
  auto* bar = new ScrubberBar(this);
  statusBar()->addPermanentWidget(bar);
  StepScrubber& scrubber = desktop_.scrubber();
  const auto show = [bar, &scrubber] { bar->show(scrubber.steps(), scrubber.step()); };
  connect(&scrubber, &StepScrubber::stepChanged, bar, show);
  connect(&scrubber, &StepScrubber::stepsChanged, bar, show);
  connect(bar, &ScrubberBar::stepWanted, &scrubber, &StepScrubber::choose);
  connect(bar, &ScrubberBar::followWanted, &scrubber, &StepScrubber::follow);
  runsChanged();
}

Screen* MainWindow::screen(const QString& id) {
  for (int i = 0; i < made_.size(); ++i) {
    const ScreenEntry& entry = screens()[i];
    if (entry.id != id) continue;
    if (!made_[i]) {
      made_[i] = entry.create(desktop_, tabs_->widget(i));
      made_[i]->setObjectName(id);
      tabs_->widget(i)->layout()->addWidget(made_[i]);
      made_[i]->restoreLayout(QSettings().value(layoutKey(id)).toByteArray());
    }
    return made_[i];
  }
  return nullptr;
}

void MainWindow::showScreen(const QString& id, const QString& target) {
  for (int i = 0; i < screens().size(); ++i) {
    if (screens()[i].id != id) continue;
    Screen* wanted = screen(id);
    tabs_->setCurrentIndex(i);
    if (!target.isEmpty()) wanted->open(target);
  }
}

QString MainWindow::currentScreen() const {
  return screens()[tabs_->currentIndex()].id;
}

void MainWindow::tabChanged(int index) {
  if (index < 0) return;
  Screen* now = screen(screens()[index].id);
  if (now == active_) return;
  if (active_) active_->deactivated();
  active_ = now;
  active_->activated();
  desktop_.actions().refresh();
}

void MainWindow::runsChanged() {
  const RunList& list = *desktop_.scanner().runs();
  int running = 0;
  int queued = 0;
  int broken = 0;
  for (const RunRowPtr& row : list.rows) {
    if (!row->problem.empty()) {
      ++broken;
    } else if (row->state == RunState::Running) {
      ++running;
    } else if (row->state == RunState::Queued) {
      ++queued;
    }
  }
  QString text = desktop_.workspace().runsFolder();
  text += list.rows.size() == 1 ? tr("  ·  1 run") : tr("  ·  %1 runs").arg(list.rows.size());
  if (running > 0) text += tr("  ·  %1 running").arg(running);
  if (queued > 0) text += tr("  ·  %1 queued").arg(queued);
  if (broken > 0) text += tr("  ·  %1 with problems").arg(broken);
  if (!list.complete) text += tr("  ·  looking …");
  summary_->setText(text);
}

void MainWindow::setAppearance(Appearance appearance) {
  QSettings().setValue("appearance", appearanceName(appearance));
  Theme::apply(*qApp, appearance);
}

void MainWindow::restoreWindow() {
  const QSettings settings;
  if (!restoreGeometry(settings.value("window/geometry").toByteArray())) resize(kFirstSize);
  restoreState(settings.value("window/docks").toByteArray());
  const QString id = settings.value("window/screen").toString();
  for (int i = 0; i < screens().size(); ++i) {
    if (screens()[i].id == id) tabs_->setCurrentIndex(i);
  }
}

void MainWindow::closeEvent(QCloseEvent* event) {
  QSettings settings;
  settings.setValue("window/geometry", saveGeometry());
  settings.setValue("window/docks", saveState());
  settings.setValue("window/screen", currentScreen());
  for (int i = 0; i < made_.size(); ++i) {
    if (made_[i]) settings.setValue(layoutKey(screens()[i].id), made_[i]->saveLayout());
  }
  event->accept();
}

}  // namespace lafs
