// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/record_file.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/formats/input_file.h"
#include "core/formats/little_endian.h"

namespace lafs {

namespace {

constexpr std::uint64_t kHeaderBytes = 8;

struct HeadForm {
  std::uint32_t magic;
  unsigned lengthBits;

  std::uint32_t mostBytes() const { return (1u << lengthBits) - 1; }
  std::string magicBytes() const {
    std::string bytes;
    appendLittle(bytes, magic);
    return bytes;
  }
};

constexpr HeadForm kForms[] = {{0xced7230a, 29}, {0x3ed7230a, 30}};

const HeadForm& formOf(RecordHead head) {
  return kForms[static_cast<std::size_t>(head)];
}

/// What the upper bits of a chunk's length word say.
enum Part : std::uint32_t { kWhole = 0, kFirst = 1, kMiddle = 2, kLast = 3 };

struct Chunk {
  std::uint32_t part = kWhole;
  std::uint64_t length = 0;
};

std::uint64_t padded(std::uint64_t bytes) {
  return (bytes + 3) / 4 * 4;
}

[[noreturn]] void damaged(const InputFile& file, std::uint64_t offset, const std::string& why) {
  throw UserError(file.path(), "at byte " + std::to_string(offset) + ": " + why,
                  "the .rec is damaged or cut off, or its .idx belongs to another file; fetch "
                  "both again");
}

/// The chunk at `offset`, known to lie inside the file.
Chunk chunkAt(const InputFile& file, const HeadForm& form, std::uint64_t offset) {
  if (offset % 4 != 0) damaged(file, offset, "no record begins here (not a multiple of 4)");
  if (offset >= file.size()) {
    damaged(file, offset, "outside the file of " + std::to_string(file.size()) + " bytes");
  }
  if (file.size() - offset < kHeaderBytes) damaged(file, offset, "a record's header is cut off");
  unsigned char header[kHeaderBytes];
  file.readAt(offset, header, sizeof header);
  if (loadLittle<std::uint32_t>(header) != form.magic)
    damaged(file, offset, "no record begins here");
  const auto word = loadLittle<std::uint32_t>(header + 4);
  const Chunk chunk{word >> form.lengthBits, word & form.mostBytes()};
  if (chunk.part > kLast) damaged(file, offset, "a record's head is damaged");
  if (chunk.length > file.size() - offset - kHeaderBytes) {
    damaged(file, offset,
            "a record of " + std::to_string(chunk.length) + " bytes is cut off at the file's end");
  }
  return chunk;
}

void appendAt(const InputFile& file, std::uint64_t offset, std::uint64_t bytes,
              std::string& payload) {
  const std::size_t before = payload.size();
  payload.resize(before + bytes);
  file.readAt(offset, payload.data() + before, bytes);
}

}  // namespace

struct RecordFile::State {
  explicit State(const std::string& path) : file(path) {
    unsigned char first[4] = {};
    if (file.size() >= sizeof first) file.readAt(0, first, sizeof first);
    if (loadLittle<std::uint32_t>(first) == formOf(RecordHead::TwoBit).magic) {
      head = RecordHead::TwoBit;
    }
  }
  InputFile file;
  RecordHead head = RecordHead::Dmlc;
};

RecordFile RecordFile::open(const std::string& path) {
  RecordFile file;
  file.state_ = std::make_shared<const State>(path);
  if (file.size() == 0) {
    throw UserError(path, "is empty, expected RecordIO records", "make or fetch the file again");
  }
  return file;
}

const std::string& RecordFile::path() const {
  return state_->file.path();
}

std::uint64_t RecordFile::size() const {
  return state_->file.size();
}

RecordHead RecordFile::head() const {
  return state_->head;
}

/// Goes through the chunks of one record and keeps the first `most` bytes of its payload. Returns
/// where the next record begins. With `whole` null it stops as soon as it has them.
std::uint64_t RecordFile::walk(std::uint64_t offset, std::uint64_t most, std::string& payload,
                               std::uint64_t* whole) const {
  const InputFile& file = state_->file;
  const HeadForm& form = formOf(state_->head);
  const std::string magic = form.magicBytes();
  payload.clear();
  std::uint64_t seen = 0;
  const auto keep = [&](std::uint64_t bytes) {
    const std::uint64_t wanted = most > seen ? most - seen : 0;
    seen += bytes;
    return std::min(wanted, bytes);
  };
  for (bool inside = false;; inside = true) {
    const Chunk chunk = chunkAt(file, form, offset);
    const bool continues = chunk.part == kMiddle || chunk.part == kLast;
    if (continues != inside) {
      damaged(file, offset,
              inside ? "a split record lacks its last part"
                     : "a record begins with the later part of a split one");
    }
    if (inside) payload.append(magic, 0, keep(magic.size()));
    appendAt(file, offset + kHeaderBytes, keep(chunk.length), payload);
    offset += kHeaderBytes + padded(chunk.length);
    if (chunk.part == kWhole || chunk.part == kLast || (!whole && seen >= most)) break;
  }
  if (whole) *whole = seen;
  return offset;
}

std::uint64_t RecordFile::read(std::uint64_t offset, std::string& payload) const {
  std::uint64_t whole = 0;
  return walk(offset, ~std::uint64_t{0}, payload, &whole);
}

void RecordFile::readStart(std::uint64_t offset, std::size_t most, std::string& start) const {
  walk(offset, most, start, nullptr);
}

void RecordFile::scan(
    std::size_t most,
    const std::function<void(std::uint64_t, std::string_view, std::uint64_t)>& visit) const {
  std::string start;
  for (std::uint64_t offset = 0; offset < size();) {
    std::uint64_t whole = 0;
    const std::uint64_t next = walk(offset, most, start, &whole);
    visit(offset, start, whole);
    offset = next;
  }
}

std::string recordChunks(const std::string& path, std::string_view payload, RecordHead head) {
  const HeadForm& form = formOf(head);
  if (payload.size() > form.mostBytes()) {
    throw UserError(
        path, "a record of " + std::to_string(payload.size()) + " bytes",
        "RecordIO holds at most " + std::to_string(form.mostBytes()) + " bytes a record");
  }
  const std::string magic = form.magicBytes();
  std::string chunks;
  const auto append = [&](std::uint32_t part, std::string_view data) {
    chunks += magic;
    appendLittle(chunks, part << form.lengthBits | static_cast<std::uint32_t>(data.size()));
    chunks += data;
    chunks.append(padded(data.size()) - data.size(), '\0');
  };
  std::size_t begin = 0;
  for (std::size_t at = 0; at + 4 <= payload.size(); at += 4) {
    if (payload.substr(at, 4) != magic) continue;
    append(chunks.empty() ? kFirst : kMiddle, payload.substr(begin, at - begin));
    begin = at + 4;
  }
  append(chunks.empty() ? kWhole : kLast, payload.substr(begin));
  return chunks;
}

}  // namespace lafs
