// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/value_slider.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <QVBoxLayout>
#include <cmath>

#include "widgets/theme/theme.h"

namespace lafs {

ValueSlider::ValueSlider(const QString& name, double least, double most, int decimals,
                         const QString& unit, QWidget* parent)
    : QWidget(parent), unitSteps_(std::pow(10, decimals)), decimals_(decimals), unit_(unit) {
  auto* label = new QLabel(name);
  number_ = new QLabel;
  number_->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  number_->setFont(Theme::font(TextRole::Strong));
  note_ = new QLabel;
  note_->setProperty("look", "muted");
  note_->setFont(Theme::font(TextRole::Small));
  note_->setWordWrap(true);
  note_->hide();
  slider_ = new QSlider(Qt::Horizontal);
  slider_->setAccessibleName(name);
  slider_->setPageStep(static_cast<int>(unitSteps_));
  label->setBuddy(slider_);
  auto* top = new QHBoxLayout;
  top->addWidget(label, 1);
  top->addWidget(number_);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(space::kTight);
  column->addLayout(top);
  column->addWidget(slider_);
  column->addWidget(note_);
  setRange(least, most);
  showNumber();
  connect(slider_, &QSlider::valueChanged, this, [this] {
    showNumber();
    Q_EMIT changed(value());
  });
}

double ValueSlider::value() const {
  return slider_->value() / unitSteps_;
}

void ValueSlider::setValue(double value) {
  slider_->setValue(static_cast<int>(std::lround(value * unitSteps_)));
}

void ValueSlider::setRange(double least, double most) {
  slider_->setRange(static_cast<int>(std::lround(least * unitSteps_)),
                    static_cast<int>(std::lround(most * unitSteps_)));
}

void ValueSlider::setNote(const QString& note) {
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
  slider_->setAccessibleDescription(note);
}

void ValueSlider::showNumber() {
  const QString number = QString::number(value(), 'f', decimals_);
  number_->setText(unit_.isEmpty() ? number : number + " " + unit_);
}

}  // namespace lafs
