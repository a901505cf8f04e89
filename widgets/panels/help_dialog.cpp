// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/help_dialog.h"

#include <QDialogButtonBox>
#include <QGridLayout>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr QSize kSize(560, 560);
constexpr QSize kWithoutKeys(560, 260);

QWidget* keyTable(const QVector<KeyHelp>& keys) {
  auto* table = new QWidget;
  auto* grid = new QGridLayout(table);
  grid->setContentsMargins(0, 0, space::kMedium, 0);
  grid->setHorizontalSpacing(space::kLarge);
  grid->setVerticalSpacing(space::kSmall);
  grid->setColumnStretch(1, 1);
  int row = 0;
  for (const KeyHelp& key : keys) {
    auto* name = new QLabel(key.keys);
    name->setFont(Theme::font(TextRole::Strong));
    auto* meaning = new QLabel(key.meaning);
    meaning->setWordWrap(true);
    meaning->setBuddy(name);
    grid->addWidget(name, row, 0, Qt::AlignTop);
    grid->addWidget(meaning, row++, 1);
  }
  grid->setRowStretch(row, 1);
  return table;
}

}  // namespace

HelpDialog::HelpDialog(const QString& title, const QString& text, const QVector<KeyHelp>& keys,
                       QWidget* parent)
    : QDialog(parent) {
  setWindowTitle(title);
  setObjectName("help");
  resize(keys.isEmpty() ? kWithoutKeys : kSize);
  auto* heading = new QLabel(title, this);
  heading->setFont(Theme::font(TextRole::Heading));
  auto* words = new QLabel(text, this);
  words->setWordWrap(true);
  words->setTextFormat(Qt::PlainText);
  words->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(space::kHuge, space::kLarge, space::kHuge, space::kLarge);
  column->setSpacing(space::kMedium);
  column->addWidget(heading);
  column->addWidget(words);
  if (!keys.isEmpty()) {
    auto* area = new QScrollArea(this);
    area->setFrameShape(QFrame::NoFrame);
    area->setWidgetResizable(true);
    area->setWidget(keyTable(keys));
    area->viewport()->setAutoFillBackground(false);
    area->widget()->setAutoFillBackground(false);
    column->addSpacing(space::kSmall);
    column->addWidget(area, 1);
  } else {
    column->addStretch(1);
  }
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
  column->addWidget(buttons);
}

}  // namespace lafs
