// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screens/ablation_screen.h"

#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "app/desktop/background.h"
#include "app/desktop/desktop_context.h"
#include "app/desktop/draft_presets.h"
#include "app/desktop/report_saver.h"
#include "app/desktop/screen_registry.h"
#include "widgets/ablation/ablation_panel.h"
#include "widgets/panels/empty_state.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/tool_button.h"

namespace lafs {

namespace {

constexpr int kPauseMs = 1500;  // between two readings while runs finish one after the other

QString qt(const std::string& text) {
  return QString::fromStdString(text);
}

}  // namespace

AblationScreen::AblationScreen(DesktopContext& desktop, QWidget* parent)
    : Screen(desktop, parent),
      experiments_(new QComboBox(this)),
      obstacles_(new QLabel(this)),
      pages_(new QStackedWidget(this)),
      empty_(new EmptyState(Icon::Grid, tr("Reading the experiment …"), {}, this)),
      panel_(new AblationPanel(this)) {
  experiments_->setAccessibleName(tr("Experiment"));
  experiments_->setMinimumContentsLength(24);
  obstacles_->setProperty("look", "hint");
  obstacles_->setWordWrap(true);
  obstacles_->hide();
  addActions();
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
  bar->setSpacing(space::kSmall);
  bar->addWidget(experiments_);
  for (const char* id : {"ablation.open", "ablation.fill", "ablation.fill_cell", "ablation.retry",
                         "ablation.stop", "ablation.export"}) {
    auto* button = new ToolButton(this);
    button->setDefaultAction(desktop_.actions().action(id));
    bar->addWidget(button);
  }
  bar->addStretch(1);
  pages_->addWidget(empty_);
  pages_->addWidget(panel_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(bar);
  column->addWidget(obstacles_);
  column->addWidget(pages_, 1);
  pause_.setSingleShot(true);
  pause_.setInterval(kPauseMs);
  connect(&pause_, &QTimer::timeout, this, &AblationScreen::read);
  connect(&desktop_.scanner(), &RunScanner::changed, this, &AblationScreen::runsChanged);
  connect(panel_, &AblationPanel::cellOpened, this, &AblationScreen::openRuns);
  connect(panel_, &AblationPanel::cellChosen, &desktop_.actions(), &ActionRegistry::refresh);
  connect(experiments_, &QComboBox::activated, this, [this] {
    chosen_ = true;
    read();
  });
  listExperiments();
}

void AblationScreen::addActions() {
  const auto add = [this](const char* id, const QString& text, Icon icon, const QString& hint,
                          std::function<QStringList()> command) {
    ActionEntry entry = actionEntry(id, text, tr("Ablation"), icon, {}, hint);
    entry.command = std::move(command);
    return entry;
  };
  ActionRegistry& actions = desktop_.actions();
  ActionEntry open = add("ablation.open", tr("Open"), Icon::Folder,
                         tr("Chooses an experiment file of your own"), nullptr);
  open.handler = [this] { chooseFile(); };
  actions.add(open);
  actions.add(add("ablation.fill", tr("Fill what is missing"), Icon::Play,
                  tr("Runs every stage of the experiment that is not done; what is done is reused"),
                  [this] {
                    const bool filled = last_.problem.isEmpty() && last_.obstacles.isEmpty();
                    return filled && !file().isEmpty() ? QStringList{"run", file()} : QStringList();
                  }));
  actions.add(add("ablation.fill_cell", tr("Fill this cell"), Icon::Check,
                  tr("Runs what the chosen cell of the table needs, with all its seeds"), [this] {
                    QStringList words;
                    for (const QString& cell : panel_->chosenCells()) words << "--cell" << cell;
                    return words.isEmpty() ? words : QStringList{"run", file()} + words;
                  }));
  actions.add(add("ablation.retry", tr("Retry failed"), Icon::Refresh,
                  tr("Runs the failed stages of this experiment again"), [this] {
                    const QStringList failed = failedRuns();
                    return failed.isEmpty() ? failed : QStringList{"retry"} + failed;
                  }));
  actions.add(add("ablation.stop", tr("Stop all"), Icon::Stop,
                  tr("Asks every worker of this experiment to save and end"), [this] {
                    const QStringList runs = runsAtWork();
                    return runs.isEmpty() ? runs : QStringList{"stop"} + runs;
                  }));
  ActionEntry write = add("ablation.export", tr("Export the tables"), Icon::Export,
                          tr("Writes the report as Markdown, HTML, CSV, LaTeX or JSON"), [this] {
                            return last_.problem.isEmpty() && !file().isEmpty()
                                       ? reportCommand(file(), "report.md")
                                       : QStringList();
                          });
  write.handler = [this] { saveReport(desktop_, this, file()); };
  actions.add(write);
}

void AblationScreen::listExperiments() {
  const QString folder = desktop_.workspace().experimentsFolder();
  runInBackground(
      this, [folder] { return experimentFiles(folder); },
      [this, folder](const QStringList& files) {
        for (const QString& name : files) {
          experiments_->addItem(name.left(name.size() - 5), folder + "/" + name);
        }
        listed_ = true;
        if (!wantedFile_.isEmpty()) open(wantedFile_);
        chooseWhatRan();
        if (active_) read();
      });
}

/// Until somebody chooses one, the listed experiment whose run showed the last sign of life.
void AblationScreen::chooseWhatRan() {
  if (chosen_ || !listed_) return;
  double newest = 0;
  int place = -1;
  for (const RunRowPtr& row : desktop_.scanner().runs()->rows) {
    const int listed = row->updated > newest ? experiments_->findText(qt(row->experiment)) : -1;
    if (listed < 0) continue;
    newest = row->updated;
    place = listed;
  }
  if (place < 0) return;
  chosen_ = true;
  if (place == experiments_->currentIndex()) return;
  experiments_->setCurrentIndex(place);
  readState_.clear();
}

QString AblationScreen::file() const {
  return experiments_->currentData().toString();
}

void AblationScreen::open(const QString& target) {
  wantedFile_ = target;
  chosen_ = true;
  if (!listed_) return;
  int place = experiments_->findData(target);
  if (place < 0) {
    experiments_->addItem(target.section('/', -1), target);
    place = experiments_->count() - 1;
  }
  experiments_->setCurrentIndex(place);
  read();
}

void AblationScreen::restoreLayout(const QByteArray& layout) {
  if (!layout.isEmpty()) open(QString::fromUtf8(layout));
}

void AblationScreen::chooseFile() {
  auto* dialog = new QFileDialog(this, tr("Experiment"), {}, tr("Experiments (*.yaml *.yml)"));
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setFileMode(QFileDialog::ExistingFile);
  connect(dialog, &QFileDialog::fileSelected, this, &AblationScreen::open);
  dialog->open();
}

void AblationScreen::activated() {
  active_ = true;
  chooseWhatRan();
  runsChanged();
}

QString AblationScreen::stateOfRuns() const {
  QString text = file();
  for (const QString& name : last_.stages) {
    const RunRowPtr row = desktop_.scanner().findByName(name.toStdString());
    text += row ? QChar('a' + static_cast<int>(row->state)) : QChar('.');
  }
  return text;
}

/// Reads again when a run of this experiment has changed its state since the last reading.
void AblationScreen::runsChanged() {
  if (!active_ || !listed_ || pause_.isActive() || reading_) return;
  chooseWhatRan();
  if (readState_.isEmpty()) {
    read();
  } else if (stateOfRuns() != readState_) {
    pause_.start();
  }
}

void AblationScreen::read() {
  if (file().isEmpty()) {
    showFailure(tr("There are no experiment files here. Open one of your own."));
    return;
  }
  reading_ = true;
  runInBackground(
      this,
      [file = file(), runs = desktop_.workspace().runsFolder()] {
        return std::make_pair(file, readExperimentReport(file, runs));
      },
      [this](const std::pair<QString, ExperimentReading>& read) {
        if (read.first != file()) return;  // another one has been chosen meanwhile
        reading_ = false;
        show(read.second);
      });
}

void AblationScreen::showFailure(const QString& problem) {
  empty_->setTexts(tr("This experiment has no tables"), problem);
  pages_->setCurrentWidget(empty_);
}

void AblationScreen::show(const ExperimentReading& reading) {
  last_ = reading;
  readState_ = stateOfRuns();
  obstacles_->setVisible(!reading.obstacles.isEmpty());
  obstacles_->setText(reading.obstacles.mid(0, 3).join('\n'));
  obstacles_->setToolTip(reading.obstacles.join('\n'));
  if (!reading.problem.isEmpty()) {
    showFailure(reading.problem);
  } else {
    panel_->show(reading.report.tables, reading.report.plan);
    pages_->setCurrentWidget(panel_);
  }
  desktop_.actions().refresh();
}

QStringList AblationScreen::failedRuns() const {
  QStringList names;
  for (const QString& name : last_.stages) {
    const RunRowPtr row = desktop_.scanner().findByName(name.toStdString());
    if (row && row->problem.empty() && row->state == RunState::Failed) names << name;
  }
  return names;
}

QStringList AblationScreen::runsAtWork() const {
  QStringList names;
  for (const QString& name : last_.stages) {
    const RunRowPtr row = desktop_.scanner().findByName(name.toStdString());
    if (row && row->problem.empty() && isLive(row->state)) names << name;
  }
  return names;
}

void AblationScreen::openRuns(const QStringList& names) {
  QStringList directories;
  QStringList filter;
  for (const QString& name : names) {
    const RunRowPtr row = desktop_.scanner().findByName(name.toStdString());
    if (!row) continue;
    directories << qt(row->directory);
    filter << "name==" + name;
  }
  if (directories.isEmpty()) {
    desktop_.notice(tr("This cell has no runs yet"));
    return;
  }
  desktop_.selection().select(directories, directories.first());
  desktop_.showScreen("runs", "filter:" + filter.join(" || "));
}

ScreenEntry ablationScreen() {
  return {"ablation",
          QObject::tr("Ablation"),
          Icon::Grid,
          QObject::tr("An experiment's tables beside the paper's, and what is missing of them"),
          [](DesktopContext& desktop, QWidget* parent) -> Screen* {
            return new AblationScreen(desktop, parent);
          },
          QObject::tr("An experiment's cells as a table over any of its axes: measured mean and "
                      "interval, the paper's value "
                      "and a verdict. Above it the stages that cells share. Fill runs what is "
                      "missing, and nothing else."),
          {{QObject::tr("Return"), QObject::tr("Shows the runs behind a cell")}}};
}

}  // namespace lafs
