// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/ablation/sharing_view.h"

#include <QPainter>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kBoxWidth = 168;
constexpr int kBoxHeight = 52;
constexpr int kGap = 36;

}  // namespace

SharingView::SharingView(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void SharingView::show(const PlanSummary& plan) {
  plan_ = plan;
  QStringList lines;
  for (const std::string& sentence : plan.sentences()) lines << QString::fromStdString(sentence);
  text_ = lines.join("  ");
  setAccessibleName(tr("Shared stages"));
  setAccessibleDescription(text_);
  setToolTip(text_);
  updateGeometry();
  update();
}

QSize SharingView::sizeHint() const {
  return {600, plan_.stages.empty() ? 0 : kBoxHeight + 3 * space::kSmall + fontMetrics().height()};
}

void SharingView::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  qreal x = space::kMedium;
  const qreal y = space::kSmall;
  bool first = true;
  for (const StageSharing& stage : plan_.stages) {
    if (!first) {
      const QPointF tip(x - 6, y + kBoxHeight / 2.0);
      painter.setPen(QPen(theme.faint, 1.4));
      painter.drawLine(QPointF(x - kGap + 6, tip.y()), tip);
      painter.drawLine(tip, tip + QPointF(-5, -4));
      painter.drawLine(tip, tip + QPointF(-5, 4));
    }
    first = false;
    const QRectF box(x + 0.5, y + 0.5, kBoxWidth - 1, kBoxHeight - 1);
    const double share = stage.distinct > 0
                             ? static_cast<double>(stage.done) / static_cast<double>(stage.distinct)
                             : 0;
    painter.setPen(theme.line);
    painter.setBrush(theme.surface);
    painter.drawRoundedRect(box, 6, 6);
    painter.setPen(Qt::NoPen);
    painter.setBrush(theme.line);
    painter.drawRoundedRect(QRectF(box.left() + 10, box.bottom() - 9, box.width() - 20, 4), 2, 2);
    painter.setBrush(theme.good);
    painter.drawRoundedRect(
        QRectF(box.left() + 10, box.bottom() - 9, (box.width() - 20) * share, 4), 2, 2);
    painter.setPen(theme.text);
    painter.setFont(Theme::font(TextRole::Strong));
    painter.drawText(box.adjusted(10, 4, -10, -28), Qt::AlignLeft | Qt::AlignVCenter,
                     QString::fromStdString(stage.stage));
    painter.setPen(theme.muted);
    painter.setFont(Theme::font(TextRole::Small));
    painter.drawText(
        box.adjusted(10, 20, -10, -11), Qt::AlignLeft | Qt::AlignVCenter,
        tr("%1 for %2 uses, %3 done").arg(stage.distinct).arg(stage.cells).arg(stage.done));
    x += kBoxWidth + kGap;
  }
  painter.setPen(theme.muted);
  painter.setFont(Theme::font(TextRole::Body));
  const QRect line(space::kMedium, static_cast<int>(y) + kBoxHeight + space::kSmall,
                   width() - 2 * space::kMedium, fontMetrics().height() + 2);
  painter.drawText(line, Qt::AlignLeft | Qt::AlignVCenter,
                   fontMetrics().elidedText(text_, Qt::ElideRight, line.width()));
}

}  // namespace lafs
