// SPDX-License-Identifier: GPL-3.0-or-later
#include <QComboBox>
#include <QSignalBlocker>
#include <QStackedWidget>
#include <QVBoxLayout>
#include <set>

#include "app/desktop/background.h"
#include "app/desktop/desktop_context.h"
#include "app/desktop/estimate_feed.h"
#include "app/desktop/figure_saver.h"
#include "app/desktop/preview/pair_face_feed.h"
#include "app/desktop/preview/window_preview.h"
#include "app/desktop/screen_registry.h"
#include "app/figures/scored_run_reader.h"
#include "widgets/evaluate/evaluate_view.h"
#include "widgets/panels/empty_state.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

/// What a look into the chosen runs found.
struct FoundScores {
  std::vector<std::string> protocols;  ///< that any of the runs has
  std::vector<ScoredRunPtr> runs;
  QString problem;
};

FoundScores findScores(const QStringList& directories, const std::string& protocol) {
  FoundScores found;
  std::vector<std::string> all;
  std::set<std::string> protocols;
  for (const QString& directory : directories) {
    all.push_back(directory.toStdString());
    for (const std::string& name : scoredProtocols(all.back())) protocols.insert(name);
  }
  found.protocols.assign(protocols.begin(), protocols.end());
  if (found.protocols.empty()) return found;
  try {
    found.runs =
        readScoredRuns(all, protocols.count(protocol) > 0 ? protocol : found.protocols.front());
  } catch (const std::exception& error) {
    found.problem = QString::fromUtf8(error.what());
  }
  return found;
}

class EvaluateScreen : public Screen {
 public:
  EvaluateScreen(DesktopContext& desktop, QWidget* parent);

  void activated() override;
  void deactivated() override { active_ = false; }

 private:
  QStringList chosenRuns() const;
  void choose();
  void take(FoundScores found);

  QStackedWidget* pages_;
  EmptyState* empty_;
  EvaluateView* view_;
  QComboBox* protocol_;
  QStringList shown_;
  std::string shownProtocol_;
  bool active_ = false;
  int round_ = 0;
};

EvaluateScreen::EvaluateScreen(DesktopContext& desktop, QWidget* parent)
    : Screen(desktop, parent),
      pages_(new QStackedWidget(this)),
      empty_(new EmptyState(Icon::Roc, tr("No evaluation yet"),
                            tr("Finished evaluate runs show their ROC, scores and hardest pairs "
                               "here. Select some in the Runs tab, or put them on the plots with "
                               "the space bar."),
                            this)),
      view_(new EvaluateView(this)),
      protocol_(new QComboBox(this)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->addWidget(pages_);
  protocol_->setAccessibleName(tr("Protocol"));
  view_->addChoice(tr("Protocol"), protocol_);
  pages_->addWidget(empty_);
  pages_->addWidget(view_);
  empty_->addAction("runs", tr("Show the runs"));
  connect(empty_, &EmptyState::chosen, this, [this] { desktop_.showScreen("runs"); });
  connect(protocol_, &QComboBox::currentIndexChanged, this, &EvaluateScreen::choose);
  for (auto signal : {&SelectedRuns::shownChanged, &SelectedRuns::selectionChanged,
                      &SelectedRuns::marksChanged}) {
    connect(&desktop_.selection(), signal, this, &EvaluateScreen::choose);
  }
  connect(&desktop_.scanner(), &RunScanner::changed, this, [this] {
    if (shown_.isEmpty()) choose();  // the first evaluation has ended
  });
  new EstimateFeed(*view_);
  new PairFaceFeed(previewClient(desktop_), *view_);
  connect(view_, &EvaluateView::exportWanted, this,
          [this](const Chart& chart) { saveFigure(desktop_, this, chart); });
  connect(view_, &EvaluateView::commandWanted, this,
          [this](const Chart& chart) { copyFigureCommand(desktop_, chart); });
}

void EvaluateScreen::activated() {
  active_ = true;
  choose();
}

/// Those marked A and B first, then what is on the plots; without any evaluation among them, every
/// finished evaluation of the folder.
QStringList EvaluateScreen::chosenRuns() const {
  const SelectedRuns& selection = desktop_.selection();
  QStringList wanted = {selection.markA(), selection.markB()};
  wanted += selection.forPlots();
  QStringList chosen;
  QStringList every;
  for (const RunRowPtr& row : desktop_.scanner().runs()->rows) {
    const bool evaluated = row->identity && row->identity->stage == StageKind::Evaluate;
    if (evaluated && row->state == RunState::Done) {
      every.append(QString::fromStdString(row->directory));
    }
  }
  for (const QString& directory : wanted) {
    if (every.contains(directory) && !chosen.contains(directory)) chosen.append(directory);
  }
  return chosen.isEmpty() ? every.mid(0, 8) : chosen;
}

void EvaluateScreen::choose() {
  if (!active_) return;
  const QStringList wanted = chosenRuns();
  const std::string protocol = protocol_->currentText().toStdString();
  if (wanted == shown_ && protocol == shownProtocol_) return;
  shown_ = wanted;
  shownProtocol_ = protocol;
  const int round = ++round_;
  runInBackground(
      this, [wanted, protocol] { return findScores(wanted, protocol); },
      [this, round](FoundScores found) {
        if (round == round_) take(std::move(found));
      });
}

void EvaluateScreen::take(FoundScores found) {
  pages_->setCurrentIndex(found.runs.empty() ? 0 : 1);
  if (!found.problem.isEmpty()) {
    empty_->setTexts(tr("The scores cannot be read"), found.problem);
    return;
  }
  if (found.runs.empty()) return;
  {
    const QSignalBlocker quiet(protocol_);
    protocol_->clear();
    for (const std::string& name : found.protocols) {
      protocol_->addItem(QString::fromStdString(name));
    }
    protocol_->setCurrentText(QString::fromStdString(found.runs.front()->protocol));
    shownProtocol_ = found.runs.front()->protocol;
  }
  view_->setRuns(std::move(found.runs));
}

}  // namespace

ScreenEntry evaluateScreen() {
  return {
      "evaluate",
      QObject::tr("Evaluate"),
      Icon::Roc,
      QObject::tr("ROC, DET, scores, TAR@FAR and hardest pairs under one threshold"),
      [](DesktopContext& desktop, QWidget* parent) -> Screen* {
        return new EvaluateScreen(desktop, parent);
      },
      QObject::tr(
          "One threshold moves everything: drag its line in a chart, use the slider, type a FAR or "
          "choose a "
          "column of the table. Brackets are 95 % intervals by a bootstrap over identities; a FAR "
          "that fewer "
          "than ten impostor pairs decide is faint. The pairs below are the worst errors at the "
          "threshold, with "
          "the landmarks that the model finds. With two runs, the first is A and the second B."),
      chartKeys()};
}

}  // namespace lafs
