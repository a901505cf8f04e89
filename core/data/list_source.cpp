// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <map>

#include "core/base/error.h"
#include "core/data/folder_source.h"
#include "core/formats/picture_list.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kListedProblems = 20;

struct NaturalOrder {
  bool operator()(const std::string& a, const std::string& b) const { return naturalLess(a, b); }
};

/// Names of the labels in natural order, and who is on each picture.
PictureLabels peopleOf(const std::vector<ListedPicture>& listed) {
  std::map<std::string, std::int32_t, NaturalOrder> labels;
  for (const ListedPicture& picture : listed) labels.emplace(picture.label, 0);
  PictureLabels people;
  for (auto& [name, label] : labels) {
    label = static_cast<std::int32_t>(people.names.size());
    people.names.push_back(name);
  }
  for (const ListedPicture& picture : listed) people.labels.push_back(labels.at(picture.label));
  return people;
}

/// Sizes of the listed files; UserError for those that are missing, 20 at most and a count.
std::vector<IndexedFile> filesOf(const std::string& list, const fs::path& root,
                                 const std::vector<ListedPicture>& listed) {
  std::vector<IndexedFile> files;
  std::vector<Problem> problems;
  std::size_t missing = 0;
  for (const ListedPicture& picture : listed) {
    std::error_code failed;
    const auto bytes = fs::file_size(root / picture.path, failed);
    files.push_back({picture.path, failed ? 0 : static_cast<std::int64_t>(bytes)});
    if (failed && ++missing <= kListedProblems) {
      problems.push_back({list + ":" + std::to_string(picture.line),
                          "there is no file " + (root / picture.path).string(),
                          "set data.root to the folder that the list's paths start from"});
    }
  }
  if (missing > kListedProblems) {
    problems.push_back({list, std::to_string(missing - kListedProblems) + " more are missing", ""});
  }
  if (missing > 0) throw UserError(std::move(problems));
  return files;
}

}  // namespace

std::shared_ptr<FaceSource> openListSource(const DataSpec& spec, Pool pool) {
  if (spec.list.empty()) {
    throw UserError("data.list", "no list is named", "set data.list to a file of paths and labels");
  }
  const bool ownFolder = spec.root.empty();
  const fs::path root = ownFolder ? fs::absolute(spec.list).parent_path() : fs::path(spec.root);
  std::vector<ListedPicture> listed =
      readPictureList(spec.list, ownFolder ? ListPaths::AlsoAbsolute : ListPaths::BelowFolder);
  LabelledFiles files;
  files.people = peopleOf(listed);
  const std::vector<bool> keep = picturesOfPool(files.people, spec, pool);
  files.files = filesOf(spec.list, root, listed);
  files.keepOnly(keep);
  return makeFileSource(spec, root.string(), std::move(files));
}

}  // namespace lafs
