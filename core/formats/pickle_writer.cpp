// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_writer.h"

#include "core/base/error.h"

namespace lafs {

void PickleWriter::little(std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) text_ += static_cast<char>(value >> (8 * i));
}

void PickleWriter::integer(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  if (value >= 0 && value < 256) {
    text_ += 'K';
    little(bits, 1);
  } else if (value >= INT32_MIN && value <= INT32_MAX) {
    text_ += 'J';
    little(bits, 4);
  } else {
    text_ += "\x8a\x08";
    little(bits, 8);
  }
}

void PickleWriter::text(std::string_view utf8) {
  require(utf8.size() <= UINT32_MAX, "a text for a pickle is too long");
  text_ += 'X';
  little(utf8.size(), 4);
  text_ += utf8;
}

void PickleWriter::integers(const std::vector<std::int64_t>& values) {
  mark();
  for (const std::int64_t value : values) integer(value);
  tuple();
}

void PickleWriter::global(std::string_view module, std::string_view name) {
  text_ += 'c';
  text_ += module;
  text_ += '\n';
  text_ += name;
  text_ += '\n';
}

void PickleWriter::orderedDict() {
  global("collections", "OrderedDict");
  text_ += ")R";
}

std::string PickleWriter::finish() {
  text_ += '.';
  return std::move(text_);
}

}  // namespace lafs
