// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lafs {

/// Bytes of a protocol 0 string line: quotes around, Python's backslash escapes inside. Nothing
/// when it is not that.
std::optional<std::string> decodeQuotedBytes(std::string_view line);

/// UTF-8 of a protocol 0 text line: bytes are Latin-1, \uXXXX and \UXXXXXXXX any character.
std::optional<std::string> decodeRawUnicode(std::string_view line);

/// The bytes whose Latin-1 text is `utf8`; nothing when a character is beyond Latin-1.
std::optional<std::string> encodeLatin1(std::string_view utf8);

/// At most 80 bytes of what a file says, with what a terminal might obey replaced by '?'.
std::string printablePickleText(std::string_view text);

}  // namespace lafs
