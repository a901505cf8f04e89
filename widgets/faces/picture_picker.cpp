// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/picture_picker.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QToolButton>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

void fill(QComboBox* box, const QVector<PicturePicker::Choice>& choices, const QString& current) {
  const QSignalBlocker quiet(box);
  box->clear();
  for (const PicturePicker::Choice& choice : choices) {
    box->addItem(choice.text, choice.id);
    box->setItemData(box->count() - 1, choice.tip, Qt::ToolTipRole);
  }
  box->setCurrentIndex(box->findData(current));
}

QComboBox* list(const QString& name) {
  auto* box = new QComboBox;
  box->setAccessibleName(name);
  box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  box->setMinimumContentsLength(18);
  return box;
}

QLabel* caption(const QString& text, QWidget* buddy) {
  auto* label = new QLabel(text);
  label->setProperty("look", "muted");
  label->setBuddy(buddy);
  return label;
}

QToolButton* arrow(Qt::ArrowType type, const QString& tip) {
  auto* button = new QToolButton;
  button->setArrowType(type);
  button->setToolTip(tip);
  button->setAccessibleName(tip);
  button->setAutoRepeat(true);
  return button;
}

}  // namespace

PicturePicker::PicturePicker(QWidget* parent) : QWidget(parent) {
  sources_ = list(tr("Faces"));
  models_ = list(tr("Landmark CNN"));
  number_ = new QSpinBox;
  number_->setAccessibleName(tr("Picture"));
  number_->setButtonSymbols(QSpinBox::NoButtons);
  number_->setKeyboardTracking(false);
  number_->setRange(1, 1);
  of_ = new QLabel;
  of_->setProperty("look", "muted");
  name_ = new QLabel;
  name_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  name_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  previous_ = arrow(Qt::LeftArrow, tr("Previous picture"));
  next_ = arrow(Qt::RightArrow, tr("Next picture"));

  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(space::kSmall);
  row->addWidget(caption(tr("Faces"), sources_));
  row->addWidget(sources_, 2);
  row->addWidget(previous_);
  row->addWidget(number_);
  row->addWidget(of_);
  row->addWidget(next_);
  row->addWidget(name_, 2);
  row->addWidget(caption(tr("Landmark CNN"), models_));
  row->addWidget(models_, 2);

  connect(sources_, &QComboBox::activated, this, [this] { Q_EMIT sourceChosen(source()); });
  connect(models_, &QComboBox::activated, this, [this] { Q_EMIT modelChosen(model()); });
  connect(number_, &QSpinBox::valueChanged, this,
          [this](int value) { Q_EMIT indexChosen(value - 1); });
  connect(previous_, &QToolButton::clicked, number_, &QSpinBox::stepDown);
  connect(next_, &QToolButton::clicked, number_, &QSpinBox::stepUp);
}

void PicturePicker::setSources(const QVector<Choice>& sources, const QString& current) {
  fill(sources_, sources, current);
}

void PicturePicker::setModels(const QVector<Choice>& models, const QString& current) {
  fill(models_, models, current);
}

void PicturePicker::setPicture(int index, int count, const QString& name) {
  const QSignalBlocker quiet(number_);
  number_->setRange(count > 0 ? 1 : 0, count);
  number_->setValue(index + 1);
  of_->setText(tr("of %L1").arg(count));
  name_->setText(name);
  name_->setToolTip(name);
  previous_->setEnabled(index > 0);
  next_->setEnabled(index + 1 < count);
}

QString PicturePicker::source() const {
  return sources_->currentData().toString();
}

QString PicturePicker::model() const {
  return models_->currentData().toString();
}

int PicturePicker::index() const {
  return number_->value() - 1;
}

}  // namespace lafs
