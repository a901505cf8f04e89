// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_text.h"

#include <charconv>
#include <cstdint>

namespace lafs {

namespace {

void appendUtf8(std::string& out, std::uint32_t character) {
  const auto tail = [&](int shift) {
    out += static_cast<char>(0x80 | (character >> shift & 0x3f));
  };
  if (character < 0x80) {
    out += static_cast<char>(character);
  } else if (character < 0x800) {
    out += static_cast<char>(0xc0 | character >> 6);
    tail(0);
  } else if (character < 0x10000) {
    out += static_cast<char>(0xe0 | character >> 12);
    tail(6), tail(0);
  } else {
    out += static_cast<char>(0xf0 | character >> 18);
    tail(12), tail(6), tail(0);
  }
}

/// A number of exactly `digits` digits at `at`.
std::optional<std::uint32_t> digitsAt(std::string_view text, std::size_t at, std::size_t digits,
                                      int base) {
  if (at + digits > text.size()) return std::nullopt;
  std::uint32_t value = 0;
  const char* end = text.data() + at + digits;
  const auto result = std::from_chars(text.data() + at, end, value, base);
  if (result.ec != std::errc() || result.ptr != end) return std::nullopt;
  return value;
}

/// Decodes the escape at text[at] (the letter behind the backslash) and moves `at` behind it.
bool decodeEscape(std::string_view text, std::size_t& at, std::string& out) {
  static constexpr std::string_view kLetters = "\\'\"abfnrtv";
  static constexpr std::string_view kMeanings = "\\'\"\a\b\f\n\r\t\v";
  if (at >= text.size()) return false;
  const std::size_t simple = kLetters.find(text[at]);
  if (simple != std::string_view::npos) {
    out += kMeanings[simple];
    at += 1;
    return true;
  }
  const bool hexadecimal = text[at] == 'x';
  const std::size_t digits = hexadecimal ? 2 : 3;
  if (hexadecimal) ++at;
  const auto value = digitsAt(text, at, digits, hexadecimal ? 16 : 8);
  if (!value || *value > 0xff) return false;
  out += static_cast<char>(*value);
  at += digits;
  return true;
}

}  // namespace

std::optional<std::string> decodeQuotedBytes(std::string_view line) {
  const bool quoted = line.size() >= 2 && line.front() == line.back() &&
                      (line.front() == '\'' || line.front() == '"');
  if (!quoted) return std::nullopt;
  const std::string_view inside = line.substr(1, line.size() - 2);
  std::string out;
  for (std::size_t at = 0; at < inside.size();) {
    if (inside[at] != '\\') {
      out += inside[at++];
    } else if (!decodeEscape(inside, ++at, out)) {
      return std::nullopt;
    }
  }
  return out;
}

std::optional<std::string> decodeRawUnicode(std::string_view line) {
  std::string out;
  for (std::size_t at = 0; at < line.size();) {
    const char kind = line[at] == '\\' && at + 1 < line.size() ? line[at + 1] : '\0';
    if (kind != 'u' && kind != 'U') {
      appendUtf8(out, static_cast<unsigned char>(line[at++]));
      continue;
    }
    const std::size_t digits = kind == 'u' ? 4 : 8;
    const auto character = digitsAt(line, at + 2, digits, 16);
    if (!character || *character > 0x10ffff) return std::nullopt;
    appendUtf8(out, *character);
    at += 2 + digits;
  }
  return out;
}

std::optional<std::string> encodeLatin1(std::string_view utf8) {
  std::string out;
  out.reserve(utf8.size());
  for (std::size_t at = 0; at < utf8.size(); ++at) {
    const auto byte = static_cast<unsigned char>(utf8[at]);
    if (byte < 0x80) {
      out += utf8[at];
      continue;
    }
    const auto next = at + 1 < utf8.size() ? static_cast<unsigned char>(utf8[at + 1]) : 0;
    if ((byte != 0xc2 && byte != 0xc3) || (next & 0xc0) != 0x80) return std::nullopt;
    out += static_cast<char>((byte & 0x03) << 6 | (next & 0x3f));
    ++at;
  }
  return out;
}

std::string printablePickleText(std::string_view text) {
  std::string shown(text.substr(0, 80));
  for (char& c : shown) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  }
  return text.size() > 80 ? shown + "…" : shown;
}

}  // namespace lafs
