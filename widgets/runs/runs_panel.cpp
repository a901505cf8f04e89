// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/runs_panel.h"

#include <QDataStream>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QStyle>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <set>

#include "widgets/runs/column_chooser.h"
#include "widgets/runs/run_table_view.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/tool_button.h"

namespace lafs {

namespace {

constexpr int kFilterPauseMs = 120;
constexpr int kFitRows = 60;  // columns are made wide enough for the first so many rows
constexpr int kLayoutVersion = 1;

QToolButton* toolButton(Icon which, const QString& text, const QString& tip, QWidget* parent) {
  auto* button = new ToolButton(parent);
  button->setIcon(icon(which));
  button->setText(text);
  button->setToolTip(tip);
  return button;
}

}  // namespace

RunsPanel::RunsPanel(QWidget* parent)
    : QWidget(parent),
      view_(new RunTableView(model_, this)),
      filter_(new QLineEdit(this)),
      mistake_(new QLabel(this)),
      count_(new QLabel(this)),
      group_(toolButton(Icon::List, tr("Seeds"),
                        tr("Fold runs that differ only in their seed into one line, mean ± std"),
                        this)) {
  filter_->setPlaceholderText(QString::fromUtf8("alpha==2 && shots<=4 && state:failed"));
  filter_->setClearButtonEnabled(true);
  filter_->setAccessibleName(tr("Filter"));
  filter_->addAction(icon(Icon::Filter, Theme::current().faint), QLineEdit::LeadingPosition);
  filter_->setToolTip(
      tr("Fields, metrics and columns with == != < <= > >= and : (contains), "
         "joined by && || !; bare words look into name, experiment and stage"));
  mistake_->setProperty("look", "bad");
  mistake_->hide();
  count_->setProperty("look", "muted");
  group_->setCheckable(true);
  group_->setChecked(true);
  auto* columns = toolButton(Icon::Table, tr("Columns"), tr("Choose columns"), this);

  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
  bar->setSpacing(space::kSmall);
  bar->addWidget(filter_, 1);
  bar->addWidget(count_);
  bar->addWidget(group_);
  bar->addWidget(columns);
  mistake_->setContentsMargins(space::kLarge, 0, space::kLarge, space::kSmall);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addLayout(bar);
  column->addWidget(mistake_);
  column->addWidget(view_, 1);

  filterPause_.setSingleShot(true);
  filterPause_.setInterval(kFilterPauseMs);
  connect(&filterPause_, &QTimer::timeout, this, &RunsPanel::applyFilter);
  connect(filter_, &QLineEdit::textChanged, &filterPause_, qOverload<>(&QTimer::start));
  connect(filter_, &QLineEdit::returnPressed, this, [this] {
    applyFilter();
    view_->setFocus();
  });
  connect(group_, &QToolButton::toggled, this, [this](bool on) {
    model_.setGrouped(on);
    updateCount();
  });
  connect(columns, &QToolButton::clicked, this, &RunsPanel::chooseColumns);
}

void RunsPanel::setRuns(const std::vector<RunRowPtr>& runs) {
  model_.setRuns(runs);
  if (fitted_) growColumns();
  if (!fitted_ && !runs.empty()) fitColumns();
  updateCount();
}

void RunsPanel::focusFilter() {
  filter_->setFocus();
  filter_->selectAll();
}

void RunsPanel::setFilterText(const QString& text) {
  filter_->setText(text);
  applyFilter();
}

QString RunsPanel::filterText() const {
  return filter_->text();
}

void RunsPanel::applyFilter() {
  filterPause_.stop();
  const RunFilter filter(filter_->text());
  const bool wrong = !filter.error().isEmpty();
  mistake_->setText(filter.error());
  mistake_->setVisible(wrong);
  filter_->setProperty("invalid", wrong);
  filter_->style()->unpolish(filter_);
  filter_->style()->polish(filter_);
  // While a line is not understood (yet), the table stays as it is.
  if (!wrong) model_.setFilter(filter);
  updateCount();
}

void RunsPanel::chooseColumns() {
  std::set<QString> metrics;
  for (int row = 0; row < model_.rowCount(); ++row) {
    for (const RunRowPtr& run : model_.runsAt(row)) {
      for (const auto& [name, value] : run->metrics) metrics.insert(QString::fromStdString(name));
    }
  }
  ColumnChooser chooser(model_.columns(), QStringList(metrics.begin(), metrics.end()), this);
  if (chooser.exec() == QDialog::Accepted) setColumns(chooser.columns());
}

void RunsPanel::setColumns(const QStringList& ids) {
  model_.setColumns(ids);
  fitColumns();
}

int RunsPanel::neededWidth(int column) const {
  int width = view_->horizontalHeader()->sectionSizeHint(column);
  QStyleOptionViewItem option;
  option.initFrom(view_);
  option.fontMetrics = view_->fontMetrics();
  for (int row = 0; row < std::min(model_.rowCount(), kFitRows); ++row) {
    const QSize cell = view_->itemDelegate()->sizeHint(option, model_.index(row, column));
    width = std::max(width, cell.width());
  }
  return width;
}

void RunsPanel::fitColumns() {
  fitted_ = model_.rowCount() > 0;
  needed_.clear();
  for (int column = 0; column < model_.columnCount(); ++column) {
    needed_.append(neededWidth(column));
    view_->horizontalHeader()->resizeSection(column, needed_[column]);
  }
}

/// What comes with time (a result, a remark) finds its room; what the reader made narrow stays so
/// until there is more to say.
void RunsPanel::growColumns() {
  const bool known = needed_.size() == model_.columnCount();
  if (!known) needed_.fill(0, model_.columnCount());
  QHeaderView* header = view_->horizontalHeader();
  for (int column = 0; column < model_.columnCount(); ++column) {
    const int needed = neededWidth(column);
    if (needed <= needed_[column]) continue;
    needed_[column] = needed;
    if (known) header->resizeSection(column, std::max(header->sectionSize(column), needed));
  }
}

void RunsPanel::updateCount() {
  count_->setText(
      filter_->text().isEmpty()
          ? (model_.runCount() == 1 ? tr("1 run") : tr("%1 runs").arg(model_.runCount()))
          : tr("%1 of %2").arg(model_.passedCount()).arg(model_.runCount()));
}

QByteArray RunsPanel::saveLayout() const {
  QByteArray bytes;
  QDataStream out(&bytes, QIODevice::WriteOnly);
  out << kLayoutVersion << model_.columns() << view_->horizontalHeader()->saveState()
      << filter_->text() << model_.grouped();
  return bytes;
}

void RunsPanel::restoreLayout(const QByteArray& layout) {
  QDataStream in(layout);
  int version = 0;
  QStringList columns;
  QByteArray header;
  QString filter;
  bool grouped = true;
  in >> version >> columns >> header >> filter >> grouped;
  if (in.status() != QDataStream::Ok || version != kLayoutVersion || columns.isEmpty()) return;
  model_.setColumns(columns);
  fitted_ = view_->horizontalHeader()->restoreState(header);
  needed_.clear();
  group_->setChecked(grouped);
  setFilterText(filter);
}

}  // namespace lafs
