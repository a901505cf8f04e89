// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/panels/scrubber_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QSlider>
#include <QToolButton>
#include <algorithm>

#include "core/base/text.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kSliderWidth = 200;
constexpr int kNumberWidth = 76;

}  // namespace

ScrubberBar::ScrubberBar(QWidget* parent)
    : QWidget(parent),
      slider_(new QSlider(Qt::Horizontal, this)),
      number_(new QLabel(this)),
      follow_(new QToolButton(this)) {
  // A status bar gives what room it has to spare; the slider belongs beside its name.
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Preferred);
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(space::kSmall);
  auto* title = new QLabel(tr("Step"), this);
  title->setProperty("look", "muted");
  slider_->setFixedWidth(kSliderWidth);
  slider_->setAccessibleName(tr("Step shown by plots and pictures"));
  slider_->setToolTip(tr("The step that plots and pictures show  ( [ and ] )"));
  number_->setMinimumWidth(kNumberWidth);
  number_->setFont(Theme::font(TextRole::Mono));
  follow_->setText(tr("newest"));
  follow_->setCheckable(true);
  follow_->setToolTip(tr("Follow the newest step as it comes"));
  row->addWidget(title);
  row->addWidget(slider_);
  row->addWidget(number_);
  row->addWidget(follow_);
  connect(slider_, &QSlider::valueChanged, this, [this](int place) {
    if (place >= 0 && place < static_cast<int>(steps_.size())) {
      Q_EMIT stepWanted(steps_[static_cast<std::size_t>(place)]);
    }
  });
  connect(follow_, &QToolButton::clicked, this, [this] {
    follow_->setChecked(true);  // a second click does not end it, only another step does
    Q_EMIT followWanted();
  });
  show({}, {});
}

void ScrubberBar::show(const std::vector<std::int64_t>& steps, std::optional<std::int64_t> step) {
  steps_ = steps;
  const QSignalBlocker quiet(slider_);
  slider_->setRange(0, std::max(0, static_cast<int>(steps.size()) - 1));
  setEnabled(!steps.empty());
  follow_->setChecked(!step);
  if (steps.empty()) {
    number_->setText(QString::fromUtf8("—"));
    return;
  }
  const std::int64_t shown = step.value_or(steps.back());
  const auto place = std::upper_bound(steps.begin(), steps.end(), shown) - steps.begin();
  slider_->setValue(std::max(0, static_cast<int>(place) - 1));
  number_->setText(QString::fromStdString(withThousands(shown)));
}

}  // namespace lafs
