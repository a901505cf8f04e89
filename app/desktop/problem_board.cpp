// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/desktop/problem_board.h"

#include <algorithm>
#include <utility>

namespace lafs {

void ProblemBoard::add(ProblemCard card) {
  card.last = QDateTime::currentDateTime();
  for (int i = 0; i < cards_.size(); ++i) {
    const ProblemCard& known = cards_[i];
    if (known.what == card.what && known.where == card.where && known.run == card.run) {
      card.count = known.count + 1;
      cards_.removeAt(i);
      break;
    }
  }
  cards_.prepend(card);
  Q_EMIT changed();
  Q_EMIT added(card);
}

void ProblemBoard::clearRun(const QString& directory) {
  const auto before = cards_.size();
  cards_.erase(std::remove_if(cards_.begin(), cards_.end(),
                              [&](const ProblemCard& card) { return card.run == directory; }),
               cards_.end());
  if (cards_.size() != before) Q_EMIT changed();
}

void ProblemBoard::dismiss(int index) {
  if (index < 0 || index >= cards_.size()) return;
  cards_.removeAt(index);
  Q_EMIT changed();
}

void ProblemBoard::dismissAll() {
  if (cards_.isEmpty()) return;
  cards_.clear();
  Q_EMIT changed();
}

}  // namespace lafs
