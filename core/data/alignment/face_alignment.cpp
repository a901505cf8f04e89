// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/alignment/face_alignment.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/base/sha256.h"
#include "core/data/alignment/alignment_journal.h"
#include "core/data/folder_index.h"
#include "core/formats/five_points.h"
#include "core/image/codec.h"
#include "core/image/yunet.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kListed = 100;

const char* nameOf(PointSource points) {
  return points == PointSource::Detector ? "detector"
         : points == PointSource::List   ? "list"
                                         : "whole";
}

/// Everything that a face depends on besides its photograph, in one line.
std::string optionsLine(const AlignOptions& options) {
  Json json = {
      {"points", nameOf(options.points)}, {"side", options.side}, {"quality", options.quality}};
  if (options.points != PointSource::None) {
    json["file_sha256"] = sha256Hex(readWholeFile(options.file));
  }
  if (options.points == PointSource::Detector) {
    json["face"] = static_cast<int>(options.face);
    json["min_score"] = options.minScore;
  }
  return json.dump();
}

/// "a/b.jpeg" -> "a/b.png". Two photographs that differ in their ending alone keep it.
std::string outputName(const std::string& file, int quality, std::set<std::string>& taken) {
  const std::string ending = quality > 0 ? ".jpg" : ".png";
  std::string name = fs::path(file).replace_extension(ending).string();
  if (!taken.insert(name).second) {
    name = file + ending;
    taken.insert(name);
  }
  return name;
}

double sizeOf(const DetectedFace& face) {
  return face.width * face.height;
}

double distanceToMiddle(const DetectedFace& face, const Image& image) {
  return std::hypot(face.left + face.width / 2 - image.width / 2.0,
                    face.top + face.height / 2 - image.height / 2.0);
}

const DetectedFace& chosen(const std::vector<DetectedFace>& faces, FaceChoice choice,
                           const Image& image) {
  if (choice == FaceChoice::Largest) {
    return *std::max_element(faces.begin(), faces.end(),
                             [](const auto& a, const auto& b) { return sizeOf(a) < sizeOf(b); });
  }
  if (choice == FaceChoice::Central) {
    return *std::min_element(faces.begin(), faces.end(), [&](const auto& a, const auto& b) {
      return distanceToMiddle(a, image) < distanceToMiddle(b, image);
    });
  }
  return faces.front();  // the best score comes first
}

/// A photograph still to be done, or done before.
struct Work {
  std::string file, output;
  std::int64_t bytes = 0;
};

class Aligner {
 public:
  explicit Aligner(const AlignOptions& options) : options_(options) {
    if (options.points != PointSource::List) return;
    for (const FivePoints& face : readFivePoints(options.file)) {
      for (std::size_t k = 0; k < 5; ++k) {
        listed_[face.file][k] = {face.points[2 * k], face.points[2 * k + 1]};
      }
    }
  }

  AlignedPicture align(const Work& work, YuNet* detector) const {
    AlignedPicture picture;
    picture.file = work.file;
    picture.bytes = work.bytes;
    try {
      const Image photograph = readImage((fs::path(options_.photographs) / work.file).string());
      const std::optional<Image> face = faceOf(photograph, detector, picture);
      if (face) write(*face, work.output, picture);
    } catch (const UserError& error) {
      picture.reason = error.what();
    }
    return picture;
  }

 private:
  std::optional<Image> faceOf(const Image& photograph, YuNet* detector,
                              AlignedPicture& picture) const {
    if (options_.points == PointSource::None) return centreSquare(photograph, options_.side);
    if (detector) {
      const std::vector<DetectedFace> faces = detector->detect(photograph);
      if (faces.empty()) {
        picture.reason = "no face was found";
        return {};
      }
      const DetectedFace& face = chosen(faces, options_.face, photograph);
      picture.points = face.points;
      picture.score = face.score;
      picture.faces = static_cast<std::int64_t>(faces.size());
    } else {
      const auto known = listed_.find(picture.file);
      if (known == listed_.end()) {
        picture.reason = "the list has no points of it";
        return {};
      }
      picture.points = known->second;
      picture.score = 1;
      picture.faces = 1;
    }
    picture.hasPoints = true;
    const FacePoints target = alignmentTemplate(options_.side);
    const auto similarity = fitSimilarity({picture.points.begin(), picture.points.end()},
                                          {target.begin(), target.end()});
    if (!similarity) {
      picture.reason = "its five points lie on one spot";
      return {};
    }
    return warp(photograph, *similarity, options_.side);
  }

