// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/evaluate/pairs_tab.h"

class QComboBox;
class QLabel;

namespace lafs {

/// The worst errors of one of the runs at its threshold: pairs of different people that it accepts,
/// or of one person that it rejects.
class HardestPairsTab : public PairsTab {
  Q_OBJECT

 public:
  explicit HardestPairsTab(PairFaces& faces, QWidget* parent = nullptr);
  void showPairs() override;

 private:
  void listRuns();

  std::vector<ScoredRunPtr> listed_;
  QComboBox* run_;
  QComboBox* kind_;
  QLabel* text_;
};

}  // namespace lafs
