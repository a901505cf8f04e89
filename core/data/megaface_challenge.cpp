// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/megaface_challenge.h"

#include <filesystem>
#include <unordered_map>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/data/folder_source.h"
#include "core/formats/megaface_lists.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kAllDistractors = 1'000'000;
constexpr std::size_t kAllProbes = 3530;

std::string fileName(const std::string& path) {
  return path.substr(path.find_last_of('/') + 1);
}

void refuseShort(const std::string& file, std::size_t found, std::int64_t expected,
                 const char* what) {
  throw UserError(file,
                  "holds " + withThousands(static_cast<std::int64_t>(found)) + ' ' + what +
                      ", expected " + withThousands(expected),
                  "a set is measured in full or not at all");
}

void readProbes(MegafaceChallenge& set, const fs::path& lists) {
  const std::string file = (lists / "facescrub_features_list.json").string();
  const MegafaceFeatureList probes = readMegafaceFeatureList(file);
  std::unordered_map<std::string, std::int64_t> known;
  for (const std::string& path : probes.paths) {
    set.probes.push_back(pictureKey(path, MegafaceSet::FaceScrub));
    const std::string person = set.probes.back().substr(0, set.probes.back().find('/'));
    const auto label = static_cast<std::int64_t>(known.size());
    set.identity.push_back(known.emplace(person, label).first->second);
  }
  set.identities = static_cast<std::int64_t>(known.size());
}

}  // namespace

MegafaceChallenge openMegafaceChallenge(const std::string& folder, std::int64_t distractors) {
  MegafaceChallenge set;
  set.folder = folder;
  const fs::path lists = fs::path(folder) / "templatelists";
  readProbes(set, lists);
  const std::string probeNoises = (fs::path(folder) / "facescrub_noises.txt").string();
  const auto noisy = readMegafaceNoises(probeNoises, MegafaceSet::FaceScrub);
  const std::unordered_set<std::string> noisyNames(noisy.begin(), noisy.end());
  for (const std::string& probe : set.probes) {
    set.noisyProbe.push_back(noisyNames.count(fileName(probe)) > 0);
  }
  const std::string file =
      (lists / ("megaface_features_list.json_" + std::to_string(distractors) + "_1")).string();
  for (const std::string& path : readMegafaceFeatureList(file).paths) {
    set.distractors.push_back(pictureKey(path, MegafaceSet::MegaFace));
  }
  const auto noises = readMegafaceNoises((fs::path(folder) / "megaface_noises.txt").string(),
                                         MegafaceSet::MegaFace);
  set.noisyDistractors.insert(noises.begin(), noises.end());
  if (static_cast<std::int64_t>(set.distractors.size()) != distractors) {
    refuseShort(file, set.distractors.size(), distractors, "distractors");
  }
  if (distractors == kAllDistractors && set.probes.size() != kAllProbes) {
    refuseShort((lists / "facescrub_features_list.json").string(), set.probes.size(),
                static_cast<std::int64_t>(kAllProbes), "probes");
  }
  return set;
}

std::shared_ptr<FaceSource> openMegafacePictures(const std::string& folder,
                                                 const std::vector<std::string>& paths) {
  if (!fs::is_directory(folder)) throw UserError(folder, "there is no such folder of pictures");
  IndexedIdentity all{"all", {}};
  for (const std::string& path : paths) {
    std::error_code failed;
    const auto bytes = fs::file_size(fs::path(folder) / path, failed);
    if (failed) {
      throw UserError(folder + '/' + path, "there is no such picture",
                      "a set is measured in full or not at all");
    }
    all.files.push_back({path, static_cast<std::int64_t>(bytes)});
  }
  DataSpec spec;
  spec.source = "folder";
  spec.root = folder;
  spec.damaged = "refuse";
  return makeFolderSource(spec, {std::move(all)});
}

}  // namespace lafs
