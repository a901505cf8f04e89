// SPDX-License-Identifier: GPL-3.0-or-later
// The opcodes that carry a plain value.
#include <charconv>
#include <cstring>

#include "core/formats/pickle_machine.h"
#include "core/formats/pickle_text.h"

namespace lafs {

namespace {

template <class Number>
bool parseWhole(std::string_view text, Number& value) {
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  return result.ec == std::errc() && result.ptr == text.data() + text.size();
}

std::string shortened(std::string_view text) {
  return "'" + printablePickleText(text) + "'";
}

}  // namespace

PickleValue* PickleMachine::make(PickleKind kind) {
  PickleValue& value = tree_.store_->values.emplace_back();
  value.kind = kind;
  return &value;
}

void PickleMachine::push(PickleValue* value) {
  stack_.push_back(value);
}

void PickleMachine::pushInteger(std::int64_t value) {
  PickleValue* made = make(PickleKind::Integer);
  made->integer = value;
  push(made);
}

void PickleMachine::pushLong(std::string_view twosComplement) {
  if (twosComplement.size() > 8) {
    pushBytes(PickleKind::BigInteger, twosComplement);
    return;
  }
  const bool negative =
      !twosComplement.empty() && static_cast<unsigned char>(twosComplement.back()) >= 0x80;
  std::uint64_t value = negative ? ~std::uint64_t{0} : 0;
  std::memcpy(&value, twosComplement.data(), twosComplement.size());
  pushInteger(static_cast<std::int64_t>(value));
}

void PickleMachine::pushBytes(PickleKind kind, std::string_view bytes) {
  PickleValue* made = make(kind);
  made->bytes = bytes;
  push(made);
}

std::string_view PickleMachine::own(std::string bytes) {
  decoded_ += bytes.size();
  // A text of Latin-1 letters, as protocol 0 writes bytes, takes two bytes a letter as UTF-8, and
  // one more when it becomes bytes again.
  if (decoded_ / 4 > text_.size()) fail("decodes to more than four times what the file holds");
  return tree_.store_->strings.emplace_back(std::move(bytes));
}

void PickleMachine::pushDecoded(PickleKind kind, std::string bytes) {
  pushBytes(kind, own(std::move(bytes)));
}

void PickleMachine::none() {
  push(make(PickleKind::None));
}

void PickleMachine::newTrue() {
  pushInteger(1);
  top()->kind = PickleKind::Bool;
}

void PickleMachine::newFalse() {
  pushInteger(0);
  top()->kind = PickleKind::Bool;
}

// Protocols 0 and 1 write booleans as the lines "01" and "00".
void PickleMachine::intLine() {
  const std::string_view line = takeLine();
  std::int64_t value = 0;
  if (line == "00") return newFalse();
  if (line == "01") return newTrue();
  if (!parseWhole(line, value)) fail(shortened(line) + " is no whole number of 64 bits");
  pushInteger(value);
}

void PickleMachine::longLine() {
  std::string_view line = takeLine();
  if (!line.empty() && line.back() == 'L') line.remove_suffix(1);
  std::int64_t value = 0;
  if (!parseWhole(line, value)) fail(shortened(line) + " is no whole number of 64 bits");
  pushInteger(value);
}

void PickleMachine::floatLine() {
  const std::string_view line = takeLine();
  double value = 0;
  if (!parseWhole(line, value)) fail(shortened(line) + " is no number");
  PickleValue* made = make(PickleKind::Real);
  made->real = value;
  push(made);
}

void PickleMachine::binInt() {
  pushInteger(static_cast<std::int32_t>(takeNumber(4)));
}

void PickleMachine::binInt1() {
  pushInteger(static_cast<std::int64_t>(takeNumber(1)));
}

void PickleMachine::binInt2() {
  pushInteger(static_cast<std::int64_t>(takeNumber(2)));
}

void PickleMachine::long1() {
  pushLong(take(takeNumber(1)));
}

void PickleMachine::long4() {
  pushLong(take(takeNumber(4)));
}

// The one big-endian number of a pickle.
void PickleMachine::binFloat() {
  const std::string_view raw = take(8);
  std::uint64_t bits = 0;
  for (const char c : raw) bits = bits << 8 | static_cast<unsigned char>(c);
  PickleValue* made = make(PickleKind::Real);
  std::memcpy(&made->real, &bits, sizeof bits);
  push(made);
}

void PickleMachine::stringLine() {
  const auto decoded = decodeQuotedBytes(takeLine());
  if (!decoded) fail("its line is no quoted string");
  pushDecoded(PickleKind::Bytes, *decoded);
}

void PickleMachine::unicodeLine() {
  const auto decoded = decodeRawUnicode(takeLine());
  if (!decoded) fail("its line is no raw-unicode-escape text");
  pushDecoded(PickleKind::Text, *decoded);
}

// A string of Python 2 is bytes; its length is signed in this opcode, and a negative one is refused
// as larger than any file.
void PickleMachine::binString() {
  pushBytes(PickleKind::Bytes, take(takeNumber(4)));
}

void PickleMachine::shortBinString() {
  pushBytes(PickleKind::Bytes, take(takeNumber(1)));
}

void PickleMachine::binUnicode() {
  pushBytes(PickleKind::Text, take(takeNumber(4)));
}

void PickleMachine::shortBinUnicode() {
  pushBytes(PickleKind::Text, take(takeNumber(1)));
}

void PickleMachine::binUnicode8() {
  pushBytes(PickleKind::Text, take(takeNumber(8)));
}

void PickleMachine::binBytes() {
  pushBytes(PickleKind::Bytes, take(takeNumber(4)));
}

void PickleMachine::shortBinBytes() {
  pushBytes(PickleKind::Bytes, take(takeNumber(1)));
}

void PickleMachine::binBytes8() {
  pushBytes(PickleKind::Bytes, take(takeNumber(8)));
}

}  // namespace lafs
