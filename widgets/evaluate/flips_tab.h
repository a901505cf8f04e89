// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/evaluate/pairs_tab.h"

class QComboBox;
class QLabel;

namespace lafs {

/// The first two runs pair by pair: errors of A that B fixes, errors that B makes anew, and whether
/// the difference can be chance (McNemar).
class FlipsTab : public PairsTab {
  Q_OBJECT

 public:
  explicit FlipsTab(PairFaces& faces, QWidget* parent = nullptr);
  void showPairs() override;

 private:
  QComboBox* kind_;
  QLabel* text_;
};

}  // namespace lafs
