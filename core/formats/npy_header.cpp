// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/npy_header.h"

#include <limits>

#include "core/base/error.h"
#include "core/formats/list_text.h"
#include "core/formats/little_endian.h"

namespace lafs {

namespace {

constexpr std::string_view kMagic("\x93NUMPY", 6);
constexpr std::size_t kPrefixBytes = 8;  // magic and version
constexpr std::size_t kAlignment = 64;
constexpr std::size_t kMostDimensions = 64;          // numpy's own limit
constexpr std::uint64_t kMostHeaderBytes = 1 << 20;  // numpy itself reads 10,000

[[noreturn]] void refuse(const std::string& file, const std::string& why,
                         const std::string& remedy = "write it again with numpy.save") {
  throw UserError(file, "not a usable .npy file: " + why, remedy);
}

/// Reads the header's text, a Python dictionary of three entries, and nothing beyond it.
class DictionaryReader {
 public:
  DictionaryReader(std::string_view text, const std::string& file) : text_(text), file_(file) {}

  NpyHeader read() {
    expect('{');
    while (!accept('}')) {
      const std::string_view key = quoted();
      expect(':');
      entry(key);
      if (!accept(',')) {
        expect('}');
        break;
      }
    }
    skipSpaces();
    if (at_ != text_.size()) bad("something follows the dictionary");
    if (seen_ != 7) bad("descr, fortran_order or shape is missing");
    return header_;
  }

 private:
  [[noreturn]] void bad(const std::string& why) const {
    refuse(file_, why + " near character " + std::to_string(at_) + " of the header");
  }

  void skipSpaces() {
    while (at_ < text_.size() && (text_[at_] == ' ' || text_[at_] == '\n')) ++at_;
  }

