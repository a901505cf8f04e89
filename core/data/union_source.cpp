// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/config/source_text.h"
#include "core/data/folder_source.h"
#include "core/data/source_registry.h"

namespace lafs {

namespace {

struct Part {
  std::string text;
  std::shared_ptr<FaceSource> source;
  bool split = false;  ///< the union holds identities back; a synthetic part has pools of its own
};

/// Where a picture of the union comes from.
struct Origin {
  std::uint32_t part = 0;
  std::uint32_t index = 0;
};

class UnionSource : public FaceSource {
 public:
  UnionSource(std::vector<Part> parts, const DataSpec& spec, Pool pool)
      : parts_(std::move(parts)), merge_(spec.sameNames == "merge") {
    const std::vector<std::vector<std::int32_t>> people = gatherPeople();
    const std::vector<bool> held = heldOut(people, spec);
    for (std::uint32_t p = 0; p < parts_.size(); ++p) {
      const FaceSource& source = *parts_[p].source;
      for (std::int64_t i = 0; i < source.size(); ++i) {
        const std::int32_t person = people[p][source.label(i)];
        if (parts_[p].split && held[person] != (pool == Pool::Test)) continue;
        origins_.push_back({p, static_cast<std::uint32_t>(i)});
        people_.labels.push_back(person);
      }
    }
    people_.keepOnly(std::vector<bool>(people_.labels.size(), true));
    if (origins_.empty()) {
      throw UserError("data.test_fraction", "leaves no identity of the union for this stage",
                      "choose a share between 0 and 1");
    }
  }

  std::int64_t size() const override { return static_cast<std::int64_t>(origins_.size()); }
  std::int64_t identities() const override {
    return static_cast<std::int64_t>(people_.names.size());
  }
  std::int64_t label(std::int64_t index) const override { return people_.labels.at(index); }
  std::string identityName(std::int64_t label) const override { return people_.names.at(label); }
  std::string imageName(std::int64_t index) const override {
    const Origin origin = origins_.at(index);
    return prefix(origin.part) + parts_[origin.part].source->imageName(origin.index);
  }
  Image image(std::int64_t index) const override { return of(index).image(at(index)); }
  Image ownImage(std::int64_t index) const override { return of(index).ownImage(at(index)); }
  std::string encoded(std::int64_t index) const override { return of(index).encoded(at(index)); }
  std::optional<std::vector<float>> landmarks(std::int64_t index) const override {
    return of(index).landmarks(at(index));
  }
  std::string fingerprint() const override {
    Sha256 hash;
    hash.update(merge_ ? "union 1 merge\n" : "union 1\n");
    for (const Part& part : parts_) hash.update(part.source->fingerprint() + "\n");
    hash.update(std::to_string(size()) + "\n");
    return hash.hex();
  }
  std::vector<std::string> warnings() const override {
    std::vector<std::string> all;
    for (const Part& part : parts_) {
      for (const std::string& warning : part.source->warnings()) {
        all.push_back(part.text + ": " + warning);
      }
    }
    return all;
  }

 private:
  const FaceSource& of(std::int64_t index) const { return *parts_[origins_.at(index).part].source; }
  std::int64_t at(std::int64_t index) const { return origins_[index].index; }
  static std::string prefix(std::size_t part) { return std::to_string(part + 1) + "/"; }

  /// Person of the union for each label of each part; fills the names.
  std::vector<std::vector<std::int32_t>> gatherPeople() {
    std::vector<std::vector<std::int32_t>> people;
    std::map<std::string, std::int32_t> known;
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      std::vector<std::int32_t> own;
      for (std::int64_t l = 0; l < parts_[p].source->identities(); ++l) {
        const std::string name = (merge_ ? "" : prefix(p)) + parts_[p].source->identityName(l);
        const auto fresh = static_cast<std::int32_t>(people_.names.size());
        const auto [entry, added] = known.emplace(name, fresh);
        if (added) people_.names.push_back(name);
        own.push_back(entry->second);
      }
      people.push_back(std::move(own));
    }
    return people;
  }

  /// The union's own split, over the people of the parts that have no pools of their own.
  std::vector<bool> heldOut(const std::vector<std::vector<std::int32_t>>& people,
                            const DataSpec& spec) const {
    std::vector<bool> split(people_.names.size(), false);
    for (std::size_t p = 0; p < parts_.size(); ++p) {
      if (!parts_[p].split) continue;
      for (const std::int32_t person : people[p]) split[person] = true;
    }
    std::vector<std::size_t> persons;
    for (std::size_t k = 0; k < split.size(); ++k) {
      if (split[k]) persons.push_back(k);
    }
    const std::vector<bool> chosen = heldOutIdentities(static_cast<std::int64_t>(persons.size()),
                                                       spec.testFraction, spec.splitSeed);
    std::vector<bool> held(people_.names.size(), false);
    for (std::size_t k = 0; k < persons.size(); ++k) held[persons[k]] = chosen[k];
    return held;
  }

  std::vector<Part> parts_;
  bool merge_;
  std::vector<Origin> origins_;
  PictureLabels people_;
};

std::shared_ptr<FaceSource> openPart(const DataSpec& spec, Pool pool) {
  for (const SourceKind& kind : sourceKinds()) {
    if (kind.name == spec.source) return kind.open(spec, pool);
  }
  throw UserError("data.parts", "'" + spec.source + "' is no source");
}

}  // namespace

std::shared_ptr<FaceSource> openUnionSource(const DataSpec& spec, Pool pool) {
  if (spec.parts.empty()) {
    throw UserError("data.parts", "a union needs sources to put together",
                    "for example [folder:faces, recordio:more/train.rec]");
  }
  std::vector<Part> parts;
  for (const std::string& text : spec.parts) {
    const DataSpec own = partOfUnion(text, spec);
    const bool files = own.source != "synthetic";
    parts.push_back({text, openPart(own, files ? Pool::Labelled : pool), files});
  }
  return std::make_shared<UnionSource>(std::move(parts), spec, pool);
}

}  // namespace lafs
