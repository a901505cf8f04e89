// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/record_set.h"

#include <algorithm>
#include <filesystem>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/list_text.h"

namespace lafs {

namespace {

constexpr float kExactFloats = 16777216.0f;  // 2^24: from here on floats skip whole numbers
constexpr std::int64_t kRounding = 16;       // what a float may be off, up to 2^29 records
constexpr const char* kRemedy = "the .rec and .idx do not belong together, or are damaged";

bool byKey(const RecordPosition& a, const RecordPosition& b) {
  return a.key < b.key;
}

/// Keys and places by walking the whole file.
std::vector<RecordPosition> indexFromRecords(const RecordFile& file) {
  std::vector<RecordPosition> index;
  file.scan(kFirstLabelBytes, [&](std::uint64_t offset, std::string_view start, std::uint64_t) {
    const RecordPosition place{-1, offset};
    const ImageRecord record = parseImageRecordStart(start, recordPlace(file, place));
    index.push_back({static_cast<std::int64_t>(record.id & INT64_MAX), offset});
  });
  std::vector<RecordPosition> sorted = index;
  std::sort(sorted.begin(), sorted.end(), byKey);
  const auto twice = std::adjacent_find(
      sorted.begin(), sorted.end(),
      [](const RecordPosition& a, const RecordPosition& b) { return a.key == b.key; });
  if (twice != sorted.end()) {
    throw UserError(file.path(),
                    "there is no .idx, and the id " + std::to_string(twice->key) +
                        " of two records is the same",
                    "put the .idx beside the .rec");
  }
  return index;
}

/// Record keys from `label`; UserError when it is no whole number from 1 on.
std::int64_t keyFromLabel(float label, const std::string& where) {
  if (!(label >= 1 && label < 1e18f) ||
      label != static_cast<float>(static_cast<std::int64_t>(label))) {
    throw UserError(where, "the number " + formatNumber(label) + " is not a record's key", kRemedy);
  }
  return static_cast<std::int64_t>(label);
}

/// The positions of an index by key.
class KeyedPositions {
 public:
  KeyedPositions(const RecordFile& file, std::vector<RecordPosition> index)
      : file_(file), sorted_(std::move(index)) {
    std::sort(sorted_.begin(), sorted_.end(), byKey);
  }

  bool has(std::int64_t key) const { return find(key) != sorted_.end(); }

  const RecordPosition& at(std::int64_t key) const {
    const auto found = find(key);
    if (found == sorted_.end()) {
      throw UserError(
          file_.path(),
          "record 0 promises a record " + std::to_string(key) + " that the .idx does not list",
          kRemedy);
    }
    return *found;
  }

  /// Positions of the keys first … last-1, all of which must be there.
  std::vector<RecordPosition> range(std::int64_t first, std::int64_t last) const {
    const auto begin = sorted_.begin() + (&at(first) - sorted_.data());
    if (sorted_.end() - begin < last - first || (begin + (last - first - 1))->key != last - 1) {
      for (std::int64_t key = first; key < last; ++key) at(key);  // says which one is missing
    }
    return {begin, begin + (last - first)};
  }

 private:
  std::vector<RecordPosition>::const_iterator find(std::int64_t key) const {
    const auto found =
        std::lower_bound(sorted_.begin(), sorted_.end(), RecordPosition{key, 0}, byKey);
    return found != sorted_.end() && found->key == key ? found : sorted_.end();
  }

