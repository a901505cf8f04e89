// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "core/base/json.h"
#include "core/data/face_source.h"
#include "core/formats/record_writer.h"

namespace lafs {

struct PackOptions {
  RecordLayout layout = RecordLayout::InsightFace;
  int size = 0;             ///< side of every picture in pixels; 0: as they are
  int quality = 95;         ///< JPEG, where a picture has to be encoded anew
  bool lossless = false;    ///< PNG instead
  bool skipDamaged = true;  ///< leave damaged pictures out and list them, or refuse
  int threads = 0;          ///< 0: all cores
};

/// Called with (pictures done, of how many) now and then, on the caller's thread; false stops.
using DataProgress = std::function<bool(std::int64_t done, std::int64_t total)>;

/// Writes `source` as NAME.rec, NAME.idx, NAME.lst and NAME's property, grouped by identity. JPEG
/// and PNG files go in as they are, byte for byte, unless `size` asks for another; everything else
/// is encoded. Every picture is decoded once, so that no damaged one gets in. Returns {"file",
/// "layout", "images", "identities", "copied", "encoded", "damaged": [{"image", "reason"}]}.
/// Nothing is left behind when it is stopped (Json null) or fails.
Json packRecords(const FaceSource& source, const std::string& recPath, const PackOptions& options,
                 const DataProgress& progress);

/// The way back: every picture of a .rec as a file below `folder`, byte for byte: at the path that
/// the .lst beside the .rec gives it, or else as CLASS/KEY.jpg (six digits each, .png for a PNG).
/// Returns {"folder", "images", "identities", "names": "list" | "keys"}; null when stopped.
/// UserError when a picture would overwrite another file with other content.
Json unpackRecords(const std::string& recPath, const std::string& folder, int threads,
                   const DataProgress& progress);

}  // namespace lafs
