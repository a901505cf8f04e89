// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/hardest_pairs_tab.h"

#include <QCheckBox>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <algorithm>

#include "widgets/evaluate/pair_gallery.h"

namespace lafs {

namespace {

constexpr int kWidestName = 360;

}  // namespace

HardestPairsTab::HardestPairsTab(PairFaces& faces, QWidget* parent)
    : PairsTab(faces, "hardest", parent),
      run_(new QComboBox(this)),
      kind_(new QComboBox(this)),
      text_(new QLabel(this)) {
  run_->setAccessibleName(tr("Run whose errors are shown"));
  run_->setSizeAdjustPolicy(QComboBox::AdjustToContents);  // runs come after the box is shown
  run_->setMaximumWidth(kWidestName);
  kind_->addItems({tr("False accepts: different people taken for one"),
                   tr("False rejects: one person taken for two")});
  kind_->setAccessibleName(tr("Kind of error"));
  text_->setProperty("look", "muted");
  auto* landmarks = new QCheckBox(tr("Landmarks"), this);
  landmarks->setChecked(true);
  choices()->addWidget(run_);
  choices()->addWidget(kind_);
  choices()->addWidget(text_, 1);
  choices()->addWidget(landmarks);
  connect(run_, &QComboBox::currentIndexChanged, this, &HardestPairsTab::showPairs);
  connect(kind_, &QComboBox::currentIndexChanged, this, &HardestPairsTab::showPairs);
  connect(landmarks, &QCheckBox::toggled, gallery(), &PairGallery::setLandmarksShown);
}

void HardestPairsTab::listRuns() {
  if (listed_ == scene().runs) return;
  listed_ = scene().runs;
  const QSignalBlocker quiet(run_);
  const int before = std::max(0, run_->currentIndex());
  run_->clear();
  for (const ScoredRunPtr& run : listed_) run_->addItem(QString::fromStdString(run->label));
  run_->setCurrentIndex(std::min(before, run_->count() - 1));
}

void HardestPairsTab::showPairs() {
  listRuns();
  if (run_->currentIndex() < 0) {
    text_->clear();
    showNothing(tr("Put an evaluated run on the plots to see its hardest pairs."));
    return;
  }
  const auto index = static_cast<std::size_t>(run_->currentIndex());
  const ScoredRunPtr& run = scene().runs[index];
  const double threshold = scene().thresholds[index];
  const bool accepts = kind_->currentIndex() == 0;
  const HardestPairs& errors = *run->errors;
  text_->setText(
      tr("%1 of %2 %3 pairs at threshold %4")
          .arg(accepts ? errors.falseAcceptCount(threshold) : errors.falseRejectCount(threshold))
          .arg(accepts ? run->roc.impostor : run->roc.genuine)
          .arg(accepts ? tr("impostor") : tr("genuine"))
          .arg(threshold, 0, 'g', 3));
  showCards(
      run,
      accepts ? errors.falseAccepts(threshold, kShownPairs)
              : errors.falseRejects(threshold, kShownPairs),
      [](std::uint32_t) { return QString(); }, tr("No such error at this threshold."));
}

}  // namespace lafs
