// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/error_card.h"

#include <QHBoxLayout>
#include <QLabel>

namespace lafs {

ErrorCard::ErrorCard(QWidget* parent) : QFrame(parent), text_(new QLabel(this)) {
  setProperty("look", "badCard");
  text_->setWordWrap(true);
  text_->setTextFormat(Qt::PlainText);
  text_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  auto* row = new QHBoxLayout(this);
  row->addWidget(text_);
  hide();
}

void ErrorCard::setError(const QString& error) {
  text_->setText(error);
  setVisible(!error.isEmpty());
}

}  // namespace lafs
