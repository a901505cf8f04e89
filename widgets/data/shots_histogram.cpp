// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/data/shots_histogram.h"

#include <QHelpEvent>
#include <QLocale>
#include <QPainter>
#include <QPainterPath>
#include <QToolTip>
#include <algorithm>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr qint64 kMostBars = 50;
constexpr double kWidestBar = 96;
constexpr int kTallest = 320;

QString barName(const ShotsHistogram::Bar& bar) {
  return bar.from == bar.to ? QLocale().toString(bar.from)
                            : QString("%L1–%L2").arg(bar.from).arg(bar.to);
}

}  // namespace

ShotsHistogram::ShotsHistogram(QWidget* parent) : QWidget(parent) {
  setMinimumSize(200, 120);
  setMaximumHeight(kTallest);
  setFont(Theme::font(TextRole::Small));
  setAccessibleName(tr("Images per identity"));
}

void ShotsHistogram::setEntries(const QVector<Entry>& entries) {
  bars_.clear();
  most_ = 0;
  qint64 least = 0, greatest = -1;
  for (const Entry& entry : entries) {
    least = greatest < 0 ? entry.images : std::min(least, entry.images);
    greatest = std::max(greatest, entry.images);
  }
  // From one image on where that fits: a bar alone would not say that it is far from few.
  if (greatest <= kMostBars) least = std::min<qint64>(least, 1);
  if (greatest >= 0) {
    const qint64 width = (greatest - least) / kMostBars + 1;
    const auto count = static_cast<int>((greatest - least) / width + 1);
    for (int k = 0; k < count; ++k) {
      bars_.append({least + k * width, std::min(greatest, least + (k + 1) * width - 1), 0});
    }
    for (const Entry& entry : entries) {
      qint64& identities = bars_[static_cast<int>((entry.images - least) / width)].identities;
      identities += entry.identities;
      most_ = std::max(most_, identities);
    }
  }
  QStringList spoken;
  for (const Bar& bar : bars_) spoken << tr("%1: %L2").arg(barName(bar)).arg(bar.identities);
  setAccessibleDescription(spoken.join(", "));
  update();
}

QRectF ShotsHistogram::plot() const {
  const int text = fontMetrics().height();
  return QRectF(rect()).adjusted(0, text + space::kTight, 0, -2 * text - 2 * space::kTight);
}

QRectF ShotsHistogram::barRect(int index) const {
  const QRectF all = plot();
  const double pitch = std::min(kWidestBar + space::kSmall, all.width() / bars_.size());
  const double gap = std::min<double>(space::kSmall, pitch * 0.2);
  const double height =
      most_ == 0 ? 0
                 : std::max(1.0, all.height() * static_cast<double>(bars_[index].identities) /
                                     static_cast<double>(most_));
  if (bars_[index].identities == 0) return {all.left() + index * pitch, all.bottom(), pitch, 0};
  return {all.left() + index * pitch, all.bottom() - height, pitch - gap, height};
}

void ShotsHistogram::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const QRectF all = plot();
  painter.setPen(theme.line);
  painter.drawLine(all.bottomLeft(), all.bottomRight());
  double labelEnd = -1, valueEnd = -1;
  for (int k = 0; k < bars_.size(); ++k) {
    const QRectF box = barRect(k);
    QPainterPath shape;
    shape.addRoundedRect(box, 2, 2);
    painter.fillPath(shape, theme.accent);
    const auto label = [&](const QString& text, double y, double& end, const QColor& colour) {
      const double width = painter.fontMetrics().horizontalAdvance(text);
      const double x = std::max(0.0, box.center().x() - width / 2);
      if (x < end + space::kSmall && end >= 0) return;
      painter.setPen(colour);
      painter.drawText(QPointF(x, y), text);
      end = x + width;
    };
    label(barName(bars_[k]), all.bottom() + painter.fontMetrics().ascent() + space::kTight,
          labelEnd, theme.muted);
    if (bars_[k].identities > 0) {
      label(QLocale().toString(bars_[k].identities), box.top() - space::kTight, valueEnd,
            theme.text);
    }
  }
  painter.setPen(theme.muted);
  painter.drawText(rect().adjusted(0, 0, 0, -1), Qt::AlignBottom | Qt::AlignLeft,
                   bars_.isEmpty() ? QString() : tr("images of an identity"));
}

bool ShotsHistogram::event(QEvent* event) {
  if (event->type() != QEvent::ToolTip) return QWidget::event(event);
  const auto* help = static_cast<QHelpEvent*>(event);
  for (int k = 0; k < bars_.size(); ++k) {
    QRectF column = barRect(k);
    column.setTop(0);
    if (!column.contains(help->pos())) continue;
    QToolTip::showText(
        help->globalPos(),
        tr("%L1 identities with %2 images").arg(bars_[k].identities).arg(barName(bars_[k])), this);
    return true;
  }
  QToolTip::hideText();
  return true;
}

}  // namespace lafs
