// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "core/report/cell_facts.h"
#include "core/report/ledger.h"

namespace lafs {

/// One statement of the paper about its tables; resources/paper/claims.yaml says what the parts
/// mean.
struct PaperClaim {
  enum class Kind { Above, NotAbove, Near, Chance };
  std::string id, says, source;
  Kind kind = Kind::Above;
  double tolerance = 0;  ///< per-cent points; Near and Chance
  std::vector<int> tables;
  std::vector<Facts> order;  ///< each but the last is compared with the next one
  std::map<std::string, std::vector<std::string>> where;
  std::vector<std::string> free;  ///< facts that compared values may differ in
  std::size_t holds = 0, of = 0;  ///< published comparisons in which it is true, and all of them
};

const char* claimKindName(PaperClaim::Kind kind);  ///< "above", …
/// Whether it says that two are alike, within its tolerance, and not that one is above the other.
bool claimsLikeness(const PaperClaim& claim);

/// The paper's claims, which are part of the program.
const std::vector<PaperClaim>& publishedClaims();
/// Reads another text of that form; UserError with every problem found.
std::vector<PaperClaim> readClaims(const std::string& text, const std::string& file);

/// Something that claims speak of: a value with facts, under one measure.
struct ClaimPoint {
  Facts facts;
  std::string measure;
};

/// Positions of two points that a claim compares; equal for Kind::Chance.
struct ClaimPair {
  std::size_t upper = 0, lower = 0;
  std::size_t level = 0;  ///< of `order`: upper is order[level], lower order[level + 1]
};

/// All comparisons that `claim` makes among `points`, each once.
std::vector<ClaimPair> comparisons(const PaperClaim& claim, const std::vector<ClaimPoint>& points);

/// A claim held against the published numbers themselves.
struct PublishedCheck {
  std::size_t holds = 0, of = 0;
  std::vector<std::string> exceptions;  ///< places and numbers where the tables say otherwise
};
PublishedCheck checkPublished(const PaperClaim& claim, const Ledger& ledger);

}  // namespace lafs
