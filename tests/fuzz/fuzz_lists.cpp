// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/feature_file.h"
#include "core/formats/five_points.h"
#include "core/formats/ijb_lists.h"
#include "core/formats/megaface_lists.h"
#include "core/formats/pairs_list.h"
#include "core/formats/picture_list.h"
#include "core/formats/record_list.h"
#include "core/formats/template_csv.h"
#include "tests/fuzz/fuzz_target.h"

namespace lafs::test {

namespace {

using Read = void (*)(std::string_view, const std::string&);

constexpr Read kReaders[] = {
    [](std::string_view text, const std::string& file) { parsePairsList(text, file); },
    [](std::string_view text, const std::string& file) { parseRecordList(text, file); },
    [](std::string_view text, const std::string& file) { parseRecordProperty(text, file); },
    [](std::string_view text, const std::string& file) { parseIjbFaces(text, file); },
    [](std::string_view text, const std::string& file) { parseIjbDetections(text, file); },
    [](std::string_view text, const std::string& file) { parseIjbPairs(text, file); },
    [](std::string_view text, const std::string& file) { parseTemplateCsv(text, file); },
    [](std::string_view text, const std::string& file) { parseMegafaceFeatureList(text, file); },
    [](std::string_view text, const std::string& file) {
      parseMegafaceImages(text, file, MegafaceSet::FaceScrub);
      parseMegafaceNoises(text, file, MegafaceSet::FaceScrub);
    },
    [](std::string_view text, const std::string& file) {
      for (const auto& path : parseMegafaceImages(text, file, MegafaceSet::MegaFace)) {
        faceScrubIdentity(pictureKey(path, MegafaceSet::MegaFace));
      }
    },
    [](std::string_view text, const std::string& file) {
      parseMegafaceNoises(text, file, MegafaceSet::MegaFace);
    },
    [](std::string_view text, const std::string& file) { parseFeatureFile(text, file); },
    [](std::string_view text, const std::string& file) { parseFivePoints(text, file); },
    [](std::string_view text, const std::string& file) {
      parsePictureList(text, file, ListPaths::BelowFolder);
    },
};

}  // namespace

/// One letter says which list the rest is: 'a' the first of kReaders, and so on round.
void readListBytes(std::string_view bytes) {
  if (bytes.empty()) return;
  const auto letter = static_cast<unsigned char>(bytes.front());
  constexpr std::size_t kCount = sizeof kReaders / sizeof kReaders[0];
  kReaders[(letter + 256u - 'a') % 256 % kCount](bytes.substr(1), "fuzz.lst");
}

}  // namespace lafs::test
