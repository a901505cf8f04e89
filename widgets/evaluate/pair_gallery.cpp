// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/evaluate/pair_gallery.h"

#include <QPaintEvent>
#include <QPainter>
#include <algorithm>
#include <utility>

#include "widgets/theme/theme.h"

namespace lafs {

namespace {

constexpr int kFace = 96;
constexpr int kPad = space::kSmall;
constexpr int kCardWidth = 2 * kFace + 3 * kPad;

}  // namespace

/// The painted area: cheap for thousands of cards, because only those in sight are drawn.
class PairGallery::Sheet : public QWidget {
 public:
  QVector<PairCard> cards;
  QString empty;
  bool landmarks = true;
  bool remarks = false;

  bool hasHeightForWidth() const override { return true; }
  int columns(int width) const { return std::max(1, width / (kCardWidth + kPad)); }
  int textHeight() const { return (remarks ? 2 : 1) * fontMetrics().height() + space::kTight; }
  int cardHeight() const { return kFace + 2 * kPad + textHeight(); }
  int heightForWidth(int width) const override {
    const int rows = (static_cast<int>(cards.size()) + columns(width) - 1) / columns(width);
    return std::max(80, rows * (cardHeight() + kPad) + kPad);
  }

 protected:
  void resizeEvent(QResizeEvent* event) override {
    QWidget::resizeEvent(event);
    setMinimumHeight(heightForWidth(width()));
  }
  void paintEvent(QPaintEvent* event) override;

 private:
  void paintFace(QPainter& painter, const QRectF& rect, const PairSide& side) const;
  void paintCard(QPainter& painter, const QRectF& rect, const PairCard& card) const;
};

void PairGallery::Sheet::paintFace(QPainter& painter, const QRectF& rect,
                                   const PairSide& side) const {
  const Theme& theme = Theme::current();
  painter.fillRect(rect, theme.sunken);
  if (side.picture.isNull()) {
    painter.setPen(theme.muted);
    painter.drawText(rect.adjusted(4, 4, -4, -4), Qt::AlignCenter | Qt::TextWrapAnywhere,
                     side.name.isEmpty() ? QObject::tr("no picture kept") : side.name);
    return;
  }
  painter.drawImage(rect, side.picture);
  if (!landmarks || side.side <= 0) return;
  painter.setPen(Qt::NoPen);
  painter.setBrush(QColor(255, 255, 255, 210));
  for (const QPointF& point : side.landmarks) {
    painter.drawEllipse(rect.topLeft() + point * (rect.width() / side.side), 0.9, 0.9);
  }
}

void PairGallery::Sheet::paintCard(QPainter& painter, const QRectF& rect,
                                   const PairCard& card) const {
  const Theme& theme = Theme::current();
  painter.setPen(QPen(theme.line, 1));
  painter.setBrush(theme.surface);
  painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
  const QRectF first(rect.left() + kPad, rect.top() + kPad, kFace, kFace);
  paintFace(painter, first, card.sides.first);
  paintFace(painter, first.translated(kFace + kPad, 0), card.sides.second);
  QRectF line(rect.left() + kPad, first.bottom() + space::kTight, rect.width() - 2 * kPad,
              fontMetrics().height());
  painter.setPen(theme.text);
  painter.drawText(line, Qt::AlignLeft, QObject::tr("score %1").arg(card.score, 0, 'f', 3));
  painter.setPen(theme.muted);
  painter.drawText(line, Qt::AlignRight, QObject::tr("pair %1").arg(card.pair + 1));
  line.translate(0, fontMetrics().height());
  painter.drawText(
      line, Qt::AlignLeft,
      fontMetrics().elidedText(card.remark, Qt::ElideRight, static_cast<int>(line.width())));
}

void PairGallery::Sheet::paintEvent(QPaintEvent* event) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  if (cards.isEmpty()) {
    painter.setPen(Theme::current().muted);
    painter.drawText(rect(), Qt::AlignCenter | Qt::TextWordWrap, empty);
    return;
  }
  const int across = columns(width());
  for (int i = 0; i < static_cast<int>(cards.size()); ++i) {
    const QRect place(i % across * (kCardWidth + kPad), kPad + i / across * (cardHeight() + kPad),
                      kCardWidth, cardHeight());
    if (place.intersects(event->rect())) paintCard(painter, place, cards[i]);
  }
}

PairGallery::PairGallery(QWidget* parent) : QScrollArea(parent), sheet_(new Sheet) {
  setFrameShape(QFrame::NoFrame);
  setWidgetResizable(true);
  setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  sheet_->setFont(Theme::font(TextRole::Small));
  setWidget(sheet_);
  setAccessibleName(tr("Face pairs"));
}

void PairGallery::setCards(QVector<PairCard> cards, const QString& empty) {
  sheet_->cards = std::move(cards);
  sheet_->remarks = std::any_of(sheet_->cards.begin(), sheet_->cards.end(),
                                [](const PairCard& card) { return !card.remark.isEmpty(); });
  sheet_->empty = empty;
  sheet_->setMinimumHeight(sheet_->heightForWidth(sheet_->width()));
  sheet_->update();
  const auto marked =
      std::count_if(sheet_->cards.begin(), sheet_->cards.end(), [](const PairCard& card) {
        return !card.sides.first.landmarks.isEmpty() && !card.sides.second.landmarks.isEmpty();
      });
  setAccessibleDescription(
      cardCount() == 0
          ? empty
          : tr("%1 pairs, %2 with landmarks on both faces").arg(cardCount()).arg(marked));
}

void PairGallery::setLandmarksShown(bool shown) {
  sheet_->landmarks = shown;
  sheet_->update();
}

const QVector<PairCard>& PairGallery::cards() const {
  return sheet_->cards;
}

int PairGallery::cardCount() const {
  return static_cast<int>(sheet_->cards.size());
}

}  // namespace lafs
