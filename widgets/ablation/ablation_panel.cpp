// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/ablation/ablation_panel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QItemSelectionModel>
#include <QLabel>
#include <QSignalBlocker>
#include <QTableView>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/ablation/pivot_model.h"
#include "widgets/ablation/sharing_view.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

QString legendText() {
  QStringList parts;
  for (const Verdict verdict : {Verdict::Reproduced, Verdict::Compatible, Verdict::Contradicts,
                                Verdict::OtherScale, Verdict::NotInPaper}) {
    parts << QString::fromUtf8(verdictSymbol(verdict)) + " " +
                 QString::fromUtf8(verdictText(verdict));
  }
  return parts.join("    ");
}

}  // namespace

AblationPanel::AblationPanel(QWidget* parent)
    : QWidget(parent),
      sharing_(new SharingView(this)),
      table_(new QComboBox(this)),
      columns_(new QComboBox(this)),
      measure_(new QComboBox(this)),
      caption_(new QLabel(this)),
      legend_(new QLabel(legendText(), this)),
      model_(new PivotModel(this)),
      view_(new QTableView(this)) {
  table_->setAccessibleName(tr("Table"));
  columns_->setAccessibleName(tr("Axis of the columns"));
  measure_->setAccessibleName(tr("Measure"));
  caption_->setProperty("look", "muted");
  caption_->setWordWrap(true);
  legend_->setProperty("look", "muted");
  auto* bar = new QHBoxLayout;
  bar->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
  bar->setSpacing(space::kSmall);
  const auto label = [this](const QString& text) {
    auto* name = new QLabel(text, this);
    name->setProperty("look", "muted");
    return name;
  };
  bar->addWidget(table_);
  bar->addWidget(label(tr("columns")));
  bar->addWidget(columns_);
  bar->addWidget(label(tr("measure")));
  bar->addWidget(measure_);
  bar->addStretch(1);
  bar->addWidget(legend_);
  view_->setModel(model_);
  view_->setItemDelegate(new PivotDelegate(view_));
  view_->setShowGrid(false);
  view_->setFrameShape(QFrame::NoFrame);
  view_->setAccessibleName(tr("Measured beside published"));
  caption_->setContentsMargins(space::kMedium, 0, space::kMedium, space::kSmall);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  column->addWidget(sharing_);
  column->addLayout(bar);
  column->addWidget(caption_);
  column->addWidget(view_, 1);
  connect(table_, &QComboBox::currentIndexChanged, this, &AblationPanel::fillAxes);
  connect(columns_, &QComboBox::currentIndexChanged, this, &AblationPanel::layOut);
  connect(measure_, &QComboBox::currentIndexChanged, this, &AblationPanel::layOut);
  connect(view_->selectionModel(), &QItemSelectionModel::selectionChanged, this,
          &AblationPanel::cellChosen);
  connect(view_, &QTableView::activated, this, [this](const QModelIndex& index) {
    const ReportCell* cell = model_->cell(index);
    if (!cell) return;
    QStringList runs;
    for (const std::string& run : cell->runs) runs << QString::fromStdString(run);
    if (!runs.isEmpty()) Q_EMIT cellOpened(runs);
  });
}

QStringList AblationPanel::chosenCells() const {
  QStringList names;
  for (const QModelIndex& index : view_->selectionModel()->selectedIndexes()) {
    const ReportCell* cell = model_->cell(index);
    if (!cell) continue;
    for (const std::string& name : cell->cells) names << QString::fromStdString(name);
  }
  names.removeDuplicates();
  return names;
}

void AblationPanel::show(std::vector<ReportTable> tables, const PlanSummary& plan) {
  const int row = view_->currentIndex().row();
  const int column = view_->currentIndex().column();
  model_->show({});  // it points into the old tables
  const int before = table_->currentIndex();
  const bool same = tables.size() == tables_.size();
  tables_ = std::move(tables);
  sharing_->show(plan);
  {
    const QSignalBlocker quiet(table_);
    table_->clear();
    for (const ReportTable& table : tables_) table_->addItem(QString::fromStdString(table.title));
    if (same) table_->setCurrentIndex(std::max(0, before));
  }
  fillAxes();
  if (same) view_->setCurrentIndex(model_->index(row, column));
}

void AblationPanel::fillAxes() {
  if (table_->currentIndex() < 0) return;
  const ReportTable& table = tables_[static_cast<std::size_t>(table_->currentIndex())];
  const QString axis = columns_->currentData().toString();
  const int measure = measure_->currentIndex();
  {
    const QSignalBlocker quietColumns(columns_);
    const QSignalBlocker quietMeasure(measure_);
    columns_->clear();
    columns_->addItem(tr("measures"), QString());
    for (const std::string& name : pivotAxes(table)) {
      columns_->addItem(QString::fromStdString(name), QString::fromStdString(name));
    }
    columns_->setCurrentIndex(std::max(0, columns_->findData(axis)));
    measure_->clear();
    for (const Measure& column : table.columns) {
      measure_->addItem(QString::fromStdString(column.title));
    }
    measure_->setCurrentIndex(std::clamp(measure, 0, std::max(0, measure_->count() - 1)));
  }
  QString caption = QString::fromStdString(table.caption);
  if (!table.note.empty()) caption += "  " + QString::fromStdString(table.note);
  caption_->setText(caption);
  caption_->setVisible(!caption.isEmpty());
  layOut();
}

void AblationPanel::layOut() {
  if (table_->currentIndex() < 0) return;
  const ReportTable& table = tables_[static_cast<std::size_t>(table_->currentIndex())];
  const std::string axis = columns_->currentData().toString().toStdString();
  measure_->setEnabled(!axis.empty());
  model_->show(
      pivotOf(table, axis, static_cast<std::size_t>(std::max(0, measure_->currentIndex()))));
  view_->verticalHeader()->setVisible(model_->hasRowTitles());
  view_->resizeColumnsToContents();
  view_->resizeRowsToContents();
}

}  // namespace lafs
