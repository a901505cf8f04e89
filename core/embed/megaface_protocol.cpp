// SPDX-License-Identifier: GPL-3.0-or-later
// MegaFace, challenge 1: FaceScrub probes against up to a million distractors, both noise lists.
#include <ATen/ATen.h>

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/data/megaface_challenge.h"
#include "core/embed/distractor_match.h"
#include "core/embed/verification.h"

namespace lafs {

namespace {

constexpr std::int64_t kDistractorsAtATime = 4096;
constexpr float kNoiseMark = 100;       // extra entry of a noisy distractor
constexpr double kCentreNoise = 0.001;  // a noisy probe is the class centre with so much noise
constexpr double kCountFar = 1e-6;      // of the challenge's verification
const std::vector<double> kTargets = {1e-6, 1e-5, 1e-4};

/// Rows of length 1 with the extra entry behind: features that have been through InsightFace's
/// removal of noise have one already (0 in every probe), others get a 0.
at::Tensor withMark(const at::Tensor& rows, bool marked) {
  const std::int64_t width = rows.size(1) - (marked ? 1 : 0);
  const at::Tensor features = rows.slice(1, 0, width);
  const at::Tensor norms = features.norm(2, 1, true);
  if (!at::isfinite(norms).all().item<bool>() || (norms <= 0).any().item<bool>()) {
    throw UserError("features", "a feature is zero or not finite", "make the features again");
  }
  const at::Tensor mark = marked ? rows.slice(1, width) : at::zeros({rows.size(0), 1});
  return at::cat({features / norms, mark}, 1).contiguous();
}

/// Ordered pairs of probes of one person, score and hit each.
struct GenuinePairs {
  std::vector<std::uint32_t> first, second;  ///< unordered, first < second
  std::vector<double> score;
  std::int64_t hits = 0, searches = 0;  ///< over ordered pairs
};

class MegafaceJudge : public EvaluationProtocol {
 public:
  MegafaceJudge(std::string name, MegafaceChallenge set, const EvaluateSpec& spec)
      : name_(std::move(name)), set_(std::move(set)), spec_(spec) {
    spec_.farTargets = kTargets;
  }

  std::int64_t images() const override { return probes() + distractors(); }
  std::int64_t pairs() const override { return probes() * distractors(); }

  ProtocolResult judge(FeatureSupply& supply) const override {
    const ProtocolPart probePart = part("probes", "facescrub_images", set_.probes);
    const ProtocolPart distractorPart = part("distractors", "megaface_images", set_.distractors);
    const at::Tensor raw = supply.features(probePart, 0, probes());
    const bool marked = (raw.slice(1, raw.size(1) - 1) == 0).all().item<bool>();
    at::Tensor rows = withMark(raw, marked);
    if (!marked) replaceNoisyProbes(rows);
    std::int64_t next = 0;
    const auto chunk = [&]() -> at::Tensor {
      if (next == distractors()) return {};
      const std::int64_t end = std::min(next + kDistractorsAtATime, distractors());
      at::Tensor taken = withMark(supply.features(distractorPart, next, end), marked);
      markNoise(taken, next);
      next = end;
      return taken;
    };
    const DistractorMatch match = matchDistractors(rows, chunk, keptPairs());
    const GenuinePairs genuine = genuinePairs(rows, match);
    ProtocolResult result = judgePairs(scoreFile(genuine, match), spec_, false);
    addOwn(result.json, genuine, match);
    result.json["mean_norm"] = finiteOrNull(supply.meanNorm());
    result.json["card"].update(supply.card());
    return result;
  }

  ProtocolResult judgeScores(const std::vector<double>&) const override {
    throw UserError(
        name_, "is not judged from scores: there would be " + std::to_string(pairs()) + " of them",
        "give features");
  }

 private:
  std::int64_t probes() const { return static_cast<std::int64_t>(set_.probes.size()); }
  std::int64_t distractors() const { return static_cast<std::int64_t>(set_.distractors.size()); }

