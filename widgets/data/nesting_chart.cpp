// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/data/nesting_chart.h"

#include <QKeyEvent>
#include <QLocale>
#include <QMouseEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kRow = 36;
constexpr int kBar = 12;
constexpr int kNameWidth = 84;
constexpr int kFactsWidth = 240;
constexpr int kMark = 16;

QString shotsText(qint64 shots) {
  if (shots == 0) return NestingChart::tr("all images");
  return shots == 1 ? NestingChart::tr("1 shot") : NestingChart::tr("%L1 shots").arg(shots);
}

}  // namespace

NestingChart::NestingChart(QWidget* parent) : QWidget(parent) {
  setFocusPolicy(Qt::StrongFocus);
  setAccessibleName(tr("Few-shot subsets"));
}

void NestingChart::setSubsets(const QVector<Subset>& subsets) {
  subsets_ = subsets;
  current_ = -1;
  QStringList spoken;
  for (const Subset& subset : subsets_) {
    spoken << tr("%1: %L2 images of %L3 identities")
                  .arg(shotsText(subset.shots))
                  .arg(subset.images)
                  .arg(subset.identities);
  }
  setAccessibleDescription(spoken.join("; "));
  updateGeometry();
  update();
}

bool NestingChart::nested() const {
  return std::all_of(subsets_.begin(), subsets_.end(),
                     [](const Subset& subset) { return subset.holdsPrevious; });
}

QSize NestingChart::minimumSizeHint() const {
  return {kNameWidth + kFactsWidth + kMark + 120,
          std::max(1, static_cast<int>(subsets_.size())) * kRow};
}

QSize NestingChart::sizeHint() const {
  return minimumSizeHint() + QSize(200, 0);
}

QRect NestingChart::row(int index) const {
  return {0, index * kRow, width(), kRow};
}

void NestingChart::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  qint64 most = 1;
  for (const Subset& subset : subsets_) most = std::max(most, subset.images);
  const double room = width() - kNameWidth - kFactsWidth - kMark - 3 * space::kSmall;
  for (int k = 0; k < subsets_.size(); ++k) {
    const Subset& subset = subsets_[k];
    const QRect line = row(k);
    if (k == current_) {
      QPainterPath back;
      back.addRoundedRect(QRectF(line).adjusted(0.5, 1.5, -0.5, -1.5), 6, 6);
      painter.fillPath(back, theme.accentSoft);
      if (hasFocus()) painter.strokePath(back, QPen(theme.accent, 1));
    }
    painter.setPen(theme.text);
    painter.drawText(line.adjusted(space::kSmall, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter,
                     shotsText(subset.shots));
    const double length =
        std::max(2.0, room * static_cast<double>(subset.images) / static_cast<double>(most));
    QPainterPath bar;
    bar.addRoundedRect(QRectF(kNameWidth, line.center().y() - kBar / 2.0, length, kBar), 3, 3);
    painter.fillPath(bar, theme.accent);
    painter.setPen(theme.muted);
    const QRect facts(width() - kFactsWidth - kMark - space::kSmall, line.top(), kFactsWidth, kRow);
    painter.drawText(facts, Qt::AlignRight | Qt::AlignVCenter,
                     tr("%L1 images · %L2 identities").arg(subset.images).arg(subset.identities));
    const QRectF mark(width() - kMark - space::kTight, line.center().y() - kMark / 2.0, kMark,
                      kMark);
    if (k > 0) {
      paintIcon(painter, subset.holdsPrevious ? Icon::Check : Icon::Cross, mark,
                subset.holdsPrevious ? theme.good : theme.bad);
    }
  }
}

void NestingChart::choose(int index) {
  if (index < 0 || index >= subsets_.size() || index == current_) return;
  current_ = index;
  update();
  Q_EMIT chosen(index);
}

void NestingChart::mousePressEvent(QMouseEvent* event) {
  choose(event->pos().y() / kRow);
}

void NestingChart::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Down) {
    choose(current_ + 1);
  } else if (event->key() == Qt::Key_Up) {
    choose(current_ - 1);
  } else {
    QWidget::keyPressEvent(event);
  }
}

}  // namespace lafs
