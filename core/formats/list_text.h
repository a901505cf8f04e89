// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace lafs {

/// Lines of a text in memory, one after the other, without their ending (LF or CRLF) and without
/// the byte order mark that some editors put first. Keeps nothing but the place.
class LineScanner {
 public:
  explicit LineScanner(std::string_view text);
  bool next(std::string_view& line);             ///< false at the end of the text
  std::int64_t number() const { return line_; }  ///< of the line that next() gave, from 1

 private:
  std::string_view rest_;
  std::int64_t line_ = 0;
};

/// What is wrong with a list, line by line: gathered so that one reading reports everything, the
/// first 20 in words and the others as a count.
class ListProblems {
 public:
  explicit ListProblems(std::string file) : file_(std::move(file)) {}
  /// Line 0 means the file as a whole.
  void add(std::int64_t line, std::string message, std::string remedy = {});
  bool empty() const { return count_ == 0; }
  /// UserError with all of them; does nothing when there are none.
  void throwIfAny() const;
  const std::string& file() const { return file_; }

 private:
  std::string file_;
  std::vector<Problem> problems_;
  std::int64_t count_ = 0;
};

/// `line` cut at runs of spaces and tabs; no empty fields.
std::vector<std::string_view> splitFields(std::string_view line);

/// `line` cut at every `separator`, spaces around a field removed; fields may be empty.
std::vector<std::string_view> splitAt(std::string_view line, char separator);

std::string_view withoutSpaces(std::string_view text);  ///< none at either end

/// The whole field as a number; nothing when it is not one (or does not fit, or is not finite).
std::optional<std::int64_t> integerField(std::string_view field);
std::optional<float> floatField(std::string_view field);

/// True for a relative path that stays below the folder it is meant for: no leading '/', no "..",
/// ".", empty part or backslash, no control characters.
bool staysBelow(std::string_view path);

/// Notes a problem when `path` does not stay below its folder.
void checkStaysBelow(std::string_view path, std::int64_t line, ListProblems& problems);

/// For messages: in quotes, control characters replaced, cut after 80 bytes.
std::string quotedField(std::string_view field);

}  // namespace lafs
