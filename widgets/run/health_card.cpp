// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/run/health_card.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>

#include "widgets/theme/icons.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kIconSize = 24;

QColor colourOf(HealthVerdict verdict) {
  const Theme& theme = Theme::current();
  if (verdict == HealthVerdict::TooEarly) return theme.muted;
  return verdict == HealthVerdict::Healthy ? theme.good : theme.bad;
}

Icon iconOf(HealthVerdict verdict) {
  if (verdict == HealthVerdict::TooEarly) return Icon::Clock;
  return verdict == HealthVerdict::Healthy ? Icon::Check : Icon::Caution;
}

QString sentence(const TrainingHealth& health) {
  QString words = QString::fromUtf8(healthVerdictName(health.verdict));
  words[0] = words[0].toUpper();
  if (health.isBad()) words += QObject::tr(" since step %1").arg(health.sinceStep);
  return words;
}

}  // namespace

HealthCard::HealthCard(QWidget* parent)
    : QFrame(parent),
      picture_(new QLabel(this)),
      verdict_(new QLabel(this)),
      evidence_(new QLabel(this)),
      advice_(new QLabel(this)) {
  setProperty("look", "card");
  verdict_->setFont(Theme::font(TextRole::Strong));
  evidence_->setWordWrap(true);
  evidence_->setProperty("look", "muted");
  advice_->setWordWrap(true);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(space::kMedium, space::kSmall, space::kMedium, space::kSmall);
  row->setSpacing(space::kMedium);
  row->addWidget(picture_, 0, Qt::AlignTop);
  auto* text = new QVBoxLayout;
  text->setSpacing(2);
  for (QLabel* label : {verdict_, evidence_, advice_}) {
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->addWidget(label);
  }
  row->addLayout(text, 1);
  setHealth({});
}

void HealthCard::setHealth(const TrainingHealth& health) {
  health_ = health;
  verdict_->setText(sentence(health));
  evidence_->setText(QString::fromStdString(health.evidence));
  evidence_->setVisible(!health.evidence.empty());
  advice_->setText(QString::fromStdString(health.advice));
  advice_->setVisible(!health.advice.empty());
  setAccessibleName(tr("Training health: %1").arg(verdict_->text()));
  paintVerdict();
}

void HealthCard::paintVerdict() {
  const QColor colour = colourOf(health_.verdict);
  picture_->setPixmap(icon(iconOf(health_.verdict), colour).pixmap(kIconSize, kIconSize));
  QPalette palette = verdict_->palette();
  palette.setColor(QPalette::WindowText, colour);
  verdict_->setPalette(palette);
  verdict_->setStyleSheet(QString("color: %1").arg(colour.name()));
}

void HealthCard::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::PaletteChange && picture_ != nullptr) {
    const bool stale = verdict_->palette().color(QPalette::WindowText) != colourOf(health_.verdict);
    if (stale) paintVerdict();
  }
}

}  // namespace lafs
