// SPDX-License-Identifier: GPL-3.0-or-later
// Protocols of image pairs: synthetic tests, all pairs, LFW's lists, verification bins.
#include <ATen/ATen.h>

#include <algorithm>
#include <utility>

#include "core/base/error.h"
#include "core/data/pair_protocol.h"
#include "core/embed/pair_scoring.h"
#include "core/embed/verification.h"

namespace lafs {

namespace {

class PairsJudge : public EvaluationProtocol {
 public:
  PairsJudge(std::string name, PairProtocol protocol, const EvaluateSpec& spec)
      : name_(std::move(name)), protocol_(std::move(protocol)), spec_(spec) {
    for (const FacePair& pair : protocol_.pairs) {
      images_.push_back(pair.first);
      images_.push_back(pair.second);
    }
    std::sort(images_.begin(), images_.end());
    images_.erase(std::unique(images_.begin(), images_.end()), images_.end());
  }

  std::int64_t images() const override { return static_cast<std::int64_t>(images_.size()); }
  std::int64_t pairs() const override { return static_cast<std::int64_t>(protocol_.pairs.size()); }

  ProtocolResult judge(FeatureSupply& supply) const override {
    ProtocolPart part{"images", images(), [this] { return protocol_.source; }, images_,
                      [this](std::int64_t k) { return protocol_.source->imageName(images_[k]); }};
    // A file of features may have a row for each image of each pair, as in a verification bin.
    const bool byPair = supply.rows(part) == 2 * pairs();
    if (byPair) part.size = 2 * pairs();
    std::vector<std::int64_t> first, second;
    for (std::int64_t k = 0; k < pairs(); ++k) {
      const FacePair& pair = protocol_.pairs[static_cast<std::size_t>(k)];
      first.push_back(byPair ? 2 * k : place(pair.first));
      second.push_back(byPair ? 2 * k + 1 : place(pair.second));
    }
    const at::Tensor features = supply.features(part, 0, part.size);
    std::vector<double> scores = pairDistances(features, first, second);
    for (double& score : scores) score = 1 - score / 2;
    ProtocolResult result = judgePairs(scoreFile(std::move(scores)), spec_, true);
    result.json["images"] = part.size;
    result.json["mean_norm"] = finiteOrNull(supply.meanNorm());
    result.json["card"] = card();
    result.json["card"].update(supply.card());
    return result;
  }

  ProtocolResult judgeScores(const std::vector<double>& scores) const override {
    ProtocolResult result = judgePairs(scoreFile(scores), spec_, true);
    result.json["images"] = images();
    result.json["card"] = card();
    return result;
  }

 private:
  std::int64_t place(std::int64_t image) const {
    return std::lower_bound(images_.begin(), images_.end(), image) - images_.begin();
  }

  Json card() const {
    return {{"kind", "pairs"},
            {"alignment", "as the images are stored"},
            {"colour_order", "RGB"},
            {"folds", "contiguous, threshold from the others"},
            {"score", "cosine of flip sums"}};
  }

  std::string pictureOf(std::int64_t image) const {
    if (protocol_.pictureRoot.empty()) return {};
    return protocol_.pictureRoot + '/' + protocol_.source->imageName(image);
  }

  ScoreFile scoreFile(std::vector<double> scores) const {
    ScoreFile file;
    file.protocol = name_;
    file.unitKind = protocol_.unitKind;
    file.score = std::move(scores);
    const FaceSource& source = *protocol_.source;
    file.units = source.identities();
    for (const std::int64_t image : images_) {
      file.items.push_back({source.imageName(image), pictureOf(image),
                            static_cast<std::uint32_t>(source.label(image))});
    }
    for (const FacePair& pair : protocol_.pairs) {
      file.same.push_back(pair.same);
      file.first.push_back(static_cast<std::uint32_t>(place(pair.first)));
      file.second.push_back(static_cast<std::uint32_t>(place(pair.second)));
    }
    return file;
  }

  std::string name_;
  PairProtocol protocol_;
  EvaluateSpec spec_;
  std::vector<std::int64_t> images_;  ///< in the source, each once, ascending
};

}  // namespace

std::unique_ptr<EvaluationProtocol> openPairProtocol(const std::string& name, const std::string&,
                                                     const EvaluateSpec& evaluate,
                                                     const DataSpec& data) {
  return std::make_unique<PairsJudge>(name, openProtocol(name, evaluate, data), evaluate);
}

}  // namespace lafs
