// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/column_chooser.h"

#include <QDialogButtonBox>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QVBoxLayout>

#include "core/config/field_table.h"
#include "widgets/runs/run_column.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kIdRole = Qt::UserRole;

}  // namespace

ColumnChooser::ColumnChooser(const QStringList& chosen, const QStringList& metrics, QWidget* parent)
    : QDialog(parent), before_(chosen), line_(new QLineEdit(this)), list_(new QListWidget(this)) {
  setWindowTitle(tr("Columns"));
  resize(460, 560);
  line_->setPlaceholderText(tr("Search fields and metrics"));
  line_->setClearButtonEnabled(true);
  list_->setAccessibleName(tr("Columns of the runs table"));
  auto* buttons = new QDialogButtonBox(
      QDialogButtonBox::Ok | QDialogButtonBox::Cancel | QDialogButtonBox::RestoreDefaults, this);
  auto* column = new QVBoxLayout(this);
  column->setSpacing(space::kMedium);
  column->addWidget(line_);
  column->addWidget(list_);
  column->addWidget(buttons);
  fill(metrics);
  connect(line_, &QLineEdit::textChanged, this, &ColumnChooser::search);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this, [this] {
    before_ = defaultColumnIds();
    for (int i = 0; i < list_->count(); ++i) {
      QListWidgetItem* item = list_->item(i);
      const bool isDefault = before_.contains(item->data(kIdRole).toString());
      item->setCheckState(isDefault ? Qt::Checked : Qt::Unchecked);
    }
  });
}

void ColumnChooser::fill(const QStringList& metrics) {
  for (const RunColumn& column : builtInColumns()) addColumn(column.id, column.title);
  for (const QString& metric : metrics) addColumn(metric, tr("metric"));
  QStringList fields;
  for (const SpecField& field : specFields()) {
    fields << QString::fromStdString(field.shortName());
  }
  // A column stays on offer while no run has its metric.
  for (const QString& id : before_ + defaultColumnIds()) {
    if (!fields.contains(id)) addColumn(id, tr("metric"));
  }
  for (const QString& field : fields) addColumn(field, tr("field"));
}

void ColumnChooser::addColumn(const QString& id, const QString& kind) {
  for (int i = 0; i < list_->count(); ++i) {
    if (list_->item(i)->data(kIdRole).toString() == id) return;  // a field that is built in too
  }
  const RunColumn column = runColumn(id);
  const QString text = column.title == kind ? kind : id + QString::fromUtf8("  ·  ") + kind;
  auto* item = new QListWidgetItem(text, list_);
  item->setData(kIdRole, id);
  item->setToolTip(column.hint);
  item->setFlags(Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemIsUserCheckable);
  item->setCheckState(before_.contains(id) ? Qt::Checked : Qt::Unchecked);
}

void ColumnChooser::search(const QString& text) {
  for (int i = 0; i < list_->count(); ++i) {
    QListWidgetItem* item = list_->item(i);
    const bool found = item->text().contains(text, Qt::CaseInsensitive) ||
                       item->toolTip().contains(text, Qt::CaseInsensitive);
    item->setHidden(!found);
  }
}

QStringList ColumnChooser::columns() const {
  QStringList all;
  for (int i = 0; i < list_->count(); ++i) {
    if (list_->item(i)->checkState() == Qt::Checked)
      all << list_->item(i)->data(kIdRole).toString();
  }
  QStringList ordered;
  for (const QString& id : before_) {
    if (all.contains(id)) ordered << id;
  }
  for (const QString& id : all) {
    if (!ordered.contains(id)) ordered << id;
  }
  return ordered.isEmpty() ? QStringList{"name"} : ordered;
}

}  // namespace lafs
