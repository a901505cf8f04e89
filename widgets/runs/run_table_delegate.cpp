// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_table_delegate.h"

#include <QPainter>
#include <algorithm>
#include <cmath>

#include "widgets/runs/run_column.h"
#include "widgets/runs/run_table_model.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kPadding = 8;
constexpr int kIconSide = 14;
constexpr int kIndent = 18;
constexpr int kRowPadding = 12;  // added to the height of the text

void paintText(QPainter& painter, const QRectF& rect, const QString& text, Qt::Alignment align) {
  const QString shown =
      painter.fontMetrics().elidedText(text, Qt::ElideRight, static_cast<int>(rect.width()));
  painter.drawText(rect, static_cast<int>(align | Qt::AlignVCenter | Qt::TextSingleLine), shown);
}

void paintState(QPainter& painter, const QRectF& rect, const RunRow& row) {
  const QColor colour = stateColour(row);
  paintIcon(painter, stateIcon(row),
            QRectF(rect.left(), rect.center().y() - kIconSide / 2.0, kIconSide, kIconSide), colour);
  painter.setPen(colour);
  paintText(painter, rect.adjusted(kIconSide + 6, 0, 0, 0), stateWord(row), Qt::AlignLeft);
}

void paintProgress(QPainter& painter, const QRectF& rect, double share, bool live) {
  const Theme& theme = Theme::current();
  const QString text = shareText(share);
  const qreal numbers = painter.fontMetrics().horizontalAdvance("100 %") + 8.0;
  paintText(painter, rect, text, Qt::AlignRight);
  QRectF bar(rect.left(), rect.center().y() - 2.5, rect.width() - numbers, 5);
  if (bar.width() < 16) return;
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(Qt::NoPen);
  painter.setBrush(theme.line);
  painter.drawRoundedRect(bar, 2.5, 2.5);
  bar.setWidth(std::max(5.0, bar.width() * std::clamp(share, 0.0, 1.0)));
  painter.setBrush(live ? theme.accent : theme.faint);
  painter.drawRoundedRect(bar, 2.5, 2.5);
}

void paintSpark(QPainter& painter, const QRectF& rect, const std::vector<float>& values) {
  if (values.size() < 2) return;
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  const double range = std::max<double>(*high - *low, 1e-12);
  QPolygonF line;
  for (std::size_t i = 0; i < values.size(); ++i) {
    line << QPointF(rect.left() + rect.width() * static_cast<double>(i) /
                                      static_cast<double>(values.size() - 1),
                    rect.bottom() - rect.height() * (values[i] - *low) / range);
  }
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(Theme::current().accent, 1.4, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  painter.drawPolyline(line);
}

/// The mark before a run's name: folding triangle, on-the-plots dot, A or B. Returns its width.
qreal paintMark(QPainter& painter, const QRectF& rect, const QModelIndex& index) {
  const Theme& theme = Theme::current();
  qreal used = index.data(RunTableModel::DepthRole).toInt() * kIndent;
  painter.setRenderHint(QPainter::Antialiasing);
  if (index.data(RunTableModel::GroupRole).toInt() > 0) {
    const bool open = index.data(RunTableModel::UnfoldedRole).toBool();
    const QPointF middle(rect.left() + 5, rect.center().y());
    QPolygonF arrow;
    if (open) {
      arrow << middle + QPointF(-4, -2) << middle + QPointF(4, -2) << middle + QPointF(0, 3);
    } else {
      arrow << middle + QPointF(-2, -4) << middle + QPointF(3, 0) << middle + QPointF(-2, 4);
    }
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.muted);
    painter.drawPolygon(arrow);
    return kIndent;
  }
  if (index.data(RunTableModel::ShownRole).toBool()) {
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.accent);
    painter.drawEllipse(QPointF(rect.left() + used + 4, rect.center().y()), 3.5, 3.5);
    used += 14;
  }
  const QString mark = index.data(RunTableModel::MarkRole).toString();
  if (!mark.isEmpty()) {
    painter.setPen(theme.accent);
    painter.drawText(QRectF(rect.left() + used, rect.top(), 14, rect.height()), Qt::AlignVCenter,
                     mark);
    used += 16;
  }
  return used;
}

}  // namespace

