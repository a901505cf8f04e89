// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/empty_state.h"

#include <QEvent>
#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kPictureSide = 40;
constexpr int kTextWidth = 460;

}  // namespace

EmptyState::EmptyState(Icon icon, const QString& headline, const QString& text, QWidget* parent)
    : QWidget(parent),
      icon_(icon),
      picture_(new QLabel(this)),
      headline_(new QLabel(headline, this)),
      text_(new QLabel(text, this)),
      column_(new QVBoxLayout) {
  picture_->setAlignment(Qt::AlignHCenter);
  headline_->setFont(Theme::font(TextRole::Heading));
  headline_->setAlignment(Qt::AlignHCenter);
  headline_->setWordWrap(true);
  headline_->setFixedWidth(kTextWidth);
  text_->setProperty("look", "muted");
  text_->setAlignment(Qt::AlignHCenter);
  text_->setWordWrap(true);
  text_->setFixedWidth(kTextWidth);
  column_->setSpacing(space::kMedium);
  column_->addStretch(2);
  column_->addWidget(picture_);
  column_->addWidget(headline_, 0, Qt::AlignHCenter);
  column_->addWidget(text_, 0, Qt::AlignHCenter);
  column_->addSpacing(space::kTight);
  column_->addStretch(3);
  setLayout(column_);
  setAccessibleName(headline);
  setAccessibleDescription(text);
  paintPicture();
  fitHeights();
}

/// A layout that centres a label asks for its size hint and not for the height at its width.
void EmptyState::fitHeights() {
  for (QLabel* label : {headline_, text_}) {
    label->ensurePolished();
    label->setFixedHeight(label->text().isEmpty() ? 0 : label->heightForWidth(kTextWidth));
  }
}

void EmptyState::setTexts(const QString& headline, const QString& text) {
  headline_->setText(headline);
  text_->setText(text);
  fitHeights();
  setAccessibleName(headline);
  setAccessibleDescription(text);
}

void EmptyState::addAction(const QString& id, const QString& label) {
  auto* button = new QPushButton(label, this);
  button->setObjectName(id);
  button->setProperty("look", hasPrimary_ ? "quiet" : "primary");
  hasPrimary_ = true;
  connect(button, &QPushButton::clicked, this, [this, id] { Q_EMIT chosen(id); });
  column_->insertWidget(column_->count() - 1, button, 0, Qt::AlignHCenter);
}

void EmptyState::setActionVisible(const QString& id, bool visible) {
  if (auto* button = findChild<QPushButton*>(id)) button->setVisible(visible);
}

void EmptyState::changeEvent(QEvent* event) {
  if (event->type() == QEvent::PaletteChange) paintPicture();
  QWidget::changeEvent(event);
}

void EmptyState::paintPicture() {
  picture_->setPixmap(icon(icon_, Theme::current().faint)
                          .pixmap(QSize(kPictureSide, kPictureSide), devicePixelRatioF()));
}

}  // namespace lafs
