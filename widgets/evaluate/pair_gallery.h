// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>
#include <QString>
#include <QVector>

#include "widgets/evaluate/scored_run.h"

namespace lafs {

/// A pair as the gallery shows it.
struct PairCard {
  std::uint32_t pair = 0;
  double score = 0;
  QString remark;  ///< e.g. both runs' scores
  PairPictures sides;
};

/// Face pairs side by side, with landmarks where they are known and the score below, in as many
/// columns as fit. A pair without stored pictures shows its names.
class PairGallery : public QScrollArea {
  Q_OBJECT

 public:
  explicit PairGallery(QWidget* parent = nullptr);
  /// `empty` is said when there is no pair.
  void setCards(QVector<PairCard> cards, const QString& empty);
  void setLandmarksShown(bool shown);
  int cardCount() const;
  const QVector<PairCard>& cards() const;

 private:
  class Sheet;
  Sheet* sheet_;
};

}  // namespace lafs
