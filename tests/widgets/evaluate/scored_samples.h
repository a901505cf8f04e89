// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLabel>
#include <QWidget>
#include <algorithm>
#include <cstdint>
#include <memory>
#include <random>
#include <string>

#include "widgets/evaluate/scored_run.h"

// Runs with made-up scores that tests of the Evaluate screen share.
namespace lafs::test {

/// 6000 pairs, a third genuine; run B separates them better.
inline ScoredRunPtr scored(const std::string& label, int style, double distance, unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise;
  auto run = std::make_shared<ScoredRun>();
  run->run = "evaluate-000000000000000" + std::to_string(style);
  run->label = label;
  run->protocol = "frontal";
  run->style = style;
  for (std::uint32_t i = 0; i < 6000; ++i) {
    run->pairs.same.push_back(i % 3 == 0);
    run->pairs.score.push_back(noise(random) + (i % 3 == 0 ? distance : 0));
    run->pairs.first.push_back(i);
    run->pairs.second.push_back(i);
  }
  run->pairs.units = 6000;
  run->card = {{"protocol", "frontal"}, {"colour order", "rgb"}};
  run->derive();
  return run;
}

/// Whether a label that can be seen has these words.
inline bool saysSomewhere(const QWidget& view, const QString& words) {
  const auto labels = view.findChildren<QLabel*>();
  return std::any_of(labels.begin(), labels.end(), [&](const QLabel* label) {
    return label->isVisible() && label->text() == words;
  });
}

}  // namespace lafs::test
