// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <filesystem>

#include "core/formats/little_endian.h"
#include "core/formats/record_set.h"
#include "tests/fuzz/fuzz_target.h"

namespace lafs::test {

namespace {

constexpr std::size_t kMostRecords = 64;  // many lines of an .idx may name one long record
constexpr std::uint16_t kNoIndex = 0xffff;

}  // namespace

/// Two bytes: how long the .idx is (0xffff: there is none); the .idx; the .rec.
void readRecordBytes(std::string_view bytes) {
  if (bytes.size() < 2) return;
  const auto length = loadLittle<std::uint16_t>(bytes.data());
  bytes.remove_prefix(2);
  const std::string_view index = length == kNoIndex ? "" : bytes.substr(0, length);
  const std::string path = fuzzFile("fuzz.rec", bytes.substr(index.size()));
  const std::string indexPath = fuzzFile("fuzz.idx", index);
  if (length == kNoIndex) std::filesystem::remove(indexPath);
  const RecordSet set = RecordSet::open(path);
  std::string payload;
  for (std::size_t k = 0; k < std::min(kMostRecords, set.images().size()); ++k) {
    set.record(k, payload);
  }
  set.classes();
}

void readRecordIndexBytes(std::string_view bytes) {
  parseRecordIndex(bytes, "fuzz.idx", 1 << 20);
}

}  // namespace lafs::test
