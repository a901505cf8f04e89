// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/shortcuts_dialog.h"

#include <QDialogButtonBox>
#include <QHeaderView>
#include <QKeyEvent>
#include <QKeySequenceEdit>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <utility>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kIdRole = Qt::UserRole;
constexpr QSize kSize(560, 620);

/// Takes keys; Escape gives up instead of becoming the new ones.
class KeysEdit : public QKeySequenceEdit {
 public:
  using QKeySequenceEdit::QKeySequenceEdit;
  std::function<void()> givenUp;

 protected:
  void keyPressEvent(QKeyEvent* event) override {
    if (event->key() == Qt::Key_Escape && event->modifiers() == Qt::NoModifier) {
      givenUp();
    } else {
      QKeySequenceEdit::keyPressEvent(event);
    }
  }
};

}  // namespace

ShortcutsDialog::ShortcutsDialog(const QVector<ShortcutRow>& rows, Setter set, QWidget* parent)
    : QDialog(parent),
      set_(std::move(set)),
      line_(new QLineEdit(this)),
      tree_(new QTreeWidget(this)),
      notice_(
          new QLabel(tr("Double-click an action, or press Enter, to give it other keys."), this)) {
  setWindowTitle(tr("Keyboard"));
  resize(kSize);
  line_->setPlaceholderText(tr("Search actions and keys"));
  line_->setClearButtonEnabled(true);
  tree_->setColumnCount(2);
  tree_->setHeaderLabels({tr("Action"), tr("Keys")});
  tree_->header()->setSectionResizeMode(0, QHeaderView::Stretch);
  tree_->header()->setStretchLastSection(false);
  tree_->header()->resizeSection(1, 180);
  tree_->setAccessibleName(tr("Actions and their keys"));
  notice_->setProperty("look", "muted");
  notice_->setWordWrap(true);
  auto* buttons =
      new QDialogButtonBox(QDialogButtonBox::Close | QDialogButtonBox::RestoreDefaults, this);
  // Enter searches and gives other keys here; no button may answer to it as the default one.
  for (QAbstractButton* button : buttons->buttons()) {
    if (auto* push = qobject_cast<QPushButton*>(button)) push->setAutoDefault(false);
  }
  auto* column = new QVBoxLayout(this);
  column->setSpacing(space::kMedium);
  column->addWidget(line_);
  column->addWidget(tree_, 1);
  column->addWidget(notice_);
  column->addWidget(buttons);
  fill(rows);
  connect(line_, &QLineEdit::textChanged, this, &ShortcutsDialog::search);
  connect(tree_, &QTreeWidget::itemActivated, this, &ShortcutsDialog::change);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
  connect(buttons->button(QDialogButtonBox::RestoreDefaults), &QPushButton::clicked, this, [this] {
    Q_EMIT resetWanted();
    accept();
  });
}

void ShortcutsDialog::fill(const QVector<ShortcutRow>& rows) {
  for (const ShortcutRow& row : rows) {
    QTreeWidgetItem* category = nullptr;
    for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
      if (tree_->topLevelItem(i)->text(0) == row.category) category = tree_->topLevelItem(i);
    }
    if (!category) {
      category = new QTreeWidgetItem(tree_, {row.category});
      category->setFont(0, Theme::font(TextRole::Strong));
      category->setFlags(Qt::ItemIsEnabled);
    }
    auto* item =
        new QTreeWidgetItem(category, {row.text, row.keys.toString(QKeySequence::NativeText)});
    item->setData(0, kIdRole, row.id);
  }
  tree_->expandAll();
}

void ShortcutsDialog::search(const QString& text) {
  for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
    QTreeWidgetItem* category = tree_->topLevelItem(i);
    bool any = false;
    for (int k = 0; k < category->childCount(); ++k) {
      QTreeWidgetItem* item = category->child(k);
      const bool found = item->text(0).contains(text, Qt::CaseInsensitive) ||
                         item->text(1).contains(text, Qt::CaseInsensitive);
      item->setHidden(!found);
      any = any || found;
    }
    category->setHidden(!any);
  }
}

void ShortcutsDialog::change() {
  QTreeWidgetItem* item = tree_->currentItem();
  const QString id = item ? item->data(0, kIdRole).toString() : QString();
  if (id.isEmpty()) return;
  auto* edit = new KeysEdit(QKeySequence::fromString(item->text(1)), tree_);
  tree_->setItemWidget(item, 1, edit);
  edit->setFocus();
  notice_->setText(
      tr("Press the new keys for “%1”, or Escape to keep those it has.").arg(item->text(0)));
  const auto finish = [this, item, edit] {
    if (edit->hasFocus()) tree_->setFocus();
    tree_->removeItemWidget(item, 1);
  };
  edit->givenUp = [this, finish] {
    notice_->setText(tr("Nothing was changed."));
    finish();
  };
  connect(edit, &QKeySequenceEdit::editingFinished, this, [this, item, id, edit, finish] {
    const QKeySequence keys = edit->keySequence();
    const QString taken = set_(id, keys);
    if (taken.isEmpty()) {
      item->setText(1, keys.toString(QKeySequence::NativeText));
      notice_->setText(tr("“%1” now answers to %2.").arg(item->text(0), item->text(1)));
    } else {
      notice_->setText(tr("%1 belong to “%2” already; nothing was changed.")
                           .arg(keys.toString(QKeySequence::NativeText), taken));
    }
    finish();
  });
}

}  // namespace lafs
