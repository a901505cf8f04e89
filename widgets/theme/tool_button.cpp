// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/theme/tool_button.h"

#include <QStyleOptionToolButton>
#include <QStylePainter>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kGap = 6;

}  // namespace

ToolButton::ToolButton(QWidget* parent) : QToolButton(parent) {
  setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
}

void ToolButton::paintEvent(QPaintEvent*) {
  QStylePainter painter(this);
  QStyleOptionToolButton option;
  initStyleOption(&option);
  const QString words = option.text;
  const QIcon picture = option.icon;
  option.text.clear();
  option.icon = QIcon();
  painter.drawComplexControl(QStyle::CC_ToolButton, option);  // the frame and its background

  const int iconWidth = picture.isNull() ? 0 : iconSize().width();
  const int gap = picture.isNull() || words.isEmpty() ? 0 : kGap;
  const int textWidth = fontMetrics().size(Qt::TextShowMnemonic, words).width();
  const QRect middle = QStyle::alignedRect(layoutDirection(), Qt::AlignCenter,
                                           {iconWidth + gap + textWidth, height()}, rect());
  const auto place = [&](int left, int width) {
    return QStyle::visualRect(layoutDirection(), middle,
                              QRect(middle.left() + left, middle.top(), width, middle.height()));
  };
  const auto mode = isEnabled() ? QIcon::Normal : QIcon::Disabled;
  picture.paint(&painter, place(0, iconWidth), Qt::AlignCenter, mode,
                isChecked() ? QIcon::On : QIcon::Off);
  painter.setPen(isEnabled() ? Theme::current().text : Theme::current().faint);
  painter.drawText(place(iconWidth + gap, textWidth + 1),
                   Qt::AlignLeft | Qt::AlignVCenter | Qt::TextShowMnemonic, words);
}

}  // namespace lafs
