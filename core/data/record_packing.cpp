// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/record_packing.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <numeric>
#include <set>
#include <unordered_map>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/formats/record_list.h"
#include "core/formats/record_set.h"
#include "core/image/codec.h"
#include "core/image/resize.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr std::int64_t kBlock = 512;  ///< pictures made ready at a time, in parallel

bool isJpeg(const std::string& bytes) {
  return bytes.compare(0, 3, "\xff\xd8\xff") == 0;
}
bool isPng(const std::string& bytes) {
  return bytes.compare(0, 4, "\x89PNG") == 0;
}

/// A picture on its way into the file.
struct Packed {
  std::string bytes, damage;
  bool copied = false;
  int width = 0, height = 0;
};

Packed packPicture(const FaceSource& source, std::int64_t index, const PackOptions& options) {
  Packed packed;
  try {
    Image image = source.ownImage(index);
    packed.bytes = source.encoded(index);
    const bool fits =
        options.size == 0 || (image.width == options.size && image.height == options.size);
    packed.copied = fits && (isJpeg(packed.bytes) || isPng(packed.bytes));
    if (!fits) image = resizeBicubic(image, options.size, options.size);
    packed.width = image.width;
    packed.height = image.height;
    if (packed.copied) return packed;
    const auto made = options.lossless ? encodePng(image) : encodeJpeg(image, options.quality);
    packed.bytes.assign(made.begin(), made.end());
  } catch (const UserError& error) {
    packed.damage = error.what();
  }
  return packed;
}

/// Indices grouped by label, each group in the source's order.
std::vector<std::int64_t> byIdentity(const FaceSource& source) {
  std::vector<std::int64_t> order(source.size());
  std::iota(order.begin(), order.end(), std::int64_t{0});
  std::stable_sort(order.begin(), order.end(), [&](std::int64_t a, std::int64_t b) {
    return source.label(a) < source.label(b);
  });
  return order;
}

/// Names of the files that hold the pictures of a record set.
class RecordNames {
 public:
  explicit RecordNames(const std::string& recPath) {
    const std::string list = besideRecord(recPath, ".lst");
    std::error_code failed;
    if (!fs::is_regular_file(list, failed)) return;
    for (const RecordListEntry& entry : readRecordList(list)) byKey_[entry.key] = entry.path;
  }
  bool listed() const { return !byKey_.empty(); }
  std::string of(std::int64_t key, std::int64_t label, const std::string& bytes) const {
    const auto found = byKey_.find(key);
    if (found != byKey_.end() && !found->second.empty()) return found->second;
    char name[64];
    std::snprintf(name, sizeof name, "%06lld/%06lld.%s", static_cast<long long>(label),
                  static_cast<long long>(key), isPng(bytes) ? "png" : "jpg");
    return name;
  }

 private:
  std::unordered_map<std::int64_t, std::string> byKey_;
};

void writePicture(const fs::path& path, const std::string& bytes) {
  std::error_code failed;
  if (fs::exists(path, failed)) {
    if (readWholeFile(path.string()) == bytes) return;  // of an earlier run that was stopped
    throw UserError(path.string(), "is there already, with other content",
                    "unpack into an empty folder");
  }
  fs::create_directories(path.parent_path(), failed);
  writeFileAtomically(path.string(), bytes);
}

}  // namespace

Json packRecords(const FaceSource& source, const std::string& recPath, const PackOptions& options,
                 const DataProgress& progress) {
  const std::vector<std::int64_t> order = byIdentity(source);
  const auto total = static_cast<std::int64_t>(order.size());
  RecordWriter writer(recPath, options.layout);
  Json damaged = Json::array();
  std::set<std::int64_t> people;
  std::int64_t copied = 0, encoded = 0;
  int width = 0, height = 0;
  std::vector<Packed> block;
  for (std::int64_t start = 0; start < total; start += kBlock) {
    block.assign(static_cast<std::size_t>(std::min(kBlock, total - start)), {});
    forEachIndex(
        static_cast<std::int64_t>(block.size()), options.threads,
        [&](int, std::int64_t k) { block[k] = packPicture(source, order[start + k], options); });
    for (std::size_t k = 0; k < block.size(); ++k) {
      const std::int64_t index = order[start + static_cast<std::int64_t>(k)];
      if (!block[k].damage.empty()) {
        damaged.push_back({{"image", source.imageName(index)}, {"reason", block[k].damage}});
        if (!options.skipDamaged) throw UserError(source.imageName(index), block[k].damage);
        continue;
      }
      if (people.empty()) width = block[k].width, height = block[k].height;
      people.insert(source.label(index));
      (block[k].copied ? copied : encoded) += 1;
      // Labels without gaps, also when somebody's pictures were all damaged.
      writer.add(static_cast<std::int64_t>(people.size()) - 1, source.imageName(index),
                 block[k].bytes);
    }
    if (progress && !progress(std::min(total, start + kBlock), total)) return nullptr;
  }
  if (people.empty()) throw UserError(recPath, "there is no readable picture to pack");
  writer.finish(height, width);
  return {{"file", recPath},
          {"layout", options.layout == RecordLayout::Plain ? "plain" : "insightface"},
          {"images", copied + encoded},
          {"identities", people.size()},
          {"copied", copied},
          {"encoded", encoded},
          {"damaged", damaged}};
}

Json unpackRecords(const std::string& recPath, const std::string& folder, int threads,
                   const DataProgress& progress) {
  const RecordSet records = RecordSet::open(recPath);
  const RecordNames names(recPath);
  const std::vector<std::int64_t> classes = records.classes();
  const auto total = static_cast<std::int64_t>(records.images().size());
  for (std::int64_t start = 0; start < total; start += kBlock) {
    forEachIndex(std::min(kBlock, total - start), threads, [&](int, std::int64_t k) {
      const std::int64_t at = start + k;
      std::string payload;
      const ImageRecord record = records.record(at, payload);
      const std::string bytes(record.image);
      const std::string name = names.of(records.images()[at].key, classes[at], bytes);
      writePicture(fs::path(folder) / name, bytes);
    });
    if (progress && !progress(std::min(total, start + kBlock), total)) return nullptr;
  }
  return {{"folder", folder},
          {"images", total},
          {"identities", std::set<std::int64_t>(classes.begin(), classes.end()).size()},
          {"names", names.listed() ? "list" : "keys"}};
}

}  // namespace lafs
