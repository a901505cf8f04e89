// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kShown = 60;
constexpr QSize kSize(560, 420);

}  // namespace

int paletteScore(const QString& typed, const QString& text) {
  int score = 0;
  qsizetype place = 0;
  qsizetype last = -2;
  for (const QChar letter : typed) {
    if (letter.isSpace()) continue;
    // The beginning of a word first, else the next place at all.
    qsizetype found = -1;
    for (qsizetype i = place; i < text.size(); ++i) {
      if (text[i].toLower() != letter.toLower()) continue;
      const bool begins = i == 0 || !text[i - 1].isLetterOrNumber();
      if (found < 0 || begins || i == last + 1) found = i;
      if (begins || i == last + 1) break;
    }
    if (found < 0) return -1;
    const bool begins = found == 0 || !text[found - 1].isLetterOrNumber();
    score += 1 + (begins ? 4 : 0) + (found == last + 1 ? 3 : 0);
    last = found;
    place = found + 1;
  }
  return score;
}

CommandPalette::CommandPalette(QVector<PaletteEntry> entries, QWidget* parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint),
      entries_(std::move(entries)),
      line_(new QLineEdit(this)),
      list_(new QListWidget(this)) {
  setAttribute(Qt::WA_DeleteOnClose);
  setWindowTitle(tr("Commands"));
  resize(kSize);
  line_->setPlaceholderText(tr("Type a command, a screen or a run"));
  line_->setAccessibleName(tr("Search commands"));
  line_->setFont(Theme::font(TextRole::Heading));
  line_->installEventFilter(this);
  list_->setAccessibleName(tr("Commands"));
  list_->setUniformItemSizes(true);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space::kMedium, space::kMedium, space::kMedium, space::kMedium);
  column->setSpacing(space::kSmall);
  column->addWidget(line_);
  column->addWidget(list_);
  connect(line_, &QLineEdit::textChanged, this, &CommandPalette::search);
  connect(line_, &QLineEdit::returnPressed, this, &CommandPalette::choose);
  connect(list_, &QListWidget::itemActivated, this, &CommandPalette::choose);
  connect(list_, &QListWidget::itemClicked, this, &CommandPalette::choose);
  search({});
  if (parent) move(parent->mapToGlobal(QPoint((parent->width() - width()) / 2, 80)));
  line_->setFocus();
}

void CommandPalette::search(const QString& typed) {
  std::vector<std::pair<int, int>> found;  // -score, place
  for (int i = 0; i < entries_.size(); ++i) {
    const PaletteEntry& entry = entries_[i];
    const int score = paletteScore(typed, entry.text + " " + entry.category);
    if (score >= 0) found.emplace_back(-score - (entry.enabled ? 1 : 0), i);
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  list_->clear();
  for (std::size_t k = 0; k < found.size() && k < kShown; ++k) {
    const PaletteEntry& entry = entries_[found[k].second];
    QString text = entry.text;
    if (!entry.category.isEmpty()) text += QString::fromUtf8("   ·  ") + entry.category;
    if (!entry.hint.isEmpty()) text += QString::fromUtf8("   ") + entry.hint;
    auto* item = new QListWidgetItem(entry.icon, text, list_);
    item->setData(Qt::UserRole, entry.id);
    if (entry.enabled) continue;
    item->setForeground(Theme::current().faint);
    const int side = style()->pixelMetric(QStyle::PM_ListViewIconSize, nullptr, list_);
    item->setIcon(QIcon(entry.icon.pixmap(QSize(side, side), QIcon::Disabled)));
  }
  list_->setCurrentRow(0);
}

void CommandPalette::choose() {
  const QListWidgetItem* item = list_->currentItem();
  if (!item) return;
  const QString id = item->data(Qt::UserRole).toString();
  close();
  Q_EMIT chosen(id);
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
  if (watched == line_ && event->type() == QEvent::KeyPress) {
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (key == Qt::Key_Down || key == Qt::Key_Up) {
      const int count = list_->count();
      if (count > 0) {
        list_->setCurrentRow((list_->currentRow() + (key == Qt::Key_Down ? 1 : count - 1)) % count);
      }
      return true;
    }
  }
  return QDialog::eventFilter(watched, event);
}

}  // namespace lafs
