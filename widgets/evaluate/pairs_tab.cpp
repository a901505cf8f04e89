// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/pairs_tab.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QVBoxLayout>
#include <algorithm>
#include <utility>

#include "widgets/evaluate/pair_gallery.h"
#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kRestMs = 250;  // a threshold on the move passes pairs that nobody looks at

}  // namespace

PairsTab::PairsTab(PairFaces& faces, const QString& name, QWidget* parent)
    : QWidget(parent),
      faces_(faces),
      choices_(new QHBoxLayout),
      note_(new QLabel(this)),
      gallery_(new PairGallery(this)) {
  choices_->setSpacing(space::kSmall);
  note_->setProperty("look", "muted");
  note_->setWordWrap(true);
  note_->hide();
  gallery_->setObjectName(name);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, space::kSmall, 0, 0);
  column->addLayout(choices_);
  column->addWidget(note_);
  column->addWidget(gallery_, 1);
  rest_.setSingleShot(true);
  rest_.setInterval(kRestMs);
  connect(&rest_, &QTimer::timeout, this, &PairsTab::wantFaces);
}

void PairsTab::setScene(PairScene scene) {
  if (scene.runs != scene_.runs) setNote({});
  scene_ = std::move(scene);
  showPairs();
}

void PairsTab::setNote(const QString& note) {
  note_->setText(note);
  note_->setVisible(!note.isEmpty());
}

void PairsTab::showCards(const ScoredRunPtr& run, const std::vector<std::uint32_t>& pairs,
                         const std::function<QString(std::uint32_t)>& remark,
                         const QString& empty) {
  QVector<PairCard> cards;
  shown_.clear();
  shownRun_ = run;
  for (std::size_t i = 0; i < std::min(pairs.size(), kShownPairs); ++i) {
    PairCard card;
    card.pair = pairs[i];
    card.score = run->pairs.score[pairs[i]];
    card.remark = remark(pairs[i]);
    const PairPictures sides = run->sides(pairs[i]);
    shown_.append(sides);
    card.sides = {faces_.known(*run, sides.first), faces_.known(*run, sides.second)};
    cards.append(std::move(card));
  }
  gallery_->setCards(std::move(cards), empty);
  rest_.start();
}

void PairsTab::showNothing(const QString& why) {
  shown_.clear();
  shownRun_.reset();
  gallery_->setCards({}, why);
}

void PairsTab::wantFaces() {
  if (!shownRun_ || !isVisible()) return;
  const QStringList names = faces_.ask(*shownRun_, shown_);
  if (!names.isEmpty()) Q_EMIT facesWanted(shownRun_, names);
}

void PairsTab::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  rest_.start();
}

}  // namespace lafs
