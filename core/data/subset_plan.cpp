// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/subset_plan.h"

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/base/text.h"
#include "core/data/subset_index.h"
#include "core/data/subset_order.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

std::string shotWord(std::int64_t shots) {
  return shots == 0 ? "allshot" : std::to_string(shots) + "shot";
}

/// 0.01 -> "1pct", 0.125 -> "12.5pct".
std::string fractionWord(double fraction) {
  return formatNumber(std::round(fraction * 1e6) / 1e4) + "pct";
}

/// Images of those identities that lie in the first share of the index.
std::vector<std::vector<std::int64_t>> firstIdentities(const FaceSource& source, double fraction) {
  const auto wanted = std::max<std::int64_t>(
      1,
      static_cast<std::int64_t>(std::floor(fraction * static_cast<double>(source.identities()))));
  std::vector<std::vector<std::int64_t>> images(source.identities());
  for (std::int64_t i = 0; i < source.size(); ++i) {
    if (source.label(i) < wanted) images[source.label(i)].push_back(i);
  }
  return images;
}

class Planner {
 public:
  Planner(const FaceSource& source, const SubsetPlanOptions& options)
      : source_(source), options_(options), prefix_(options.selection == "prefix") {
    if (!prefix_ && options.selection != "random") {
      throw UserError("--rule", "found '" + options.selection + "', expected random or prefix");
    }
  }

  SubsetPlan plan() {
    for (const double fraction : options_.fractions) {
      for (const std::int64_t shots : options_.shots) addFewShot(fraction, shots);
    }
    addPretraining();
    if (options_.randomImages > 0) addRandom();
    return std::move(plan_);
  }

 private:
  void addFewShot(double fraction, std::int64_t shots) {
    SubsetSpec spec;
    spec.identityFraction = fraction;
    spec.shots = shots;
    spec.selection = options_.selection;
    PlannedSubset subset{"fewshot-" + fractionWord(fraction) + "-" + shotWord(shots) + ".lst",
                         "few-shot",
                         fraction,
                         shots,
                         {}};
    subset.images = selectSubset(source_, spec, options_.seed);
    plan_.subsets.push_back(std::move(subset));
  }

  void addPretraining() {
    if (options_.pretrainShots.empty()) return;
    const auto images = firstIdentities(source_, options_.pretrainFraction);
    std::int64_t each = options_.pretrainImages;  // images of every set, as far as they go
    for (const std::int64_t shots : options_.pretrainShots) {
      const auto people = std::count_if(images.begin(), images.end(), [&](const auto& own) {
        return static_cast<std::int64_t>(own.size()) >= shots;
      });
      // A set that nobody can fill is left out; it must not make the others empty too.
      if (people > 0) each = std::min(each, shots * static_cast<std::int64_t>(people));
    }
    for (const std::int64_t shots : options_.pretrainShots) {
      PlannedSubset subset{"pretrain-" + shotWord(shots) + ".lst", "pretrain",
                           options_.pretrainFraction, shots, pretraining(images, shots, each)};
      if (subset.images.empty()) {
        plan_.leftOut.push_back(subset.file + ": " + whyEmpty(shots, each));
      } else {
        plan_.subsets.push_back(std::move(subset));
      }
    }
  }

  /// Of a pretraining set, when every set has `each` images.
  static std::string whyEmpty(std::int64_t shots, std::int64_t each) {
    if (each < shots) {
      return "one identity's " + std::to_string(shots) + " images are more than the " +
             std::to_string(each) + " of every pretraining set";
    }
    return "nobody in the pretraining's share of the identities has " + std::to_string(shots) +
           " images";
  }

  std::vector<std::int64_t> pretraining(const std::vector<std::vector<std::int64_t>>& images,
                                        std::int64_t shots, std::int64_t most) const {
    std::vector<std::int64_t> chosen;
    for (std::int64_t label : order()) {
      if (static_cast<std::int64_t>(images[label].size()) < shots) continue;
      if (static_cast<std::int64_t>(chosen.size()) + shots > most) break;
      std::vector<std::int64_t> own = images[label];
      if (prefix_) {
        own.resize(shots);
      } else {
        keepShots(own, label, shots, options_.seed);
      }
      chosen.insert(chosen.end(), own.begin(), own.end());
    }
    std::sort(chosen.begin(), chosen.end());
    return chosen;
  }

