// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/synthetic_source.h"

#include "core/base/error.h"
#include "core/base/random_stream.h"
#include "core/base/sha256.h"
#include "core/data/synthetic/render_face.h"

namespace lafs {

namespace {

using synthetic::Challenge;
using synthetic::Domain;

/// Goes into every fingerprint: raise it when the pictures of a given spec change.
constexpr int kRendererVersion = 1;
constexpr std::uint64_t kPersonKey = 0x70657273;
constexpr std::uint64_t kPictureKey = 0x70696374;

const char* poolName(Pool pool) {
  switch (pool) {
    case Pool::Labelled:
      return "labelled";
    case Pool::Unlabelled:
      return "unlabelled";
    case Pool::Test:
      return "test";
  }
  return "";
}

Domain domainOf(const std::string& name) {
  if (name == "studio") return Domain::Studio;
  if (name == "curated") return Domain::Curated;
  if (name == "wild") return Domain::Wild;
  throw UserError("data.domain", "'" + name + "' is not studio, curated or wild");
}

class SyntheticSource : public FaceSource {
 public:
  SyntheticSource(const DataSpec& spec, Pool pool, Challenge even, Challenge odd)
      : spec_(spec), pool_(pool), even_(even), odd_(odd) {
    if (spec.identities < 1 || spec.imagesPerIdentity < 1) {
      throw UserError("data", "identities and images_per_identity must be at least 1");
    }
    domain_ = domainOf(spec.domain);
  }

  std::int64_t size() const override { return spec_.identities * spec_.imagesPerIdentity; }
  std::int64_t identities() const override { return spec_.identities; }
  std::int64_t label(std::int64_t index) const override {
    require(index >= 0 && index < size(), "index outside the synthetic source");
    return index / spec_.imagesPerIdentity;
  }
  std::string identityName(std::int64_t label) const override {
    return std::string("synthetic-") + std::to_string(spec_.renderSeed) + "-" + poolName(pool_) +
           "-" + std::to_string(label);
  }
  std::string imageName(std::int64_t index) const override {
    return identityName(label(index)) + "/" + spec_.domain + "-" + challengeTag(index) +
           std::to_string(index % spec_.imagesPerIdentity);
  }

  Image image(std::int64_t index) const override {
    const synthetic::FaceTraits person = personOf(index);
    return synthetic::renderFace(person, conditionsOf(index, person), domain_).image;
  }

  std::optional<std::vector<float>> landmarks(std::int64_t index) const override {
    const synthetic::FaceTraits person = personOf(index);
    return synthetic::locateLandmarks(person, conditionsOf(index, person), domain_);
  }

  std::string fingerprint() const override {
    const std::string text =
        "synthetic " + std::to_string(kRendererVersion) + " " + std::to_string(spec_.renderSeed) +
        " " + poolName(pool_) + " " + spec_.domain + " " + std::to_string(spec_.identities) + " " +
        std::to_string(spec_.imagesPerIdentity) + " " + std::to_string(static_cast<int>(even_)) +
        " " + std::to_string(static_cast<int>(odd_));
    return sha256Hex(text);
  }

 private:
  Challenge challengeOf(std::int64_t index) const {
    return (index % spec_.imagesPerIdentity) % 2 == 0 ? even_ : odd_;
  }
  std::string challengeTag(std::int64_t index) const {
    static const char* const kTags[] = {"", "frontal-", "profile-", "young-", "old-"};
    return kTags[static_cast<int>(challengeOf(index))];
  }
  synthetic::FaceTraits personOf(std::int64_t index) const {
    return synthetic::drawTraits(
        mixKeys({kPersonKey, static_cast<std::uint64_t>(spec_.renderSeed),
                 static_cast<std::uint64_t>(pool_), static_cast<std::uint64_t>(label(index))}));
  }
  synthetic::PhotoConditions conditionsOf(std::int64_t index,
                                          const synthetic::FaceTraits& person) const {
    const Challenge challenge = challengeOf(index);
    const std::uint64_t key =
        mixKeys({kPictureKey, static_cast<std::uint64_t>(spec_.renderSeed),
                 static_cast<std::uint64_t>(pool_), static_cast<std::uint64_t>(label(index)),
                 static_cast<std::uint64_t>(index % spec_.imagesPerIdentity),
                 static_cast<std::uint64_t>(domain_), static_cast<std::uint64_t>(challenge)});
    return synthetic::drawConditions(key, person, domain_, challenge);
  }

  DataSpec spec_;
  Pool pool_;
  Challenge even_, odd_;
  Domain domain_ = Domain::Curated;
};

}  // namespace

std::shared_ptr<FaceSource> makeSyntheticSource(const DataSpec& spec, Pool pool, Challenge even,
                                                Challenge odd) {
  return std::make_shared<SyntheticSource>(spec, pool, even, odd);
}

std::shared_ptr<FaceSource> openSyntheticSource(const DataSpec& spec, Pool pool) {
  return makeSyntheticSource(spec, pool);
}

}  // namespace lafs
