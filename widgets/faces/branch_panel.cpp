// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/faces/branch_panel.h"

#include <QLabel>
#include <algorithm>

#include "widgets/faces/patch_mosaic.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kGap = space::kLarge;
constexpr int kLeastSquare = 120;

}  // namespace

BranchPanel::BranchPanel(QWidget* parent) : QWidget(parent) {
  title_ = new QLabel(this);
  title_->setFont(Theme::font(TextRole::Strong));
  details_ = new QLabel(this);
  details_->setProperty("look", "muted");
  details_->setFont(Theme::font(TextRole::Small));
  canvas_ = new FaceCanvas(this);
  before_ = new PatchMosaic(this);
  after_ = new PatchMosaic(this);
  before_->setAccessibleName(tr("Patches before augmentation, in landmark order"));
  after_->setAccessibleName(tr("Patches as tokens"));
  for (QLabel*& caption : captions_) {
    caption = new QLabel(this);
    caption->setProperty("look", "muted");
    caption->setFont(Theme::font(TextRole::Small));
    caption->setAlignment(Qt::AlignHCenter);
  }
  connect(canvas_, &FaceCanvas::hovered, this, &BranchPanel::hovered);
  connect(before_, &PatchMosaic::hovered, this, &BranchPanel::hovered);
  connect(after_, &PatchMosaic::hovered, this, &BranchPanel::hovered);
}

void BranchPanel::setView(const BranchView& view) {
  title_->setText(view.title);
  details_->setText(view.details);
  details_->setToolTip(view.details);
  canvas_->setFace(view.face);
  before_->setTokens(view.before);
  after_->setTokens(view.after);
  captionTexts_[0] = (view.face.points.isEmpty() ? tr("view") : tr("view and landmarks"));
  captionTexts_[1] =
      (view.before.patches.isEmpty() ? tr("no landmarks: cut along the grid")
                                     : tr("before: %1 patches").arg(view.before.patches.size()));
  const int tokens = static_cast<int>(view.after.patches.size());
  const int distinct = view.after.distinct();
  captionTexts_[2] =
      (tokens == distinct ? tr("after: %1 tokens").arg(tokens)
                          : tr("after: %1 tokens, %2 distinct").arg(tokens).arg(distinct));
  arrange();
}

void BranchPanel::setMarks(const CanvasMarks& marks) {
  canvas_->setMarks(marks);
}

void BranchPanel::setHighlighted(int landmark) {
  canvas_->setHighlighted(landmark);
  before_->setHighlighted(landmark);
  after_->setHighlighted(landmark);
}

QSize BranchPanel::minimumSizeHint() const {
  const int text = fontMetrics().height();
  return {3 * kLeastSquare + 2 * kGap, kLeastSquare + 2 * text + 2 * space::kSmall};
}

void BranchPanel::resizeEvent(QResizeEvent*) {
  arrange();
}

void BranchPanel::arrange() {
  const int titleHeight = title_->fontMetrics().height() + space::kTight;
  const int captionHeight = details_->fontMetrics().height() + space::kTight;
  const int room = height() - titleHeight - captionHeight - space::kTight;
  const int side = std::max(40, std::min((width() - 2 * kGap) / 3, room));
  const int titleWidth = title_->sizeHint().width();
  title_->setGeometry(0, 0, titleWidth, titleHeight);
  const int left = titleWidth + space::kMedium;
  details_->setGeometry(left, 0, std::max(0, width() - left), titleHeight);
  QWidget* const squares[] = {canvas_, before_, after_};
  for (int k = 0; k < 3; ++k) {
    const int x = k * (side + kGap);
    squares[k]->setGeometry(x, titleHeight, side, side);
    captions_[k]->setText(
        captions_[k]->fontMetrics().elidedText(captionTexts_[k], Qt::ElideRight, side));
    captions_[k]->setToolTip(captionTexts_[k]);
    captions_[k]->setGeometry(x, titleHeight + side + space::kTight, side, captionHeight);
  }
}

}  // namespace lafs