Icon stateIcon(const RunRow& row) {
  if (!row.problem.empty()) return Icon::Caution;
  if (row.paused) return Icon::Pause;
  switch (row.state) {
    case RunState::Queued:
      return Icon::Clock;
    case RunState::Running:
      return Icon::Play;
    case RunState::Dead:
      return Icon::Skull;
    case RunState::LostContact:
      return Icon::Question;
    case RunState::Done:
      return Icon::Check;
    case RunState::Failed:
      return Icon::Cross;
    case RunState::Stopped:
      return Icon::Stop;
    case RunState::Interrupted:
      return Icon::Caution;
  }
  return Icon::Question;
}

QColor stateColour(const RunRow& row) {
  const Theme& theme = Theme::current();
  if (!row.problem.empty()) return theme.bad;
  if (row.paused) return theme.warning;
  switch (row.state) {
    case RunState::Queued:
      return theme.muted;
    case RunState::Running:
      return theme.accent;
    case RunState::Done:
      return theme.good;
    case RunState::Failed:
      return theme.bad;
    case RunState::Dead:
    case RunState::LostContact:
    case RunState::Interrupted:
      return theme.warning;
    case RunState::Stopped:
      return theme.muted;
  }
  return theme.text;
}

void RunTableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const {
  const Theme& theme = Theme::current();
  const auto row = index.data(RunTableModel::RunRole).value<RunRowPtr>();
  const bool broken = row && !row->problem.empty();
  painter->save();
  painter->setClipRect(option.rect);
  if (option.state & QStyle::State_Selected) {
    painter->fillRect(option.rect, theme.accentSoft);
  } else if (broken) {
    painter->fillRect(option.rect, theme.badSoft);
  } else if (option.state & QStyle::State_MouseOver) {
    painter->fillRect(option.rect, theme.window);
  }
  painter->setPen(theme.line);
  painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
  if (option.state & QStyle::State_HasFocus) {
    painter->setPen(QPen(theme.accent, 1));
    painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
  }
  painter->setFont(option.font);
  painter->setPen(broken ? theme.bad : theme.text);
  QRectF inner = QRectF(option.rect).adjusted(kPadding, 0, -kPadding, 0);
  const QString id = index.data(RunTableModel::ColumnIdRole).toString();
  const QString text = index.data(Qt::DisplayRole).toString();
  const auto align = index.data(Qt::TextAlignmentRole).value<Qt::Alignment>();
  if (id == "state" && row) {
    paintState(*painter, inner, *row);
  } else if (id == "progress" && row && row->progress.steps > 0) {
    paintProgress(*painter, inner, cellValue(*row, id).number, isLive(row->state));
  } else if (id == "curve" && row) {
    paintSpark(*painter, inner.adjusted(0, 6, 0, -6), row->spark);
  } else {
    if (id == "name") {
      inner.setLeft(inner.left() + paintMark(*painter, inner, index));
      painter->setPen(broken ? theme.bad : theme.text);
      if (!row) painter->setFont(Theme::font(TextRole::Strong));
    } else if (id == "remark") {
      painter->setPen(row && (broken || !row->error.empty()) ? theme.bad : theme.muted);
    }
    paintText(*painter, inner, text, align & Qt::AlignHorizontal_Mask);
  }
  painter->restore();
}

QSize RunTableDelegate::sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const {
  const QString id = index.data(RunTableModel::ColumnIdRole).toString();
  int width = option.fontMetrics.horizontalAdvance(index.data(Qt::DisplayRole).toString());
  if (id == "state") width += kIconSide + 6;
  if (id == "name") width += kIndent;
  if (id == "progress") width = 92;
  if (id == "curve") width = 84;
  return {std::min(width, 420) + 2 * kPadding + 4, option.fontMetrics.height() + kRowPadding};
}

}  // namespace lafs
