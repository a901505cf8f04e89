// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/ijb_set.h"

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// Sizes in full (the sets' papers and InsightFace's evaluation).
struct FullSet {
  const char* kind;
  std::size_t images, templates, pairs;
};
constexpr FullSet kFullSets[] = {{"ijbb", 227630, 12115, 8010270},
                                 {"ijbc", 469375, 23124, 15658489}};

constexpr const char* kFaceList = "_face_tid_mid.txt";

/// What stands before "_face_tid_mid.txt" in the one list of that kind.
std::string findPrefix(const fs::path& meta, const std::string& kind) {
  if (kind != "ijb") return kind;
  std::error_code failed;
  std::string prefix;
  for (const auto& entry : fs::directory_iterator(meta, failed)) {
    const std::string name = entry.path().filename().string();
    const std::size_t at = name.find(kFaceList);
    if (at == std::string::npos || name.substr(at) != kFaceList) continue;
    if (!prefix.empty())
      throw UserError(meta.string(), "holds two face lists", "keep one set here");
    prefix = name.substr(0, at);
  }
  if (prefix.empty()) {
    throw UserError(meta.string(), std::string("there is no list *") + kFaceList,
                    "name the folder that holds meta and loose_crop");
  }
  return prefix;
}

std::vector<IjbSearchList> searchLists(const fs::path& meta, const std::string& beginning) {
  std::vector<std::string> files;
  std::error_code failed;
  for (const auto& entry : fs::directory_iterator(meta, failed)) {
    const std::string name = entry.path().filename().string();
    if (name.rfind(beginning, 0) == 0 && entry.path().extension() == ".csv") files.push_back(name);
  }
  std::sort(files.begin(), files.end());
  std::vector<IjbSearchList> lists;
  for (const std::string& file : files) {
    lists.push_back({fs::path(file).stem().string().substr(beginning.size()),
                     readTemplateCsv((meta / file).string())});
  }
  return lists;
}

std::string counted(std::size_t count, const char* what) {
  return withThousands(static_cast<std::int64_t>(count)) + ' ' + what;
}

void checkFull(const IjbSet& set, const std::string& kind, std::size_t templates) {
  for (const FullSet& full : kFullSets) {
    if (kind != full.kind) continue;
    if (set.faces.size() == full.images && templates == full.templates &&
        set.pairs.first.size() == full.pairs) {
      return;
    }
    throw UserError(set.folder,
                    "found " + counted(set.faces.size(), "images, ") +
                        counted(templates, "templates and ") +
                        counted(set.pairs.first.size(), "pairs; ") + kind + " has " +
                        counted(full.images, "images, ") +
                        counted(full.templates, "templates and ") + counted(full.pairs, "pairs"),
                    "fetch the whole set; ijb:FOLDER measures another one of this layout");
  }
}

void checkLists(const IjbSet& set, const std::string& meta) {
  if (set.faces.size() != set.detections.size()) {
    throw UserError(meta,
                    "the face list has " + std::to_string(set.faces.size()) +
                        " lines, the points list " + std::to_string(set.detections.size()),
                    "both describe the same images, line by line");
  }
  for (std::size_t i = 0; i < set.faces.size(); ++i) {
    if (set.faces[i].image == set.detections[i].image) continue;
    throw UserError(meta,
                    "line " + std::to_string(i + 1) + " of the face list is of " +
                        set.faces[i].image + ", of the points list of " + set.detections[i].image,
                    "both describe the same images, line by line");
  }
}

void checkTemplates(const IjbSet& set, const std::vector<std::int32_t>& ids,
                    const std::string& meta) {
  const auto known = [&ids](std::int32_t id) {
    return std::binary_search(ids.begin(), ids.end(), id);
  };
  const auto refuse = [&](std::int32_t id, const std::string& where) {
    throw UserError(meta, where + " names template " + std::to_string(id) + ", which has no image",
                    "a set is measured in full or not at all");
  };
  for (std::size_t k = 0; k < set.pairs.first.size(); ++k) {
    for (const std::int32_t id : {set.pairs.first[k], set.pairs.second[k]}) {
      if (!known(id)) refuse(id, "line " + std::to_string(k + 1) + " of the pair list");
    }
  }
  for (const auto* lists : {&set.galleries, &set.probes}) {
    for (const IjbSearchList& list : *lists) {
      for (const TemplateMember& member : list.members) {
        if (!known(member.templateId)) refuse(member.templateId, "the 1:N list " + list.name);
      }
    }
  }
}

}  // namespace

IjbSet openIjbSet(const std::string& kind, const std::string& folder) {
  const fs::path meta = fs::path(folder) / "meta";
  if (!fs::is_directory(meta)) {
    throw UserError(meta.string(), "there is no such folder",
                    "name the folder that holds meta and loose_crop");
  }
  IjbSet set;
  set.folder = folder;
  set.prefix = findPrefix(meta, kind);
  const auto file = [&](const char* ending) { return (meta / (set.prefix + ending)).string(); };
  set.faces = readIjbFaces(file(kFaceList));
  set.detections = readIjbDetections(file("_name_5pts_score.txt"));
  set.pairs = readIjbPairs(file("_template_pair_label.txt"));
  set.galleries = searchLists(meta, set.prefix + "_1N_gallery_");
  set.probes = searchLists(meta, set.prefix + "_1N_probe_");
  std::vector<std::int32_t> ids;
  for (const IjbFace& face : set.faces) ids.push_back(face.templateId);
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  checkLists(set, meta.string());
  checkFull(set, kind, ids.size());
  checkTemplates(set, ids, meta.string());
  return set;
}

}  // namespace lafs
