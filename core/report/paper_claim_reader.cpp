// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/config_node.h"
#include "core/report/paper_claim.h"
#include "core/report/paper_documents.h"

namespace lafs {

namespace {

class ClaimReader {
 public:
  ClaimReader(const std::string& text, const std::string& file)
      : root_(parseConfig(text, file, problems_)) {}

  std::vector<PaperClaim> read() {
    const ConfigNode* list = nodeAt(root_, "claims");
    std::vector<PaperClaim> claims;
    if (list) {
      for (const ConfigNode& node : list->items) claims.push_back(readClaim(node));
    }
    if (!problems_.empty()) throw UserError(problems_);
    return claims;
  }

 private:
  void refuse(const std::string& where, const std::string& message) {
    problems_.push_back({where, "claims: " + message, ""});
  }

  std::string text(const ConfigNode& node, const char* key) {
    const ConfigNode::Entry* entry = node.find(key);
    if (!entry) refuse(node.where, std::string("a claim needs ") + key);
    return entry ? entry->value.scalar : std::string();
  }

  double number(const ConfigNode& node) {
    const auto parsed = parseNumber(node.scalar);
    if (!parsed) refuse(node.where, "found " + node.describe() + ", expected a number");
    return parsed.value_or(0);
  }

  PaperClaim::Kind kind(const ConfigNode& node) {
    for (const PaperClaim::Kind known : {PaperClaim::Kind::Above, PaperClaim::Kind::NotAbove,
                                         PaperClaim::Kind::Near, PaperClaim::Kind::Chance}) {
      if (text(node, "kind") == claimKindName(known)) return known;
    }
    refuse(node.where, "'" + text(node, "kind") + "' is no kind of claim");
    return PaperClaim::Kind::Above;
  }

  bool isFact(const ConfigNode::Entry& entry) {
    const auto& names = factNames();
    const bool known = std::find(names.begin(), names.end(), entry.key) != names.end();
    if (!known) refuse(entry.where, "'" + entry.key + "' is no fact");
    return known;
  }

  Facts readSelection(const ConfigNode& node) {
    Facts facts;
    for (const ConfigNode::Entry& entry : node.entries) {
      if (entry.key == "recipes") {
        for (const ConfigNode& name : entry.value.items) {
          const Facts* recipe = Ledger::published().recipe(name.scalar);
          if (!recipe) refuse(name.where, "no recipe is called '" + name.scalar + "'");
          if (recipe) facts.insert(recipe->begin(), recipe->end());
        }
      }
    }
    for (const ConfigNode::Entry& entry : node.entries) {
      if (entry.key != "recipes" && isFact(entry)) facts[entry.key] = entry.value.scalar;
    }
    return facts;
  }

  PaperClaim readClaim(const ConfigNode& node) {
    PaperClaim claim;
    claim.id = text(node, "id");
    claim.says = text(node, "says");
    claim.source = text(node, "source");
    claim.kind = kind(node);
    for (const ConfigNode::Entry& entry : node.entries) {
      const ConfigNode& value = entry.value;
      if (entry.key == "tolerance") {
        claim.tolerance = number(value);
      } else if (entry.key == "tables") {
        for (const ConfigNode& item : value.items) {
          claim.tables.push_back(static_cast<int>(number(item)));
        }
      } else if (entry.key == "order") {
        for (const ConfigNode& item : value.items) claim.order.push_back(readSelection(item));
      } else if (entry.key == "free") {
        for (const ConfigNode& item : value.items) claim.free.push_back(item.scalar);
      } else if (entry.key == "where") {
        for (const ConfigNode::Entry& fact : value.entries) {
          if (!isFact(fact)) continue;
          for (const ConfigNode& item : fact.value.items) {
            claim.where[fact.key].push_back(item.scalar);
          }
        }
      } else if (entry.key == "holds" && value.items.size() == 2) {
        claim.holds = static_cast<std::size_t>(number(value.items[0]));
        claim.of = static_cast<std::size_t>(number(value.items[1]));
      } else if (entry.key != "id" && entry.key != "says" && entry.key != "source" &&
                 entry.key != "kind") {
        refuse(entry.where, "unknown key '" + entry.key + "'");
      }
    }
    const std::size_t least = claim.kind == PaperClaim::Kind::Chance ? 1 : 2;
    if (claim.order.size() < least) refuse(node.where, claim.id + " compares nothing");
    return claim;
  }

  std::vector<Problem> problems_;
  ConfigNode root_;
};

}  // namespace

const char* claimKindName(PaperClaim::Kind kind) {
  switch (kind) {
    case PaperClaim::Kind::Above:
      return "above";
    case PaperClaim::Kind::NotAbove:
      return "not_above";
    case PaperClaim::Kind::Near:
      return "near";
    case PaperClaim::Kind::Chance:
      return "chance";
  }
  require(false, "a kind of claim has a name");
  return "";
}

bool claimsLikeness(const PaperClaim& claim) {
  return claim.kind == PaperClaim::Kind::Near || claim.kind == PaperClaim::Kind::Chance;
}

const std::vector<PaperClaim>& publishedClaims() {
  static const std::vector<PaperClaim> claims =
      readClaims(paperClaimsText(), "resources/paper/claims.yaml");
  return claims;
}

std::vector<PaperClaim> readClaims(const std::string& text, const std::string& file) {
  return ClaimReader(text, file).read();
}

}  // namespace lafs
