// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/screens/new_run_page.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListWidget>
#include <QPushButton>
#include <QSplitter>
#include <QTabWidget>
#include <QVBoxLayout>

#include "app/desktop/screens/draft_plan.h"
#include "widgets/spec/spec_form.h"
#include "widgets/spec/yaml_editor.h"
#include "widgets/theme/theme.h"

namespace lafs {

NewRunPage::NewRunPage(QWidget* parent)
    : QWidget(parent),
      presets_(new QComboBox(this)),
      compared_(new QComboBox(this)),
      form_(new SpecForm(this)),
      editor_(new YamlEditor(this)),
      tabs_(new QTabWidget(this)),
      plan_(new DraftPlan(this)),
      problems_(new QListWidget(this)),
      differences_(new QTreeWidget(this)),
      explanation_(new QLabel(this)),
      footer_(new QLabel(this)),
      run_(new QPushButton(tr("Run"), this)),
      splitter_(new QSplitter(Qt::Horizontal, this)) {
  auto* right = new QSplitter(Qt::Vertical, this);
  right->addWidget(editor_);
  right->addWidget(makeTabs());
  right->setStretchFactor(0, 3);
  right->setStretchFactor(1, 2);
  right->setChildrenCollapsible(false);
  splitter_->addWidget(form_);
  splitter_->addWidget(right);
  splitter_->setStretchFactor(0, 1);
  splitter_->setStretchFactor(1, 1);
  splitter_->setSizes({1000, 1000});  // halves: what is wider by itself would take more
  splitter_->setChildrenCollapsible(false);

  explanation_->setProperty("look", "muted");
  explanation_->setWordWrap(true);
  explanation_->setContentsMargins(space::kMedium, space::kTight, space::kMedium, 0);
  explanation_->setText(tr("Choose a field to read what it means and what the paper says."));
  footer_->setContentsMargins(space::kMedium, space::kTight, space::kMedium, space::kSmall);
  footer_->setWordWrap(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(makeBar());
  column->addWidget(splitter_, 1);
  column->addWidget(explanation_);
  column->addWidget(footer_);
}

QWidget* NewRunPage::makeBar() {
  auto* bar = new QWidget(this);
  auto* row = new QHBoxLayout(bar);
  row->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
  row->setSpacing(space::kSmall);
  auto* from = new QLabel(tr("Start from"), bar);
  auto* against = new QLabel(tr("Compare with"), bar);
  from->setProperty("look", "muted");
  against->setProperty("look", "muted");
  presets_->setAccessibleName(tr("Preset to start from"));
  presets_->setPlaceholderText(tr("a preset …"));
  compared_->setAccessibleName(tr("Preset or run to compare with"));
  compared_->setPlaceholderText(tr("a preset or run …"));
  compared_->setMinimumWidth(200);
  presets_->setMinimumWidth(200);
  run_->setProperty("look", "primary");
  row->addWidget(from);
  row->addWidget(presets_);
  row->addSpacing(space::kLarge);
  row->addWidget(against);
  row->addWidget(compared_);
  row->addStretch(1);
  row->addWidget(run_);
  return bar;
}

QWidget* NewRunPage::makeTabs() {
  differences_->setHeaderLabels({tr("Field"), tr("Draft"), tr("Other")});
  for (QTreeWidget* tree : {static_cast<QTreeWidget*>(plan_), differences_}) {
    tree->setRootIsDecorated(false);
    tree->setUniformRowHeights(true);
    tree->setFrameShape(QFrame::NoFrame);
  }
  problems_->setFrameShape(QFrame::NoFrame);
  problems_->setWordWrap(true);
  problems_->setAccessibleName(tr("Problems of the draft"));
  tabs_->setDocumentMode(true);
  tabs_->addTab(plan_, tr("Plan"));
  tabs_->addTab(problems_, tr("Problems"));
  tabs_->addTab(differences_, tr("Difference"));
  return tabs_;
}

void NewRunPage::countProblems(std::size_t count) {
  tabs_->setTabText(tabs_->indexOf(problems_),
                    count == 0 ? tr("Problems") : tr("Problems (%1)").arg(count));
}

void NewRunPage::countDifferences(std::size_t count) {
  tabs_->setTabText(tabs_->indexOf(differences_), tr("Difference (%1)").arg(count));
}

void NewRunPage::showDifferences() {
  tabs_->setCurrentWidget(differences_);
}

QByteArray NewRunPage::saveLayout() const {
  return splitter_->saveState();
}

void NewRunPage::restoreLayout(const QByteArray& layout) {
  splitter_->restoreState(layout);
}

}  // namespace lafs