  std::vector<std::int64_t> order() const {
    if (!prefix_) return identityOrder(source_.identities(), options_.seed);
    std::vector<std::int64_t> inOrder(source_.identities());
    for (std::size_t k = 0; k < inOrder.size(); ++k) inOrder[k] = static_cast<std::int64_t>(k);
    return inOrder;
  }

  void addRandom() {
    SubsetSpec spec;
    spec.images = options_.randomImages;
    spec.selection = options_.selection;
    PlannedSubset subset{
        "random-" + std::to_string(options_.randomImages) + ".lst", "random", 1, 0, {}};
    subset.images = selectSubset(source_, spec, options_.seed);
    plan_.subsets.push_back(std::move(subset));
  }

  const FaceSource& source_;
  const SubsetPlanOptions& options_;
  bool prefix_;
  SubsetPlan plan_;
};

std::int64_t identitiesOf(const FaceSource& source, const std::vector<std::int64_t>& images) {
  std::vector<bool> seen(source.identities(), false);
  for (const std::int64_t image : images) seen[source.label(image)] = true;
  return std::count(seen.begin(), seen.end(), true);
}

/// Files of the other subsets that lie inside this one.
Json insideOf(const std::vector<PlannedSubset>& subsets, std::size_t whole) {
  Json names = Json::array();
  const auto& large = subsets[whole].images;
  for (std::size_t k = 0; k < subsets.size(); ++k) {
    const auto& small = subsets[k].images;
    if (k == whole || small.size() > large.size()) continue;
    if (std::includes(large.begin(), large.end(), small.begin(), small.end())) {
      names.push_back(subsets[k].file);
    }
  }
  return names;
}

Json optionsJson(const SubsetPlanOptions& options) {
  return {{"fractions", options.fractions},
          {"shots", options.shots},
          {"pretrain_shots", options.pretrainShots},
          {"pretrain_fraction", options.pretrainFraction},
          {"pretrain_images", options.pretrainImages},
          {"random_images", options.randomImages},
          {"selection", options.selection},
          {"seed", options.seed}};
}

}  // namespace

SubsetPlan planSubsets(const FaceSource& source, const SubsetPlanOptions& options) {
  return Planner(source, options).plan();
}

Json writeSubsets(const FaceSource& source, const std::string& sourceText,
                  const SubsetPlanOptions& options, const std::string& folder) {
  const SubsetPlan plan = planSubsets(source, options);
  const std::vector<PlannedSubset>& subsets = plan.subsets;
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) throw UserError(folder, "cannot be made: " + failed.message());
  const auto path = [&](const std::string& name) { return (fs::path(folder) / name).string(); };
  Json list = Json::array();
  for (std::size_t k = 0; k < subsets.size(); ++k) {
    const PlannedSubset& subset = subsets[k];
    const std::string text = subsetIndexText(source, subset.images);
    writeFileAtomically(path(subset.file), text);
    list.push_back({{"file", subset.file},
                    {"kind", subset.kind},
                    {"identity_fraction", subset.identityFraction},
                    {"shots", subset.shots},
                    {"images", subset.images.size()},
                    {"identities", identitiesOf(source, subset.images)},
                    {"contains", insideOf(subsets, k)},
                    {"sha256", sha256Hex(text)}});
  }
  Json manifest = {{"format", 1},
                   {"source", sourceText},
                   {"fingerprint", source.fingerprint()},
                   {"images", source.size()},
                   {"identities", source.identities()},
                   {"options", optionsJson(options)},
                   {"subsets", list},
                   {"left_out", plan.leftOut}};
  const std::string text = manifest.dump(2) + "\n";
  const std::string hash = sha256Hex(text);
  writeFileAtomically(path("manifest.json"), text);
  writeFileAtomically(path("manifest.sha256"), hash + "  manifest.json\n");
  manifest["manifest_sha256"] = hash;
  return manifest;
}

}  // namespace lafs
