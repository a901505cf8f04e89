// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// Where the record of a key begins in its .rec.
struct RecordPosition {
  std::int64_t key = 0;
  std::uint64_t offset = 0;  ///< byte of the record's magic number, a multiple of 4
};

/// The lines "key<TAB>offset" of an .idx in their order; spaces, CRLF and blank lines are taken
/// too. UserError at `file`:line for anything else, a negative key, an offset that is no multiple
/// of 4 or not inside a .rec of `recBytes` bytes, a repeated key. Memory: 16 bytes a line.
std::vector<RecordPosition> parseRecordIndex(std::string_view text, const std::string& file,
                                             std::uint64_t recBytes);

/// Reads and parses the file at `path`.
std::vector<RecordPosition> readRecordIndex(const std::string& path, std::uint64_t recBytes);

}  // namespace lafs
