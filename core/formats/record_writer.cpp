// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/record_writer.h"

#include <algorithm>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/formats/image_record.h"
#include "core/formats/record_file.h"
#include "core/formats/record_list.h"
#include "core/formats/record_set.h"

namespace lafs {

namespace {

constexpr std::int64_t kMostKeys = 16777216;  // keys are stored as floats in the ranges

}  // namespace

RecordLayout recordLayoutFromName(const std::string& name) {
  if (name == "plain") return RecordLayout::Plain;
  if (name == "insightface") return RecordLayout::InsightFace;
  throw UserError("", "the record layout '" + name + "' is unknown", "plain or insightface");
}

RecordWriter::RecordWriter(const std::string& recPath, RecordLayout layout)
    : recPath_(recPath),
      layout_(layout),
      rec_(recPath),
      index_(besideRecord(recPath, ".idx")),
      list_(besideRecord(recPath, ".lst")),
      nextKey_(layout == RecordLayout::InsightFace ? 1 : 0) {
  if (std::filesystem::path(recPath).extension() != ".rec") {
    throw UserError(recPath, "the name of a record file ends in .rec", "add .rec to it");
  }
}

void RecordWriter::append(std::uint64_t key, const std::string& payload) {
  index_.write(std::to_string(key) + '\t' + std::to_string(rec_.written()) + '\n');
  rec_.write(recordChunks(recPath_, payload));
}

void RecordWriter::add(std::int64_t label, const std::string& name, std::string_view image) {
  require(label >= 0, "a class counts from 0");
  // InsightFace's reader takes either form; its own builders store [class, aligned].
  if (layout_ == RecordLayout::InsightFace) {
    add(std::vector<float>{static_cast<float>(label), 1.0f}, name, image);
  } else {
    add(std::vector<float>{static_cast<float>(label)}, name, image);
  }
}

void RecordWriter::add(const std::vector<float>& labels, const std::string& name,
                       std::string_view image) {
  require(!labels.empty(), "a picture needs a label");
  const std::int64_t label = classOfLabel(labels[0], recPath_);
  if (image.empty()) throw UserError(name, "holds no bytes", "leave it out, or mend the file");
  if (layout_ == RecordLayout::InsightFace) {
    require(label >= lastClass_, "pictures of an InsightFace record file arrive class by class");
    if (static_cast<std::int64_t>(nextKey_) + 2 >= kMostKeys) {
      throw UserError(recPath_, "more than 16,777,216 records",
                      "the InsightFace layout cannot number them; use the plain layout");
    }
    if (label != lastClass_) firstKeys_.push_back(static_cast<std::int64_t>(nextKey_));
  }
  lastClass_ = label;
  classes_ = std::max(classes_, label + 1);
  append(nextKey_, packImageRecord(nextKey_, labels, labels.size() > 1, image));
  list_.write(recordListLine(static_cast<std::int64_t>(nextKey_), labels, name));
  ++nextKey_;
}

void RecordWriter::writeRanges() {
  const auto first = static_cast<std::int64_t>(nextKey_);
  const std::int64_t last = first + static_cast<std::int64_t>(firstKeys_.size());
  const auto pair = [](std::int64_t a, std::int64_t b) {
    return std::vector<float>{static_cast<float>(a), static_cast<float>(b)};
  };
  append(0, packImageRecord(0, pair(first, last), true, {}));
  firstKeys_.push_back(first);
  for (std::size_t k = 0; k + 1 < firstKeys_.size(); ++k) {
    const std::uint64_t key = nextKey_++;
    append(key, packImageRecord(key, pair(firstKeys_[k], firstKeys_[k + 1]), true, {}));
  }
}

void RecordWriter::finish(std::int64_t height, std::int64_t width) {
  const std::uint64_t pictures = nextKey_ - (layout_ == RecordLayout::InsightFace ? 1 : 0);
  if (pictures == 0) throw UserError(recPath_, "there is no picture to write");
  std::int64_t classes = classes_;
  if (layout_ == RecordLayout::InsightFace) {
    classes = static_cast<std::int64_t>(firstKeys_.size());
    writeRanges();
  }
  // The .rec last: it is what readers look for, and then its index is already there.
  list_.publish();
  index_.publish();
  rec_.publish();
  const auto folder = std::filesystem::path(recPath_).parent_path();
  writeFileAtomically((folder / "property").string(), recordPropertyText({classes, height, width}));
}

}  // namespace lafs
