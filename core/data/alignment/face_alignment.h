// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "core/base/json.h"

namespace lafs {

/// Where the five points of a photograph come from.
enum class PointSource {
  Detector,  ///< YuNet's, of the face that `face` says
  List,      ///< a points file (core/formats/five_points.h)
  None       ///< the whole picture is the face: its largest centred square is taken
};

/// Which face of several counts.
enum class FaceChoice { Best, Largest, Central };
FaceChoice faceChoiceFromName(const std::string& name);  ///< best | largest | central

struct AlignOptions {
  std::string photographs;  ///< folder, at any depth
  std::string output;       ///< folder; the same tree below it
  PointSource points = PointSource::Detector;
  std::string file;  ///< the detector's ONNX file, or the list
  FaceChoice face = FaceChoice::Best;
  double minScore = 0.6;  ///< of the detector
  int side = 112;         ///< of the faces, pixels
  int quality = 0;        ///< JPEG with it; 0: PNG
  int threads = 0;        ///< 0: all cores
};

/// Aligns every picture below `photographs` to the five-point template and writes it, under its
/// own name, below `output`, with
/// * alignment.csv: file, the five points in pixels of the photograph, detector score, how many
///   faces there were, and the face's file; readable as a points file;
/// * not_found.csv: file and reason of every picture without a face.
/// Goes on where an earlier call with the same options was stopped or killed: a picture of
/// unchanged size whose face was written (or that had none) is not looked at again.
/// Returns {"photographs", "output", "pictures", "aligned", "reused", "not_found": [{"file",
/// "reason"}] (at most 100), "not_found_count", "stopped"}. `progress` gets (done, of how many) and
/// says whether to go on. UserError: no pictures, no detector, a list without a picture's points is
/// none (it counts as not found), an output made with other options.
Json alignFaces(const AlignOptions& options,
                const std::function<bool(std::int64_t done, std::int64_t total)>& progress);

}  // namespace lafs
