// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>
#include <utility>

#include "core/base/error.h"
#include "core/base/sha256.h"
#include "core/data/picture_source.h"
#include "core/formats/record_set.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kSampledRecords = 64;
constexpr std::size_t kSampledBytes = 4096;

/// Pictures of a .rec in the order of its index. Decoding asks for nothing but the record itself,
/// by its offset, so any number of threads reads anywhere.
class RecordIoSource : public PictureSource {
 public:
  RecordIoSource(const DataSpec& spec, RecordSet records, PictureLabels people,
                 std::vector<std::uint32_t> positions)
      : PictureSource(spec, std::move(people)),
        records_(std::move(records)),
        positions_(std::move(positions)) {
    if (records_.indexWasRebuilt()) {
      note(records_.file().path() + ": there is no .idx beside it, the whole file was walked");
    }
  }

  std::string imageName(std::int64_t index) const override {
    return std::to_string(records_.images()[positions_.at(index)].key);
  }

  std::string fingerprint() const override {
    Sha256 hash;
    hash.update(swapsColours() ? "recordio 1 bgr\n" : "recordio 1\n");
    hash.update(std::to_string(records_.file().size()) + "\n");
    for (const std::uint32_t position : positions_) {
      const RecordPosition& record = records_.images()[position];
      hash.update(std::to_string(record.key) + "\t" + std::to_string(record.offset) + "\n");
    }
    const std::size_t sampled = std::min(kSampledRecords, positions_.size());
    std::string start;
    for (std::size_t k = 0; k < sampled; ++k) {
      const std::uint32_t position = positions_[k * positions_.size() / sampled];
      records_.file().readStart(records_.images()[position].offset, kSampledBytes, start);
      hash.update(start);
    }
    return hash.hex();
  }

 private:
  std::string bytes(std::int64_t index) const override {
    std::string payload;
    const ImageRecord record = records_.record(positions_[index], payload);
    if (record.image.empty()) throw UserError(place(index), "the record holds no picture");
    // What is before the picture goes, and the buffer with the picture stays.
    payload.erase(0, payload.size() - record.image.size());
    return payload;
  }
  std::string place(std::int64_t index) const override {
    return recordPlace(records_.file(), records_.images()[positions_[index]]);
  }

  RecordSet records_;
  std::vector<std::uint32_t> positions_;  ///< into records_.images()
};

/// The .rec that `root` means: itself, or the one of a folder.
std::string recordFileOf(const std::string& root) {
  if (root.empty()) {
    throw UserError("data.root", "no RecordIO file is named", "set data.root to a .rec file");
  }
  if (!fs::is_directory(root)) return root;
  std::vector<std::string> found;
  for (const fs::directory_entry& entry : fs::directory_iterator(root)) {
    if (entry.path().extension() == ".rec") found.push_back(entry.path().string());
  }
  const fs::path usual = fs::path(root) / "train.rec";
  if (std::find(found.begin(), found.end(), usual.string()) != found.end()) return usual.string();
  if (found.size() == 1) return found.front();
  throw UserError("data.root",
                  root + (found.empty() ? " holds no .rec file" : " holds several .rec files"),
                  "name the file itself");
}

/// Classes as labels without gaps, in ascending order; names are the classes' numbers.
PictureLabels labelsOf(const std::vector<std::int64_t>& classes) {
  std::vector<std::int64_t> distinct = classes;
  std::sort(distinct.begin(), distinct.end());
  distinct.erase(std::unique(distinct.begin(), distinct.end()), distinct.end());
  PictureLabels people;
  people.labels.reserve(classes.size());
  for (const std::int64_t one : classes) {
    people.labels.push_back(static_cast<std::int32_t>(
        std::lower_bound(distinct.begin(), distinct.end(), one) - distinct.begin()));
  }
  for (const std::int64_t one : distinct) people.names.push_back(std::to_string(one));
  return people;
}

}  // namespace

std::shared_ptr<FaceSource> openRecordIoSource(const DataSpec& spec, Pool pool) {
  RecordSet records = RecordSet::open(recordFileOf(spec.root));
  PictureLabels people = labelsOf(records.classes());
  if (people.labels.empty()) {
    throw UserError(records.file().path(), "holds no picture");
  }
  const std::vector<bool> keep = picturesOfPool(people, spec, pool);
  std::vector<std::uint32_t> positions;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i]) positions.push_back(static_cast<std::uint32_t>(i));
  }
  people.keepOnly(keep);
  return std::make_shared<RecordIoSource>(spec, std::move(records), std::move(people),
                                          std::move(positions));
}

}  // namespace lafs