  /// Enough of the hardest impostors for the largest target in any replicate of the bootstrap.
  std::int64_t keptPairs() const {
    const auto wanted =
        static_cast<std::int64_t>(4 * kTargets.back() * static_cast<double>(pairs()));
    return std::min(pairs(), std::max<std::int64_t>(wanted, 100'000));
  }

  ProtocolPart part(const char* name, const char* folder,
                    const std::vector<std::string>& paths) const {
    return {
        name,
        static_cast<std::int64_t>(paths.size()),
        [this, folder, &paths] { return openMegafacePictures(set_.folder + '/' + folder, paths); },
        {},
        [&paths](std::int64_t k) { return paths[static_cast<std::size_t>(k)]; }};
  }

  /// A probe on the noise list becomes the centre of its person's clean probes, a little moved.
  void replaceNoisyProbes(at::Tensor& rows) const {
    const std::int64_t width = rows.size(1) - 1;
    const at::Tensor centres = at::zeros({set_.identities, width}, at::kDouble);
    for (std::int64_t p = 0; p < probes(); ++p) {
      if (!set_.noisyProbe[p]) centres[set_.identity[p]] += rows[p].slice(0, 0, width);
    }
    RandomStream random({0x6E6F697365});
    for (std::int64_t p = 0; p < probes(); ++p) {
      if (!set_.noisyProbe[p]) continue;
      at::Tensor moved = centres[set_.identity[p]].clone();
      double* values = moved.data_ptr<double>();
      for (std::int64_t d = 0; d < width; ++d) {
        values[d] += random.uniform(-kCentreNoise, kCentreNoise);
      }
      rows[p].slice(0, 0, width).copy_(moved / moved.norm().clamp_min(1e-30));
    }
  }

  void markNoise(at::Tensor& rows, std::int64_t begin) const {
    float* data = rows.data_ptr<float>();
    const std::int64_t width = rows.size(1);
    for (std::int64_t k = 0; k < rows.size(0); ++k) {
      if (set_.noisyDistractors.count(set_.distractors[static_cast<std::size_t>(begin + k)]) > 0) {
        data[(k + 1) * width - 1] = kNoiseMark;
      }
    }
  }

  GenuinePairs genuinePairs(const at::Tensor& rows, const DistractorMatch& match) const {
    GenuinePairs genuine;
    const at::Tensor scores = at::mm(rows, rows.t()).contiguous();
    const float* data = scores.data_ptr<float>();
    for (std::int64_t p = 0; p < probes(); ++p) {
      for (std::int64_t q = p + 1; q < probes(); ++q) {
        if (set_.identity[p] != set_.identity[q]) continue;
        const float score = data[p * probes() + q];
        genuine.first.push_back(static_cast<std::uint32_t>(p));
        genuine.second.push_back(static_cast<std::uint32_t>(q));
        genuine.score.push_back(static_cast<double>(score));
        genuine.searches += 2;
        genuine.hits += (score >= match.best[p]) + (score >= match.best[q]);
      }
    }
    if (genuine.searches == 0) throw UserError(name_, "no person has two probes");
    return genuine;
  }

  ScoreFile scoreFile(const GenuinePairs& genuine, const DistractorMatch& match) const {
    ScoreFile file;
    file.protocol = name_;
    file.unitKind = "identity";
    file.units = set_.identities;
    file.first = genuine.first;
    file.second = genuine.second;
    file.score = genuine.score;
    file.same.assign(genuine.score.size(), true);
    for (std::int64_t p = 0; p < probes(); ++p) {
      file.items.push_back({set_.probes[p], set_.folder + "/facescrub_images/" + set_.probes[p],
                            static_cast<std::uint32_t>(set_.identity[p])});
    }
    file.unlistedImpostors.assign(static_cast<std::size_t>(set_.identities), 0);
    for (const std::int64_t identity : set_.identity) {
      file.unlistedImpostors[identity] += match.distractors;
    }
    std::unordered_map<std::uint32_t, std::uint32_t> items;  // of distractors
    for (const DistractorHit& hit : match.hardest) {
      const auto [item, isNew] =
          items.emplace(hit.distractor, static_cast<std::uint32_t>(file.items.size()));
      if (isNew) {
        const std::string& path = set_.distractors[hit.distractor];
        file.items.push_back({path, set_.folder + "/megaface_images/" + path,
                              static_cast<std::uint32_t>(set_.identities)});
      }
      file.first.push_back(hit.probe);
      file.second.push_back(item->second);
      file.score.push_back(static_cast<double>(hit.score));
      file.same.push_back(false);
      file.unlistedImpostors[set_.identity[hit.probe]] -= 1;
    }
    return file;
  }

  /// What is MegaFace's own: rank-1, and TAR by its rule of counting.
  void addOwn(Json& json, const GenuinePairs& genuine, const DistractorMatch& match) const {
    json["images"] = images();
    json["probes"] = probes();
    json["distractors"] = match.distractors;
    json["rank1"] = static_cast<double>(genuine.hits) / static_cast<double>(genuine.searches);
    json["rank1_searches"] = genuine.searches;
    const auto place = static_cast<std::size_t>(kCountFar * static_cast<double>(pairs()));
    json["count_rule"] = {{"far", kCountFar}, {"tar", nullptr}};
    if (place > 0 && place <= match.hardest.size()) {
      const auto threshold = static_cast<double>(match.hardest[place - 1].score);
      const auto accepted = std::count_if(genuine.score.begin(), genuine.score.end(),
                                          [&](double score) { return score > threshold; });
      json["count_rule"] = {
          {"far", kCountFar},
          {"tar", static_cast<double>(accepted) / static_cast<double>(genuine.score.size())},
          {"threshold", threshold}};
    } else {
      json["count_rule"]["tar_reason"] = "fewer than a million impostor pairs";
    }
    json["card"] = {
        {"kind", "megaface"},
        {"alignment", "as the images are stored"},
        {"colour_order", "RGB"},
        {"noisy_probes", std::count(set_.noisyProbe.begin(), set_.noisyProbe.end(), true)},
        {"noisy_distractors", set_.noisyDistractors.size()},
        {"score", "1 - d²/2 of unit flip sums, noisy distractors far away"},
        {"count_rule", "threshold is the floor(far·impostors)-th largest impostor score"}};
  }

  std::string name_;
  MegafaceChallenge set_;
  EvaluateSpec spec_;
};

}  // namespace

std::unique_ptr<EvaluationProtocol> openMegafaceProtocol(const std::string& name,
                                                         const std::string& path,
                                                         const EvaluateSpec& evaluate,
                                                         const DataSpec&) {
  return std::make_unique<MegafaceJudge>(name, openMegafaceChallenge(path, evaluate.distractors),
                                         evaluate);
}

}  // namespace lafs