  const RecordFile& file_;
  std::vector<RecordPosition> sorted_;
};

bool hasPicture(const RecordFile& file, const RecordPosition& position, std::string& payload) {
  file.read(position.offset, payload);
  return !parseImageRecord(payload, recordPlace(file, position)).image.empty();
}

/// First identity key. Stored as a float, so beyond 2^24 it may be a few off: there the records
/// themselves say where the pictures end.
std::int64_t firstIdentityKey(const RecordFile& file, const KeyedPositions& positions, float label,
                              const std::string& where) {
  const std::int64_t promised = keyFromLabel(label, where);
  if (label < kExactFloats) return promised;
  std::string payload;
  const auto picture = [&](std::int64_t key) {
    return positions.has(key) && hasPicture(file, positions.at(key), payload);
  };
  for (std::int64_t key = promised - kRounding; key <= promised + kRounding; ++key) {
    if (picture(key - 1) && positions.has(key) && !picture(key)) return key;
  }
  throw UserError(where, "near record " + std::to_string(promised) + " the pictures do not end",
                  kRemedy);
}

}  // namespace

std::string besideRecord(const std::string& recPath, const std::string& extension) {
  return std::filesystem::path(recPath).replace_extension(extension).string();
}

std::string recordPlace(const RecordFile& file, const RecordPosition& position) {
  const std::string key = position.key >= 0 ? " " + std::to_string(position.key) : "";
  return file.path() + ": record" + key + " at byte " + std::to_string(position.offset);
}

RecordSet RecordSet::open(const std::string& recPath) {
  RecordSet set(RecordFile::open(recPath));
  const std::string indexPath = besideRecord(recPath, ".idx");
  set.rebuilt_ = !std::filesystem::exists(indexPath);
  std::vector<RecordPosition> index =
      set.rebuilt_ ? indexFromRecords(set.file_) : readRecordIndex(indexPath, set.file_.size());
  if (index.empty()) {
    throw UserError(indexPath, "lists no record", "make or fetch the .idx again");
  }
  const auto zero = std::find_if(index.begin(), index.end(),
                                 [](const RecordPosition& position) { return position.key == 0; });
  if (zero != index.end()) {
    std::string payload;
    set.file_.read(zero->offset, payload);
    const ImageRecord header = parseImageRecord(payload, recordPlace(set.file_, *zero));
    if (header.labelVector && header.image.empty()) {
      set.readInsightFaceRanges(std::move(index), header);
      return set;
    }
  }
  set.images_ = std::move(index);
  return set;
}

void RecordSet::readInsightFaceRanges(std::vector<RecordPosition> index,
                                      const ImageRecord& header) {
  const std::string where = file_.path() + ": record 0";
  if (header.labels.size() < 2) {
    throw UserError(where, "one number instead of the first and last identity's key", kRemedy);
  }
  const KeyedPositions positions(file_, std::move(index));
  const std::int64_t first = firstIdentityKey(file_, positions, header.labels[0], where);
  const std::int64_t last = keyFromLabel(header.labels[1], where);
  if (first < 2) throw UserError(where, "it promises no picture", kRemedy);
  images_ = positions.range(1, first);
  if (header.labels[1] >= kExactFloats) return;
  if (last < first) throw UserError(where, "the identities end before they begin", kRemedy);

  std::string payload;
  for (std::int64_t key = first; key < last; ++key) {
    const RecordPosition& position = positions.at(key);
    const std::string place = recordPlace(file_, position);
    file_.read(position.offset, payload);
    const ImageRecord record = parseImageRecord(payload, place);
    if (record.labels.size() < 2) {
      throw UserError(place, "it should hold an identity's first and last key", kRemedy);
    }
    const IdentityRange range{key, keyFromLabel(record.labels[0], place),
                              keyFromLabel(record.labels[1], place)};
    if (range.first > range.last || range.last > first) {
      throw UserError(place,
                      "the identity's pictures " + std::to_string(range.first) + " … " +
                          std::to_string(range.last - 1) + " lie outside 1 … " +
                          std::to_string(first - 1),
                      kRemedy);
    }
    identities_.push_back(range);
  }
}

ImageRecord RecordSet::record(std::size_t at, std::string& payload) const {
  require(at < images_.size(), "a record set has no picture of that number");
  file_.read(images_[at].offset, payload);
  return parseImageRecord(payload, recordPlace(file_, images_[at]));
}

std::int64_t RecordSet::classAt(std::size_t at, std::string& start) const {
  file_.readStart(images_[at].offset, kFirstLabelBytes, start);
  const std::string where = recordPlace(file_, images_[at]);
  return classOfLabel(parseImageRecordStart(start, where).labels[0], where);
}

std::vector<std::int64_t> RecordSet::classes() const {
  std::vector<std::int64_t> classes(images_.size(), -1);
  std::string start;
  for (const IdentityRange& range : identities_) {
    if (range.first == range.last) continue;
    const auto begin = static_cast<std::size_t>(range.first - 1);  // keys of pictures count from 1
    const std::int64_t value = classAt(begin, start);
    std::fill(classes.begin() + range.first - 1, classes.begin() + range.last - 1, value);
  }
  for (std::size_t at = 0; at < classes.size(); ++at) {
    if (classes[at] < 0) classes[at] = classAt(at, start);
  }
  return classes;
}

}  // namespace lafs
