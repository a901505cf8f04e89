// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_difference.h"

#include <QDialogButtonBox>
#include <QLabel>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <set>

#include "core/config/spec_difference.h"
#include "widgets/runs/run_column.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr QSize kSize(760, 480);

QTreeWidgetItem* section(QTreeWidget* tree, const QString& title) {
  auto* item = new QTreeWidgetItem(tree, QStringList{title});
  item->setFont(0, Theme::font(TextRole::Strong));
  item->setExpanded(true);
  return item;
}

void addMetrics(QTreeWidget* tree, const std::vector<RunRowPtr>& runs) {
  std::set<std::string> names;
  for (const RunRowPtr& run : runs) {
    for (const auto& [name, value] : run->metrics) names.insert(name);
  }
  if (names.empty()) return;
  QTreeWidgetItem* metrics = section(tree, RunDifferenceDialog::tr("Metrics"));
  for (const std::string& name : names) {
    const QString id = QString::fromStdString(name);
    QStringList texts{id};
    for (const RunRowPtr& run : runs) texts << cellValue(*run, id).text;
    new QTreeWidgetItem(metrics, texts);
  }
}

}  // namespace

RunDifferenceDialog::RunDifferenceDialog(const std::vector<RunRowPtr>& runs, QWidget* parent)
    : QDialog(parent) {
  setWindowTitle(tr("What differs"));
  resize(kSize);
  auto* tree = new QTreeWidget(this);
  QStringList titles{tr("Field")};
  for (const RunRowPtr& run : runs) titles << QString::fromStdString(run->name);
  tree->setHeaderLabels(titles);
  tree->setUniformRowHeights(true);
  tree->setAccessibleName(windowTitle());
  const auto fields = specDifferences(runs.size(), [&](const SpecField& field, std::size_t run) {
    return runs[run]->specText(field.path());
  });
  QTreeWidgetItem* spec = section(tree, tr("Spec (%1)").arg(fields.size()));
  for (const SpecFieldDifference& field : fields) {
    QStringList texts{QString::fromStdString(field.field->path())};
    for (const std::string& value : field.values) texts << QString::fromStdString(value);
    new QTreeWidgetItem(spec, texts);
  }
  addMetrics(tree, runs);
  tree->expandAll();
  for (int column = 0; column < tree->columnCount(); ++column) tree->resizeColumnToContents(column);
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  auto* column = new QVBoxLayout(this);
  column->setSpacing(space::kMedium);
  column->addWidget(tree);
  column->addWidget(buttons);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

}  // namespace lafs
