// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/augment_controls.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QGridLayout>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSpinBox>
#include <QVBoxLayout>
#include <limits>
#include <tuple>

#include "widgets/faces/value_slider.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr double kMostAlpha = 10;

QLabel* heading(const QString& text) {
  auto* label = new QLabel(text);
  label->setFont(Theme::font(TextRole::Strong));
  return label;
}

auto parts(const AugmentSettings& s) {
  return std::tie(s.alpha, s.subset, s.seed, s.epoch, s.shuffle, s.sampling, s.shared, s.crop,
                  s.flip, s.jitter, s.grey, s.blur, s.solarise);
}

QSpinBox* numberBox(const QString& name) {
  auto* box = new QSpinBox;
  box->setRange(0, std::numeric_limits<int>::max());
  box->setAccessibleName(name);
  box->setKeyboardTracking(true);
  box->setButtonSymbols(QSpinBox::NoButtons);
  return box;
}

}  // namespace

bool AugmentSettings::operator==(const AugmentSettings& other) const {
  return parts(*this) == parts(other);
}

AugmentControls::AugmentControls(QWidget* parent) : QWidget(parent) {
  alpha_ = new ValueSlider(tr("Perturbation α"), 0, kMostAlpha, 1, tr("px"));
  alpha_->setNote(tr("Paper: 2 of 0, 2, 5 (Table 2). Released code: 5."));
  subset_ = new ValueSlider(tr("Landmarks of a subset"), 1, 196, 0, {});
  subset_->setNote(tr("Paper: 36 of 196."));
  seed_ = numberBox(tr("Seed"));
  epoch_ = numberBox(tr("Epoch"));
  shuffle_ = new QComboBox;
  shuffle_->addItem(tr("all views"), "all");
  shuffle_->addItem(tr("subset views"), "subset");
  shuffle_->addItem(tr("off"), "off");
  shuffle_->setAccessibleName(tr("Shuffle"));
  shuffle_->setToolTip(
      tr("Views whose patches come in random order. Paper: both branches. "
         "Released code: subset views."));
  sampling_ = new QComboBox;
  sampling_->addItem(tr("by permutation"), "without_replacement");
  sampling_->addItem(tr("with replacement"), "with_replacement");
  sampling_->setAccessibleName(tr("Subset drawing"));
  sampling_->setToolTip(
      tr("Without replacement every landmark of a subset is another one; the "
         "released code draws with replacement, which leaves about 33 distinct "
         "ones of 36."));

  auto* form = new QFormLayout;
  form->setContentsMargins(0, 0, 0, 0);
  form->setHorizontalSpacing(space::kMedium);
  form->setVerticalSpacing(space::kSmall);
  form->addRow(tr("Shuffle"), shuffle_);
  form->addRow(tr("Subset drawn"), sampling_);
  form->addRow(tr("Seed"), seed_);
  form->addRow(tr("Epoch"), epoch_);

  shared_ = addSwitch(tr("One noise for both"), tr("Teacher and student see the same perturbed "
                                                   "landmarks, as in the released code; off: noise "
                                                   "of their own (Eq. 4)"));
  crop_ = addSwitch(tr("Crop"), tr("Random resized crop, 0.4 to 1 of the area"));
  flip_ = addSwitch(tr("Flip"), tr("Mirrored, half of the time"));
  jitter_ = addSwitch(tr("Colour jitter"), tr("Brightness, contrast, saturation, hue; 80 %"));
  grey_ = addSwitch(tr("Grey"), tr("20 % of the views"));
  blur_ = addSwitch(tr("Blur"), tr("First global view always, second 10 %, subsets 50 %"));
  solarise_ = addSwitch(tr("Solarise"), tr("Second global view, 20 %"));
  auto* switches = new QGridLayout;
  switches->setContentsMargins(0, 0, 0, 0);
  switches->setVerticalSpacing(space::kTight);
  QCheckBox* const boxes[] = {crop_, flip_, jitter_, grey_, blur_, solarise_};
  for (int k = 0; k < 6; ++k) switches->addWidget(boxes[k], k / 2, k % 2);

  auto* reset = new QPushButton(tr("As in the paper"));
  reset->setToolTip(tr("Every setting back to the paper's; seed and epoch stay"));

  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(space::kMedium);
  column->addWidget(heading(tr("Landmarks")));
  column->addWidget(alpha_);
  column->addWidget(subset_);
  column->addLayout(form);
  column->addWidget(shared_);
  column->addSpacing(space::kTight);
  column->addWidget(heading(tr("Picture")));
  column->addLayout(switches);
  column->addSpacing(space::kTight);
  column->addWidget(reset);
  column->addStretch(1);

  setSettings(settings_);
  connect(alpha_, &ValueSlider::changed, this, &AugmentControls::read);
  connect(subset_, &ValueSlider::changed, this, &AugmentControls::read);
  connect(seed_, &QSpinBox::valueChanged, this, &AugmentControls::read);
  connect(epoch_, &QSpinBox::valueChanged, this, &AugmentControls::read);
  connect(shuffle_, &QComboBox::currentIndexChanged, this, &AugmentControls::read);
  connect(sampling_, &QComboBox::currentIndexChanged, this, &AugmentControls::read);
  connect(reset, &QPushButton::clicked, this, [this] {
    AugmentSettings paper;
    paper.seed = settings_.seed;
    paper.epoch = settings_.epoch;
    setSettings(paper);
    Q_EMIT changed(settings_);
  });
}

QCheckBox* AugmentControls::addSwitch(const QString& text, const QString& tip) {
  auto* box = new QCheckBox(text);
  box->setToolTip(tip);
  connect(box, &QCheckBox::toggled, this, &AugmentControls::read);
  return box;
}

void AugmentControls::setSettings(const AugmentSettings& settings) {
  filling_ = true;
  alpha_->setValue(settings.alpha);
  subset_->setValue(settings.subset);
  seed_->setValue(settings.seed);
  epoch_->setValue(settings.epoch);
  shuffle_->setCurrentIndex(shuffle_->findData(settings.shuffle));
  sampling_->setCurrentIndex(sampling_->findData(settings.sampling));
  shared_->setChecked(settings.shared);
  crop_->setChecked(settings.crop);
  flip_->setChecked(settings.flip);
  jitter_->setChecked(settings.jitter);
  grey_->setChecked(settings.grey);
  blur_->setChecked(settings.blur);
  solarise_->setChecked(settings.solarise);
  filling_ = false;
  settings_ = settings;
  settings_.subset = static_cast<int>(subset_->value());  // cut to the model's landmarks
}

void AugmentControls::setLandmarks(int landmarks) {
  filling_ = true;
  subset_->setRange(1, landmarks);
  filling_ = false;
  settings_.subset = static_cast<int>(subset_->value());
}

void AugmentControls::read() {
  if (filling_) return;
  AugmentSettings now;
  now.alpha = alpha_->value();
  now.subset = static_cast<int>(subset_->value());
  now.seed = seed_->value();
  now.epoch = epoch_->value();
  now.shuffle = shuffle_->currentData().toString();
  now.sampling = sampling_->currentData().toString();
  now.shared = shared_->isChecked();
  now.crop = crop_->isChecked();
  now.flip = flip_->isChecked();
  now.jitter = jitter_->isChecked();
  now.grey = grey_->isChecked();
  now.blur = blur_->isChecked();
  now.solarise = solarise_->isChecked();
  if (now == settings_) return;
  settings_ = now;
  Q_EMIT changed(settings_);
}

}  // namespace lafs
