// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/command_palette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QStyle>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>
#include <vector>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kShown = 60;
constexpr QSize kSize(560, 420);

}  // namespace

int paletteScore(const QString& typed, const QString& text) {
  const auto length = static_cast<std::size_t>(text.size());
  // The best score with the last letter at each place of the text; every place is tried, as the
  // beginning of a later word may leave no room for the letters that follow.
  std::vector<int> scores(length, -1);
  int best = 0;
  bool first = true;
  for (const QChar letter : typed) {
    if (letter.isSpace()) continue;
    std::vector<int> next(length, -1);
    int before = first ? 0 : -1;  // the best that ends anywhere before this place
    best = -1;
    for (std::size_t i = 0; i < length; ++i) {
      const auto place = static_cast<qsizetype>(i);
      const int run = i > 0 && scores[i - 1] >= 0 ? scores[i - 1] + 3 : -1;
      const int from = std::max(before, run);
      before = std::max(before, scores[i]);
      if (from < 0 || text[place].toLower() != letter.toLower()) continue;
      const bool begins = i == 0 || !text[place - 1].isLetterOrNumber();
      next[i] = from + 1 + (begins ? 4 : 0);
      best = std::max(best, next[i]);
    }
    if (best < 0) return -1;
    scores.swap(next);
    first = false;
  }
  return best;
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
