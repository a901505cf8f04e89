// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/eval/pair_scores.h"

namespace lafs {

/// One side of pairs: an image, or a template of several.
struct ScoredItem {
  std::string name;  ///< for people: "Aaron_Eckhart/1", "template 1043"
  std::string
      picture;  ///< path of its image (a template: of its first); empty where none is a file
  /// Identity, template … that resampling draws; the number of units for one that is never drawn.
  std::uint32_t unit = 0;
};

/// The scores of one evaluation, results/scores-<protocol>.safetensors (core/run/FORMAT.md): enough
/// for the ROC, histograms, intervals and hardest pairs without a second pass over the images.
struct ScoreFile {
  std::string protocol;              ///< as the spec names it
  std::string unitKind;              ///< "identity", "template", "image" or "pair"
  std::vector<double> score;         ///< higher is more alike
  std::vector<bool> same;            ///< genuine; one per score
  std::vector<std::uint32_t> first;  ///< item of one side; one per score
  std::vector<std::uint32_t> second;
  std::vector<ScoredItem> items;
  std::int64_t units = 0;
  std::vector<std::int64_t> unlistedImpostors;  ///< as in PairScores

  /// The pairs as statistics see them, item numbers replaced by units.
  PairScores pairScores() const;
};

/// Scores that are float32 numbers are written as such, others as float64: what is read is exactly
/// what was judged.
void writeScoreFile(const std::string& path, const ScoreFile& scores);

/// UserError when the file is missing, damaged or no score file.
ScoreFile readScoreFile(const std::string& path);

}  // namespace lafs
