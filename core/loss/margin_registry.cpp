// SPDX-License-Identifier: GPL-3.0-or-later
#include <utility>

#include "core/base/error.h"
#include "core/loss/margin_heads.h"

namespace lafs {

namespace {

using Maker = std::unique_ptr<MarginLoss> (*)(const MarginOptions&);

/// Every margin loss: a new one is a class in a file of its own and a line here.
const std::vector<std::pair<std::string, Maker>>& registry() {
  using Gradient = ArcFaceLoss::Gradient;
  static const std::vector<std::pair<std::string, Maker>> losses = {
      {"cosface",
       [](const MarginOptions& o) -> std::unique_ptr<MarginLoss> {
         return std::make_unique<CosFaceLoss>(o);
       }},
      {"arcface",
       [](const MarginOptions& o) -> std::unique_ptr<MarginLoss> {
         return std::make_unique<ArcFaceLoss>(o, Gradient::StraightThrough);
       }},
      {"arcface_differentiable",
       [](const MarginOptions& o) -> std::unique_ptr<MarginLoss> {
         return std::make_unique<ArcFaceLoss>(o, Gradient::Differentiable);
       }},
      {"adaface",
       [](const MarginOptions& o) -> std::unique_ptr<MarginLoss> {
         return std::make_unique<AdaFaceLoss>(o);
       }},
  };
  return losses;
}

}  // namespace

std::vector<std::string> marginLosses() {
  std::vector<std::string> names;
  for (const auto& entry : registry()) names.push_back(entry.first);
  return names;
}

std::unique_ptr<MarginLoss> makeMarginLoss(const std::string& name, const MarginOptions& options) {
  std::string known;
  for (const auto& [candidate, make] : registry()) {
    if (candidate == name) return make(options);
    known += (known.empty() ? "" : ", ") + candidate;
  }
  throw UserError("loss", "there is no margin loss '" + name + "'", "use one of " + known);
}

}  // namespace lafs
