// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// The payload of a RecordIO record as MXNet's recordio.pack lays it out: 24 bytes "IfQQ" (flag,
/// label, id, id2), `flag` more labels when flag > 0, then the encoded picture or nothing.
struct ImageRecord {
  std::uint64_t id = 0;
  std::uint64_t id2 = 0;
  bool labelVector = false;   ///< flag > 0: the labels stand behind the header
  std::vector<float> labels;  ///< one when there is no vector; never empty
  std::string_view image;     ///< the encoded picture; points into the payload
};

/// UserError, naming `where`, when the payload is shorter than its header or its labels claim.
ImageRecord parseImageRecord(std::string_view payload, const std::string& where);

/// Labels and numbers of a record of which only the beginning was read; `image` is what of it is
/// there. Labels beyond the end of `start` are left out (the first one never is).
ImageRecord parseImageRecordStart(std::string_view start, const std::string& where);

/// The payload of a record with these labels: a single label goes into the header unless
/// `asVector`.
std::string packImageRecord(std::uint64_t id, const std::vector<float>& labels, bool asVector,
                            std::string_view image);

/// The class that a record's first label says: a whole number from 0 on, exact in a float.
/// UserError, naming `where`, when it is not one.
std::int64_t classOfLabel(float label, const std::string& where);

/// Bytes of a payload that hold header and first label.
inline constexpr std::size_t kFirstLabelBytes = 28;

}  // namespace lafs
