// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// One image as LFW's pairs.txt names it: the `number`-th image (from 1) of a person.
struct NumberedImage {
  std::string person;
  std::int64_t number = 0;
};

/// One line of pairs.txt.
struct ListedPair {
  NumberedImage first;
  NumberedImage second;
  bool same = false;
  std::int64_t line = 0;  ///< line of the file, from 1, for messages
};

/// Content of a pairs file: `folds` sets of `pairsPerFold` same and as many different pairs, in the
/// order of the file.
struct PairsList {
  std::int64_t folds = 0;
  std::int64_t pairsPerFold = 0;
  std::vector<ListedPair> pairs;
};

/// Parses LFW's pairs.txt: a header "folds<TAB>pairs" (or "pairs" alone, one fold), then lines
/// "name i j" (same person) and "name1 i name2 j" (different people), separated by tabs or spaces;
/// empty lines and lines from '#' are passed over. UserError at `file`:line for a bad header, a
/// wrong number of fields, a number below 1, a name that leaves the image folder ("..", an
/// absolute path), or a count that differs from the header's. All problems, at most 20, in one go.
PairsList parsePairsList(std::string_view text, const std::string& file);

/// Reads and parses the file at `path`; UserError when it cannot be read.
PairsList readPairsList(const std::string& path);

}  // namespace lafs
