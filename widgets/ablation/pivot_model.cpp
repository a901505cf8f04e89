// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/ablation/pivot_model.h"

#include <QPainter>
#include <algorithm>
#include <utility>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kPadding = 10;

QColor verdictColour(Verdict verdict) {
  const Theme& theme = Theme::current();
  switch (verdict) {
    case Verdict::Reproduced:
      return theme.good;
    case Verdict::Compatible:
      return theme.accent;
    case Verdict::Contradicts:
      return theme.bad;
    case Verdict::OtherScale:
      return theme.warning;
    case Verdict::NotInPaper:
    case Verdict::NotMeasured:
      break;
  }
  return theme.faint;
}

Icon stateIcon(CellState state) {
  switch (state) {
    case CellState::Running:
      return Icon::Play;
    case CellState::Partly:
      return Icon::Clock;
    case CellState::Done:
      return Icon::Check;
    case CellState::Failed:
      return Icon::Cross;
    case CellState::Missing:
      break;
  }
  return Icon::Add;
}

QColor stateColour(CellState state) {
  const Theme& theme = Theme::current();
  if (state == CellState::Running) return theme.accent;
  return state == CellState::Failed ? theme.bad : theme.faint;
}

}  // namespace

void PivotModel::show(Pivot pivot) {
  beginResetModel();
  pivot_ = std::move(pivot);
  endResetModel();
}

const ReportCell* PivotModel::cell(const QModelIndex& index) const {
  if (!index.isValid()) return nullptr;
  return pivot_
      .cells[static_cast<std::size_t>(index.row())][static_cast<std::size_t>(index.column())];
}

bool PivotModel::hasRowTitles() const {
  const auto says = [](const std::string& title) { return !title.empty(); };
  return std::any_of(pivot_.rows.begin(), pivot_.rows.end(), says) ||
         std::any_of(pivot_.groups.begin(), pivot_.groups.end(), says);
}

int PivotModel::rowCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(pivot_.rows.size());
}

int PivotModel::columnCount(const QModelIndex& parent) const {
  return parent.isValid() ? 0 : static_cast<int>(pivot_.columns.size());
}

QVariant PivotModel::data(const QModelIndex& index, int role) const {
  const ReportCell* found = cell(index);
  if (role != Qt::DisplayRole && role != Qt::ToolTipRole && role != Qt::AccessibleTextRole) {
    return {};
  }
  if (!found) return role == Qt::DisplayRole ? QVariant() : QVariant(tr("not asked for"));
  if (role == Qt::DisplayRole) return QString::fromStdString(measuredText(*found));
  return QString::fromStdString(cellDetails(*found));
}

QVariant PivotModel::headerData(int section, Qt::Orientation orientation, int role) const {
  if (role != Qt::DisplayRole) return {};
  const auto place = static_cast<std::size_t>(section);
  if (orientation == Qt::Horizontal) return QString::fromStdString(pivot_.columns[place]);
  const std::string& group = pivot_.groups[place];
  const QString title = QString::fromStdString(pivot_.rows[place]);
  return group.empty() ? title : QString::fromStdString(group) + QString::fromUtf8("  ·  ") + title;
}

void PivotDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                          const QModelIndex& index) const {
  const Theme& theme = Theme::current();
  const auto* model = qobject_cast<const PivotModel*>(index.model());
  const ReportCell* cell = model ? model->cell(index) : nullptr;
  painter->save();
  if (option.state & QStyle::State_Selected) {
    painter->fillRect(option.rect, theme.accentSoft);
  } else if (!cell || (!cell->asked && !cell->measured)) {
    painter->fillRect(option.rect, theme.window);
  }
  painter->setPen(theme.line);
  painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
  painter->drawLine(option.rect.topRight(), option.rect.bottomRight());
  if (option.state & QStyle::State_HasFocus) {
    painter->setPen(theme.accent);
    painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
  }
  if (cell) {
    const QRect inner = option.rect.adjusted(kPadding, 5, -kPadding, -5);
    const int half = inner.height() / 2;
    painter->setFont(Theme::font(cell->best ? TextRole::Strong : TextRole::Body));
    painter->setPen(cell->measured ? theme.text : theme.faint);
    painter->drawText(QRect(inner.left(), inner.top(), inner.width() - 20, half),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      QString::fromStdString(measuredText(*cell)));
    painter->setFont(Theme::font(TextRole::Small));
    painter->setPen(theme.muted);
    const std::string published = publishedText(*cell);
    painter->drawText(QRect(inner.left(), inner.top() + half, inner.width() - 20, half),
                      Qt::AlignLeft | Qt::AlignVCenter,
                      published.empty() ? tr("not in paper")
                                        : tr("paper %1").arg(QString::fromStdString(published)));
    const QRect right(inner.right() - 18, inner.top(), 18, half);
    if (cell->state == CellState::Done) {
      painter->setFont(Theme::font(TextRole::Strong));
      painter->setPen(verdictColour(cell->verdict));
      painter->drawText(right, Qt::AlignRight | Qt::AlignVCenter,
                        QString::fromUtf8(verdictSymbol(cell->verdict)));
    } else if (cell->asked) {
      paintIcon(*painter, stateIcon(cell->state),
                QRectF(right.right() - 13, right.top() + 2, 13, 13), stateColour(cell->state));
    }
  }
  painter->restore();
}

QSize PivotDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
  const int text = option.fontMetrics.horizontalAdvance(index.data().toString());
  return {std::max(120, text + 2 * kPadding + 28), 2 * option.fontMetrics.height() + 14};
}

}  // namespace lafs