  void write(const Image& face, const std::string& name, AlignedPicture& picture) const {
    const fs::path path = fs::path(options_.output) / name;
    fs::create_directories(path.parent_path());
    const auto bytes = options_.quality > 0 ? encodeJpeg(face, options_.quality) : encodePng(face);
    writeFileAtomically(path.string(), {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    picture.output = name;
  }

  const AlignOptions& options_;
  std::map<std::string, FacePoints> listed_;
};

std::vector<Work> workOf(const AlignOptions& options) {
  std::vector<Work> work;
  std::set<std::string> taken;
  for (const IndexedIdentity& identity : indexFolder(options.photographs)) {
    for (const IndexedFile& file : identity.files) {
      work.push_back({file.path, outputName(file.path, options.quality, taken), file.bytes});
    }
  }
  return work;
}

bool isDone(const AlignedPicture* before, const Work& work, const std::string& output) {
  if (!before || before->bytes != work.bytes) return false;
  std::error_code failed;
  return !before->reason.empty() || fs::is_regular_file(fs::path(output) / before->output, failed);
}

Json summary(const AlignOptions& options, const std::map<std::string, AlignedPicture>& pictures,
             std::int64_t reused, bool stopped) {
  Json missing = Json::array();
  std::int64_t count = 0;
  for (const auto& [file, picture] : pictures) {
    if (picture.reason.empty()) continue;
    if (++count <= static_cast<std::int64_t>(kListed)) {
      missing.push_back({{"file", file}, {"reason", picture.reason}});
    }
  }
  const auto total = static_cast<std::int64_t>(pictures.size());
  return {{"photographs", options.photographs},
          {"output", options.output},
          {"pictures", total},
          {"aligned", total - count},
          {"reused", reused},
          {"not_found_count", count},
          {"not_found", missing},
          {"stopped", stopped}};
}

}  // namespace

FaceChoice faceChoiceFromName(const std::string& name) {
  if (name == "best") return FaceChoice::Best;
  if (name == "largest") return FaceChoice::Largest;
  if (name == "central") return FaceChoice::Central;
  throw UserError("--face", "found '" + name + "', expected best, largest or central");
}

Json alignFaces(const AlignOptions& options,
                const std::function<bool(std::int64_t, std::int64_t)>& progress) {
  const std::vector<Work> work = workOf(options);
  const Aligner aligner(options);
  std::error_code failed;
  fs::create_directories(options.output, failed);
  if (failed) throw UserError(options.output, "cannot be made: " + failed.message());
  AlignmentJournal journal(options.output, optionsLine(options));
  std::vector<const Work*> open;
  std::map<std::string, AlignedPicture> pictures;
  for (const Work& one : work) {
    const AlignedPicture* before = journal.find(one.file);
    if (isDone(before, one, options.output))
      pictures[one.file] = *before;
    else
      open.push_back(&one);
  }
  const auto reused = static_cast<std::int64_t>(pictures.size());
  const int threads = options.threads > 0 ? options.threads : usableCores();
  std::vector<std::unique_ptr<YuNet>> detectors(static_cast<std::size_t>(threads));
  DetectorOptions detector;
  detector.minScore = options.minScore;
  if (options.points == PointSource::Detector) {
    detectors[0] = std::make_unique<YuNet>(options.file, detector);  // a bad file says so at once
  }
  std::vector<AlignedPicture> made(open.size());
  std::atomic<std::int64_t> done{reused};
  const auto total = static_cast<std::int64_t>(work.size());
  const bool whole = forEachIndex(
      static_cast<std::int64_t>(open.size()), threads,
      [&](int thread, std::int64_t k) {
        auto& own = detectors[thread];
        if (!own && options.points == PointSource::Detector) {
          own = std::make_unique<YuNet>(options.file, detector);
        }
        made[k] = aligner.align(*open[k], own.get());
        journal.add(made[k]);
        ++done;
      },
      [&] { return !progress || progress(done, total); });
  for (AlignedPicture& picture : made) {
    if (!picture.file.empty()) pictures[picture.file] = std::move(picture);
  }
  writeFileAtomically((fs::path(options.output) / "alignment.csv").string(),
                      alignmentCsv(pictures));
  writeFileAtomically((fs::path(options.output) / "not_found.csv").string(), notFoundCsv(pictures));
  return summary(options, pictures, reused, !whole);
}

}  // namespace lafs
