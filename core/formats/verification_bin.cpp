// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/verification_bin.h"

#include <limits>

#include "core/base/error.h"
#include "core/formats/little_endian.h"
#include "core/formats/mapped_file.h"
#include "core/formats/output_file.h"
#include "core/formats/pickle_numpy.h"
#include "core/formats/pickle_reader.h"

namespace lafs {

namespace {

constexpr std::size_t kBatch = 1000;  // Python's picklers append lists in such pieces

[[noreturn]] void refuse(const std::string& path, const std::string& why) {
  throw UserError(path, "not a usable verification set: " + why,
                  "expected a pickle of (2n encoded pictures, n truth values)");
}

std::string_view encodedImage(const PickleValue& value, std::size_t at, const std::string& path) {
  const std::string name = "picture " + std::to_string(at);
  std::string_view bytes;
  if (value.is(PickleKind::Bytes)) {
    bytes = value.bytes;
  } else if (isNumpyArray(value)) {
    const PickledArray array = numpyArray(value, path);
    std::size_t longDimensions = 0;  // (length), (length, 1) or (1, length)
    for (const std::int64_t size : array.shape) longDimensions += size != 1;
    if (dtypeSize(array.dtype) != 1 || longDimensions > 1) {
      refuse(path, name + " is an array of pixels or numbers, not of a file's bytes");
    }
    bytes = array.bytes;
  } else {
    refuse(path, name + " is a " + pickleKindName(value.kind));
  }
  if (bytes.empty()) refuse(path, name + " is empty");
  return bytes;
}

std::vector<std::uint8_t> flagsOf(const PickleValue& value, const std::string& path) {
  std::vector<std::uint8_t> flags;
  if (isNumpyArray(value)) {
    const PickledArray array = numpyArray(value, path);
    if (dtypeSize(array.dtype) != 1 || array.shape.size() != 1) {
      refuse(path, "the flags are an array of another type than bool");
    }
    for (const char flag : array.bytes) flags.push_back(flag != 0);
    return flags;
  }
  if (!value.is(PickleKind::List) && !value.is(PickleKind::Tuple)) {
    refuse(path, std::string("the flags are a ") + pickleKindName(value.kind));
  }
  flags.reserve(value.items.size());
  for (const PickleValue* item : value.items) {
    const auto number = pickleNumber(*item, path);
    if (!number || (*number != 0 && *number != 1)) {
      refuse(path, "flag " + std::to_string(flags.size()) + " is no truth value");
    }
    flags.push_back(*number != 0);
  }
  return flags;
}

void appendBytesHeader(std::string& text, std::size_t size) {
  if (size < 256) {
    text += 'C';  // SHORT_BINBYTES
    appendLittle(text, static_cast<std::uint8_t>(size));
  } else {
    text += 'B';  // BINBYTES
    appendLittle(text, static_cast<std::uint32_t>(size));
  }
}

/// Writes a list of `count` items, each by `item(k)`.
template <typename Item>
void writeList(OutputFile& output, std::size_t count, const Item& item) {
  output.write("]");
  for (std::size_t begin = 0; begin < count; begin += kBatch) {
    output.write("(");
    for (std::size_t k = begin; k < count && k < begin + kBatch; ++k) item(k);
    output.write("e");
  }
}

}  // namespace

struct VerificationBin::State {
  explicit State(const std::string& path) : file(path) {}
  MappedFile file;
  PickleTree tree;
  std::vector<std::string_view> images;
  std::vector<std::uint8_t> same;
};

VerificationBin VerificationBin::open(const std::string& path) {
  auto state = std::make_shared<State>(path);
  if (state->file.size() == 0) refuse(path, "it is empty");
  PickleRules rules;
  rules.globals = numpyGlobals();
  state->tree = readPickle(state->file.text(), rules, path);
  const PickleValue& root = state->tree.root();
  const bool pair =
      (root.is(PickleKind::Tuple) || root.is(PickleKind::List)) && root.items.size() == 2;
  if (!pair) refuse(path, std::string("it is a ") + pickleKindName(root.kind) + ", no pair");
  const PickleValue& images = *root.items[0];
  if (!images.is(PickleKind::List) && !images.is(PickleKind::Tuple)) {
    refuse(path, std::string("the pictures are a ") + pickleKindName(images.kind));
  }
  state->same = flagsOf(*root.items[1], path);
  if (state->same.empty()) refuse(path, "it holds no pair");
  if (images.items.size() != 2 * state->same.size()) {
    refuse(path, std::to_string(images.items.size()) + " pictures and " +
                     std::to_string(state->same.size()) + " flags");
  }
  state->images.reserve(images.items.size());
  for (const PickleValue* image : images.items) {
    state->images.push_back(encodedImage(*image, state->images.size(), path));
  }
  VerificationBin bin;
  bin.state_ = std::move(state);
  return bin;
}

const std::string& VerificationBin::path() const {
  return state_->file.path();
}

std::size_t VerificationBin::pairs() const {
  return state_->same.size();
}

const std::vector<std::string_view>& VerificationBin::images() const {
  return state_->images;
}

const std::vector<std::uint8_t>& VerificationBin::same() const {
  return state_->same;
}

void writeVerificationBin(const std::string& path, const std::vector<std::string_view>& images,
                          const std::vector<std::uint8_t>& same) {
  require(!same.empty() && images.size() == 2 * same.size(), "a pair has two pictures and a flag");
  OutputFile output(path);
  output.write("\x80\x03");
  std::string header;
  writeList(output, images.size(), [&](std::size_t k) {
    require(images[k].size() <= std::numeric_limits<std::uint32_t>::max(),
            "a picture of more than 4 GiB");
    header.clear();
    appendBytesHeader(header, images[k].size());
    output.write(header);
    output.write(images[k]);
  });
  writeList(output, same.size(), [&](std::size_t k) { output.write(same[k] ? "\x88" : "\x89"); });
  output.write("\x86.");
  output.publish();
}

}  // namespace lafs
