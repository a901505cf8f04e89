// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/flips_tab.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>

#include "core/eval/mcnemar.h"
#include "core/eval/pair_flips.h"
#include "widgets/evaluate/evaluation_charts.h"

namespace lafs {

FlipsTab::FlipsTab(PairFaces& faces, QWidget* parent)
    : PairsTab(faces, "flips", parent), kind_(new QComboBox(this)), text_(new QLabel(this)) {
  kind_->addItems({tr("Errors of A that B fixes"), tr("Errors that B makes and A does not")});
  kind_->setAccessibleName(tr("Which differences"));
  text_->setWordWrap(true);
  choices()->addWidget(kind_);
  choices()->addWidget(text_, 1);
  connect(kind_, &QComboBox::currentIndexChanged, this, &FlipsTab::showPairs);
}

void FlipsTab::showPairs() {
  const auto& runs = scene().runs;
  if (runs.size() < 2 || runs[0]->pairs.same != runs[1]->pairs.same) {
    text_->setText(runs.size() < 2
                       ? tr("Put a second run on the plots: A is the first, B the second.")
                       : tr("The two runs did not score the same pairs."));
    showNothing(tr("Nothing to compare."));
    return;
  }
  const PairScores& a = runs[0]->pairs;
  const PairScores& b = runs[1]->pairs;
  const PairFlips flips =
      pairFlips(a.score, scene().thresholds[0], b.score, scene().thresholds[1], a.same);
  const auto fixed = static_cast<std::int64_t>(flips.fixed.size());
  const auto broken = static_cast<std::int64_t>(flips.broken.size());
  text_->setText(tr("At FAR %1, each at its own threshold: B (%2) fixes %3 errors of A (%4) and "
                    "makes %5 new ones. McNemar p = %6.")
                     .arg(QString::fromStdString(shortNumber(scene().far)),
                          QString::fromStdString(runs[1]->label))
                     .arg(fixed)
                     .arg(QString::fromStdString(runs[0]->label))
                     .arg(broken)
                     .arg(QString::fromStdString(shortNumber(mcnemarP(fixed, broken)))));
  // The run that errs may have kept a picture.
  const bool fixes = kind_->currentIndex() == 0;
  showCards(
      fixes ? runs[0] : runs[1], fixes ? flips.fixed : flips.broken,
      [&](std::uint32_t pair) {
        return tr("%1 \u00b7 A %2 \u00b7 B %3")
            .arg(a.same[pair] ? tr("one person") : tr("two people"))
            .arg(a.score[pair], 0, 'f', 2)
            .arg(b.score[pair], 0, 'f', 2);
      },
      tr("None."));
}

}  // namespace lafs
