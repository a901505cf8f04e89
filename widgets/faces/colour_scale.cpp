// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/colour_scale.h"

#include <QLinearGradient>
#include <QPainter>
#include <QPainterPath>

#include "core/base/text.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kBar = 8;

QString numberText(double value) {
  return QString::fromStdString(formatNumber(value));
}

}  // namespace

ColourScale::ColourScale(QWidget* parent) : QWidget(parent) {
  setFont(Theme::font(TextRole::Small));
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ColourScale::setRange(double low, double high, const QString& meaning) {
  low_ = low;
  high_ = high;
  meaning_ = meaning;
  setAccessibleName(tr("Colours from %1 to %2 %3").arg(numberText(low), numberText(high), meaning));
  update();
}

QSize ColourScale::sizeHint() const {
  return {160, kBar + space::kTight + fontMetrics().height()};
}

void ColourScale::paintEvent(QPaintEvent*) {
  const Theme& theme = Theme::current();
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  QLinearGradient gradient(0, 0, width(), 0);
  for (int k = 0; k <= 16; ++k) gradient.setColorAt(k / 16.0, theme.sequential(k / 16.0));
  QPainterPath bar;
  bar.addRoundedRect(QRectF(0, 0, width(), kBar), 3, 3);
  painter.fillPath(bar, gradient);
  painter.setPen(theme.muted);
  const QRectF text(0, kBar + space::kTight, width(), fontMetrics().height());
  painter.drawText(text, Qt::AlignLeft, numberText(low_));
  painter.drawText(text, Qt::AlignHCenter, meaning_);
  painter.drawText(text, Qt::AlignRight, numberText(high_));
}

}  // namespace lafs
