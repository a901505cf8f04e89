// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/verification_bin_source.h"

#include <algorithm>
#include <filesystem>
#include <numeric>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/formats/verification_bin.h"
#include "core/image/codec.h"

namespace lafs {

namespace {

struct NamedSet {
  const char* name;
  std::size_t pairs;
};
constexpr NamedSet kSets[] = {{"lfw", 6000},   {"agedb_30", 6000}, {"calfw", 6000},
                              {"cplfw", 6000}, {"cfp_fp", 7000},   {"cfp_ff", 7000}};

void checkNamedSet(const VerificationBin& bin) {
  const std::string stem = std::filesystem::path(bin.path()).stem().string();
  for (const NamedSet& set : kSets) {
    if (stem != set.name || bin.pairs() == set.pairs) continue;
    throw UserError(bin.path(),
                    "holds " + std::to_string(bin.pairs()) + " pairs, " + set.name + " has " +
                        std::to_string(set.pairs),
                    "fetch the whole set, or give the file another name");
  }
}

/// Joins things that are found to be one (union by smaller root, paths halved).
class Groups {
 public:
  explicit Groups(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }
  std::size_t of(std::size_t one) {
    while (parent_[one] != one) one = parent_[one] = parent_[parent_[one]];
    return one;
  }
  void join(std::size_t a, std::size_t b) {
    a = of(a), b = of(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }

 private:
  std::vector<std::size_t> parent_;
};

class BinSource : public FaceSource {
 public:
  explicit BinSource(VerificationBin bin) : bin_(std::move(bin)) {
    std::unordered_map<std::string_view, std::size_t> known;
    for (std::size_t i = 0; i < bin_.images().size(); ++i) {
      const auto [found, isNew] = known.emplace(bin_.images()[i], pictures_.size());
      if (isNew) pictures_.push_back(i);
      imageOf_.push_back(found->second);
    }
    Groups groups(pictures_.size());
    for (std::size_t k = 0; k < bin_.pairs(); ++k) {
      if (bin_.same()[k]) groups.join(imageOf_[2 * k], imageOf_[2 * k + 1]);
    }
    std::unordered_map<std::size_t, std::int64_t> labels;
    for (std::size_t i = 0; i < pictures_.size(); ++i) {
      const auto label = static_cast<std::int64_t>(labels.size());
      labels_.push_back(labels.emplace(groups.of(i), label).first->second);
    }
    identities_ = static_cast<std::int64_t>(labels.size());
  }

  std::vector<FacePair> pairs() const {
    std::vector<FacePair> pairs;
    for (std::size_t k = 0; k < bin_.pairs(); ++k) {
      pairs.push_back({static_cast<std::int64_t>(imageOf_[2 * k]),
                       static_cast<std::int64_t>(imageOf_[2 * k + 1]), bin_.same()[k] != 0});
    }
    return pairs;
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(pictures_.size()); }
  std::int64_t identities() const override { return identities_; }
  std::int64_t label(std::int64_t index) const override { return labels_.at(index); }
  std::string identityName(std::int64_t label) const override {
    return "person " + std::to_string(label);
  }
  std::string imageName(std::int64_t index) const override {
    return std::filesystem::path(bin_.path()).filename().string() + '#' +
           std::to_string(pictures_.at(index));
  }
  Image image(std::int64_t index) const override {
    const std::string_view bytes = bin_.images()[pictures_.at(index)];
    return decodeImage(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size(),
                       bin_.path() + ": image " + std::to_string(pictures_[index]));
  }
  std::string fingerprint() const override {
    Sha256 hash;
    for (const std::string_view bytes : bin_.images()) hash.update(bytes);
    return hash.hex();
  }

 private:
  VerificationBin bin_;
  std::vector<std::size_t> pictures_;  ///< first place of each different picture in the file
  std::vector<std::size_t> imageOf_;   ///< image of each place
  std::vector<std::int64_t> labels_;
  std::int64_t identities_ = 0;
};

}  // namespace

PairProtocol openVerificationBin(const std::string& path) {
  VerificationBin bin = VerificationBin::open(path);
  checkNamedSet(bin);
  auto source = std::make_shared<BinSource>(std::move(bin));
  PairProtocol protocol;
  protocol.name = std::filesystem::path(path).filename().string();
  protocol.pairs = source->pairs();
  protocol.source = std::move(source);
  return protocol;
}

}  // namespace lafs
