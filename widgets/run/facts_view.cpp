// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/facts_view.h"

#include <QApplication>
#include <QClipboard>
#include <QEvent>
#include <QHeaderView>
#include <QLineEdit>
#include <QShortcut>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <utility>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr double kLargestShare = 0.38;  // of the width, for a column that is not the last

QString valueText(const Json& value) {
  if (value.is_string()) return QString::fromStdString(value.get<std::string>());
  if (value.is_null()) return QString::fromUtf8("\u2014");
  return QString::fromStdString(value.dump(-1, ' ', false, Json::error_handler_t::replace));
}

QString readable(const std::string& key) {
  return QString::fromStdString(key).replace('_', ' ');
}

bool isPlainList(const Json& value) {
  if (!value.is_array()) return false;
  for (const Json& item : value) {
    if (item.is_structured()) return false;
  }
  return true;
}

QString listText(const Json& list) {
  QStringList words;
  for (const Json& item : list) words.append(valueText(item));
  return words.join(' ');
}

void addFacts(QVector<Fact>& facts, const QString& section, const Json& json) {
  for (const auto& [key, value] : json.items()) {
    if (isPlainList(value)) {
      facts.append({section, readable(key), listText(value), {}});
    } else if (!value.is_structured()) {
      facts.append({section, readable(key), valueText(value), {}});
    }
  }
  for (const auto& [key, value] : json.items()) {
    if (!value.is_structured() || isPlainList(value)) continue;
    const QString inner = section.isEmpty() ? readable(key) : section + " \u203a " + readable(key);
    if (value.is_object()) {
      addFacts(facts, inner, value);
      continue;
    }
    int number = 1;
    for (const Json& item : value) {
      addFacts(facts, QString("%1 %2").arg(inner).arg(number++), item.is_object() ? item : Json{});
    }
  }
}

}  // namespace

QVector<Fact> factsOf(const Json& json) {
  QVector<Fact> facts;
  if (json.is_object()) addFacts(facts, {}, json);
  return facts;
}

FactsView::FactsView(const QString& remark, QWidget* parent)
    : QWidget(parent), filter_(new QLineEdit(this)), tree_(new QTreeWidget(this)) {
  filter_->setPlaceholderText(tr("Filter"));
  filter_->setClearButtonEnabled(true);
  filter_->setAccessibleName(tr("Filter by name or value"));
  QStringList heads = {tr("Name"), tr("Value")};
  if (!remark.isEmpty()) heads.append(remark);
  tree_->setHeaderLabels(heads);
  tree_->setColumnCount(static_cast<int>(heads.size()));
  tree_->setRootIsDecorated(false);
  tree_->setIndentation(space::kMedium);
  tree_->setFrameShape(QFrame::NoFrame);
  tree_->setUniformRowHeights(true);
  tree_->setSelectionMode(QAbstractItemView::ExtendedSelection);
  tree_->header()->setStretchLastSection(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space::kSmall, space::kSmall, space::kSmall, space::kSmall);
  column->addWidget(filter_);
  column->addWidget(tree_, 1);
  connect(filter_, &QLineEdit::textChanged, this, &FactsView::refill);
  auto* copy = new QShortcut(QKeySequence::Copy, tree_);
  copy->setContext(Qt::WidgetShortcut);
  connect(copy, &QShortcut::activated, this, &FactsView::copySelected);
}

void FactsView::setFacts(QVector<Fact> facts) {
  facts_ = std::move(facts);
  refill();
}

int FactsView::shownFacts() const {
  int count = 0;
  for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
    const int children = tree_->topLevelItem(i)->childCount();
    const bool heading = tree_->topLevelItem(i)->data(0, Qt::UserRole).toBool();
    count += heading ? children : 1;
  }
  return count;
}

void FactsView::refill() {
  tree_->clear();
  const Theme& theme = Theme::current();
  const QString wanted = filter_->text();
  QTreeWidgetItem* heading = nullptr;
  QString section;
  for (const Fact& fact : std::as_const(facts_)) {
    const QString words = fact.section + ' ' + fact.name + ' ' + fact.value + ' ' + fact.remark;
    if (!words.contains(wanted, Qt::CaseInsensitive)) continue;
    if (fact.section.isEmpty()) {
      heading = nullptr;
    } else if (heading == nullptr || fact.section != section) {
      heading = new QTreeWidgetItem(tree_, {fact.section});
      heading->setFont(0, Theme::font(TextRole::Strong));
      heading->setFirstColumnSpanned(true);
      heading->setData(0, Qt::UserRole, true);
      heading->setExpanded(true);
    }
    section = fact.section;
    const QStringList cells = {fact.name, fact.value, fact.remark};
    auto* item = heading != nullptr ? new QTreeWidgetItem(heading, cells)
                                    : new QTreeWidgetItem(tree_, cells);
    item->setForeground(0, theme.muted);
    if (tree_->columnCount() > 2) item->setForeground(2, theme.muted);
    if (fact.marked) {
      item->setForeground(1, theme.accent);
      item->setFont(1, Theme::font(TextRole::Strong));
    }
    for (int column = 0; column < tree_->columnCount(); ++column) {
      item->setToolTip(column, cells[column]);
    }
  }
  tree_->expandAll();
  fitColumns();
}

/// As wide as their words, but leaving room for the columns after them; tips have what is cut.
void FactsView::fitColumns() {
  for (int column = 0; column + 1 < tree_->columnCount(); ++column) {
    tree_->resizeColumnToContents(column);
    const int most = static_cast<int>(kLargestShare * width());
    if (tree_->columnWidth(column) > most) tree_->header()->resizeSection(column, most);
  }
}

void FactsView::resizeEvent(QResizeEvent* event) {
  QWidget::resizeEvent(event);
  fitColumns();
}

void FactsView::copySelected() {
  QStringList lines;
  for (const QTreeWidgetItem* item : tree_->selectedItems()) {
    lines.append(item->text(0) + '\t' + item->text(1));
  }
  QApplication::clipboard()->setText(lines.join('\n'));
}

void FactsView::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && tree_ != nullptr) refill();
}

}  // namespace lafs
