// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/listed_pairs.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <utility>

#include "core/base/error.h"
#include "core/data/folder_source.h"
#include "core/formats/pairs_list.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kListedProblems = 20;

/// Pictures of one person's folder: stem to file name, and the names in natural order.
struct PersonFolder {
  std::map<std::string, std::string> byStem;
  std::vector<std::string> files;
};

PersonFolder readPerson(const fs::path& folder) {
  PersonFolder person;
  std::error_code failed;
  for (const fs::directory_entry& entry : fs::directory_iterator(folder, failed)) {
    const std::string name = entry.path().filename().string();
    if (name[0] == '.' || !isPictureFile(name)) continue;
    person.files.push_back(name);
    person.byStem.emplace(entry.path().stem().string(), name);
  }
  std::sort(person.files.begin(), person.files.end(), naturalLess);
  return person;
}

/// Finds the file of a numbered image; empty when there is none.
std::string fileOf(const PersonFolder& person, const NumberedImage& image) {
  char padded[32];
  std::snprintf(padded, sizeof padded, "_%04lld", static_cast<long long>(image.number));
  const std::string base = fs::path(image.person).filename().string();
  for (const std::string& stem : {base + padded, std::to_string(image.number)}) {
    const auto found = person.byStem.find(stem);
    if (found != person.byStem.end()) return found->second;
  }
  // Numbers that name nothing count, unless the folder follows LFW's naming and has a gap.
  if (person.byStem.count(base + "_0001") > 0 || person.byStem.count("1") > 0) return {};
  const auto at = static_cast<std::size_t>(image.number - 1);
  return at < person.files.size() ? person.files[at] : std::string();
}

/// Collects the pictures that a list names.
class Collector {
 public:
  Collector(std::string list, std::string root) : list_(std::move(list)), root_(std::move(root)) {}

  void add(const NumberedImage& image, std::int64_t line) {
    auto& numbered = people_[image.person];
    if (numbered.count(image.number) > 0) return;
    const auto folder = folders_.find(image.person);
    const PersonFolder& person =
        folder != folders_.end()
            ? folder->second
            : folders_.emplace(image.person, readPerson(fs::path(root_) / image.person))
                  .first->second;
    const std::string file = fileOf(person, image);
    if (file.empty()) {
      problems_.push_back(
          {list_ + ":" + std::to_string(line),
           "no image " + std::to_string(image.number) + " of '" + image.person + "' below " + root_,
           "set evaluate.root to the folder of identity folders"});
    }
    numbered[image.number] = file;
  }

  /// Identities in order of name, and the index of each numbered image.
  std::vector<IndexedIdentity> finish() {
    if (problems_.size() > kListedProblems) {
      const std::size_t more = problems_.size() - kListedProblems;
      problems_.resize(kListedProblems);
      problems_.push_back({list_, std::to_string(more) + " more images are missing", ""});
    }
    if (!problems_.empty()) throw UserError(problems_);
    std::vector<IndexedIdentity> identities;
    std::int64_t next = 0;
    for (const auto& [name, images] : people_) {
      IndexedIdentity identity{name, {}};
      for (const auto& [number, file] : images) {
        std::error_code failed;
        const auto bytes = fs::file_size(fs::path(root_) / name / file, failed);
        identity.files.push_back(
            {name + "/" + file, failed ? 0 : static_cast<std::int64_t>(bytes)});
        indices_[{name, number}] = next++;
      }
      identities.push_back(std::move(identity));
    }
    return identities;
  }

  std::int64_t indexOf(const NumberedImage& image) const {
    return indices_.at({image.person, image.number});
  }

 private:
  std::string list_, root_;
  std::map<std::string, std::map<std::int64_t, std::string>> people_;
  std::map<std::string, PersonFolder> folders_;
  std::map<std::pair<std::string, std::int64_t>, std::int64_t> indices_;
  std::vector<Problem> problems_;
};

/// The images of a list whose folder nobody named: who is on them is known, and features or scores
/// made elsewhere can be judged; only a model has to ask for the pictures.
class NamedPictures : public FaceSource {
 public:
  NamedPictures(std::string list, const PairsList& pairs) : list_(std::move(list)) {
    std::map<std::pair<std::string, std::int64_t>, std::int64_t> known;
    for (const ListedPair& pair : pairs.pairs) {
      for (const NumberedImage& image : {pair.first, pair.second}) {
        known[{image.person, image.number}] = 0;
      }
    }
    for (auto& [image, index] : known) {
      if (people_.empty() || people_.back() != image.first) people_.push_back(image.first);
      index = static_cast<std::int64_t>(labels_.size());
      labels_.push_back(static_cast<std::int64_t>(people_.size()) - 1);
      names_.push_back(image.first + '/' + std::to_string(image.second));
    }
    for (const ListedPair& pair : pairs.pairs) {
      pairs_.push_back({known.at({pair.first.person, pair.first.number}),
                        known.at({pair.second.person, pair.second.number}), pair.same});
    }
  }
  const std::vector<FacePair>& pairs() const { return pairs_; }

  std::int64_t size() const override { return static_cast<std::int64_t>(labels_.size()); }
  std::int64_t identities() const override { return static_cast<std::int64_t>(people_.size()); }
  std::int64_t label(std::int64_t index) const override { return labels_.at(index); }
  std::string identityName(std::int64_t label) const override { return people_.at(label); }
  std::string imageName(std::int64_t index) const override { return names_.at(index); }
  Image image(std::int64_t) const override {
    throw UserError("evaluate.root", "no image folder is named for " + list_,
                    "set evaluate.root to the folder of identity folders");
  }
  std::string fingerprint() const override { return "none"; }

 private:
  std::string list_;
  std::vector<std::string> people_, names_;
  std::vector<std::int64_t> labels_;
  std::vector<FacePair> pairs_;
};

}  // namespace

PairProtocol openListedPairs(const std::string& file, const std::string& root,
                             const DataSpec& data) {
  const PairsList list = readPairsList(file);
  if (root.empty()) {
    auto names = std::make_shared<NamedPictures>(file, list);
    PairProtocol protocol;
    protocol.name = fs::path(file).filename().string();
    protocol.pairs = names->pairs();
    protocol.source = std::move(names);
    return protocol;
  }
  if (!fs::is_directory(root)) {
    throw UserError("evaluate.root", "no such folder: " + root,
                    "set evaluate.root to the folder of identity folders");
  }
  Collector collector(file, root);
  for (const ListedPair& pair : list.pairs) {
    collector.add(pair.first, pair.line);
    collector.add(pair.second, pair.line);
  }
  DataSpec spec = data;
  spec.root = root;
  spec.damaged = "refuse";
  PairProtocol protocol;
  protocol.name = fs::path(file).filename().string();
  protocol.source = makeFolderSource(spec, collector.finish());
  protocol.pictureRoot = root;
  for (const ListedPair& pair : list.pairs) {
    protocol.pairs.push_back(
        {collector.indexOf(pair.first), collector.indexOf(pair.second), pair.same});
  }
  return protocol;
}

}  // namespace lafs