  bool accept(char c) {
    skipSpaces();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  void expect(char c) {
    if (!accept(c)) bad(std::string("'") + c + "' is missing");
  }

  std::string_view quoted() {
    skipSpaces();
    const char quote = at_ < text_.size() ? text_[at_] : ' ';
    if (quote != '\'' && quote != '"') bad("a quoted name is missing");
    const std::size_t end = text_.find(quote, at_ + 1);
    if (end == std::string_view::npos) bad("a quote is not closed");
    const std::string_view value = text_.substr(at_ + 1, end - at_ - 1);
    at_ = end + 1;
    return value;
  }

  std::string_view word() {
    skipSpaces();
    const std::size_t begin = at_;
    while (at_ < text_.size() && text_.find_first_of(" \n,:(){}[]'\"", at_) != at_) ++at_;
    return text_.substr(begin, at_ - begin);
  }

  void once(int bit) {
    if (seen_ & bit) bad("an entry appears twice");
    seen_ |= bit;
  }

  void entry(std::string_view key) {
    if (key == "descr") {
      once(1);
      description();
    } else if (key == "fortran_order") {
      once(2);
      const std::string_view value = word();
      if (value != "True" && value != "False") bad("fortran_order is neither True nor False");
      header_.fortranOrder = value == "True";
    } else if (key == "shape") {
      once(4);
      shape();
    } else {
      bad("the entry " + quotedField(key) + " is unknown");
    }
  }

  void description() {
    skipSpaces();
    if (at_ < text_.size() && text_[at_] == '[') {
      refuse(file_, "it holds records of several columns",
             "save the column you need as an array of its own");
    }
    const std::string_view name = quoted();
    if (!readDescription(name)) {
      refuse(file_, "it holds elements of the type " + quotedField(name),
             "save it as float16/32/64, as integers or as bool (array.astype)");
    }
  }

  bool readDescription(std::string_view name) {
    if (name.size() != 3) return false;
    const char order = name[0];
    if (order != '<' && order != '>' && order != '|' && order != '=') return false;
    const auto bytes = static_cast<std::size_t>(name[2] - '0');
    const bool power = bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
    header_.bigEndian = order == '>';
    header_.elementBytes = bytes;
    switch (name[1]) {
      case 'f':
        header_.kind = NpyKind::Float;
        return power && bytes > 1;
      case 'i':
        header_.kind = NpyKind::Signed;
        return power;
      case 'u':
        header_.kind = NpyKind::Unsigned;
        return power;
      case 'b':
        header_.kind = NpyKind::Bool;
        return bytes == 1;
      default:
        return false;
    }
  }

  void shape() {
    expect('(');
    while (!accept(')')) {
      const std::string_view text = word();
      // Python 2 wrote long numbers as 12L.
      const auto size = integerField(text.substr(0, text.find('L')));
      if (!size || *size < 0) bad("a size is not a number from 0 on");
      if (header_.shape.size() == kMostDimensions) bad("more than 64 dimensions");
      header_.shape.push_back(*size);
      if (!accept(',')) {
        expect(')');
        break;
      }
    }
  }

  std::string_view text_;
  const std::string& file_;
  std::size_t at_ = 0;
  int seen_ = 0;
  NpyHeader header_;
};

/// Where the header's text ends, and with it begins the data.
std::uint64_t headerEnd(std::string_view bytes, const std::string& file, std::size_t& textBegin) {
  if (bytes.size() < kPrefixBytes + 2 || bytes.substr(0, kMagic.size()) != kMagic) {
    refuse(file, bytes.empty() ? "it is empty" : "it does not begin with numpy's magic bytes");
  }
  const int version = static_cast<unsigned char>(bytes[6]);
  if (version < 1 || version > 3) {
    refuse(file, "format version " + std::to_string(version) + ", known are 1, 2 and 3");
  }
  textBegin = kPrefixBytes + (version == 1 ? 2 : 4);
  if (bytes.size() < textBegin) refuse(file, "its header is cut off");
  const std::uint64_t length = version == 1 ? loadLittle<std::uint16_t>(&bytes[kPrefixBytes])
                                            : loadLittle<std::uint32_t>(&bytes[kPrefixBytes]);
  if (length > kMostHeaderBytes || length > bytes.size() - textBegin) {
    refuse(file, "its header claims " + std::to_string(length) + " bytes, the file has " +
                     std::to_string(bytes.size()));
  }
  return textBegin + length;
}

}  // namespace

NpyHeader parseNpyHeader(std::string_view bytes, const std::string& file) {
  std::size_t textBegin = 0;
  const std::uint64_t end = headerEnd(bytes, file, textBegin);
  NpyHeader header = DictionaryReader(bytes.substr(textBegin, end - textBegin), file).read();
  header.dataOffset = end;
  std::uint64_t count = 1, dataBytes = header.elementBytes;
  bool fits = true;
  for (const std::int64_t size : header.shape) {
    const auto factor = static_cast<std::uint64_t>(size);
    fits = fits && !__builtin_mul_overflow(count, factor, &count) &&
           !__builtin_mul_overflow(dataBytes, factor, &dataBytes);
  }
  if (!fits || count > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()) ||
      dataBytes != bytes.size() - end) {
    refuse(file,
           "its shape asks for " + (fits ? std::to_string(dataBytes) : std::string("too many")) +
               " bytes of numbers, the file holds " + std::to_string(bytes.size() - end),
           "it is cut off or damaged; write or fetch it again");
  }
  header.count = static_cast<std::int64_t>(count);
  return header;
}

std::string npyDescription(const NpyHeader& header) {
  static constexpr char kKinds[] = {'b', 'i', 'u', 'f'};
  std::string name(1, header.elementBytes == 1 ? '|' : header.bigEndian ? '>' : '<');
  name += kKinds[static_cast<std::size_t>(header.kind)];
  return name + std::to_string(header.elementBytes);
}

std::string npyHeaderBytes(const NpyHeader& header) {
  std::string text = "{'descr': '" + npyDescription(header) +
                     "', 'fortran_order': " + (header.fortranOrder ? "True" : "False") +
                     ", 'shape': (";
  for (std::size_t k = 0; k < header.shape.size(); ++k) {
    text += (k ? " " : "") + std::to_string(header.shape[k]) +
            (k + 1 < header.shape.size() || k == 0 ? "," : "");
  }
  text += "), }";
  require(header.shape.size() <= kMostDimensions, "a .npy has at most 64 dimensions");
  // At most 64 numbers of 20 digits: version 1 with its 16-bit length always does.
  const std::size_t before = kPrefixBytes + 2 + text.size() + 1;
  text.append((kAlignment - before % kAlignment) % kAlignment, ' ');
  text += '\n';
  std::string bytes(kMagic);
  bytes += '\x01';
  bytes += '\0';
  appendLittle(bytes, static_cast<std::uint16_t>(text.size()));
  return bytes + text;
}

}  // namespace lafs
