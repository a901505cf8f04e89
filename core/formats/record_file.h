// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

namespace lafs {

/// Two forms of a record's head are about; the first four bytes of a file tell which it is.
enum class RecordHead {
  Dmlc,   ///< dmlc-core's and MXNet's: magic 0xced7230a, 3 bits of part, 29 bits of length
  TwoBit  ///< other writers': magic 0x3ed7230a, 2 bits of part, 30 bits of length
};

/// An MXNet RecordIO file (.rec, dmlc-core's recordio.h): records one after the other, each one
/// chunk or, where its payload holds the format's magic number at an aligned place, several. Read
/// with pread, so that const functions may be called from several threads at once and a file that
/// is cut off meanwhile is an error rather than a crash. Copies share one open file.
///
/// Memory: a payload buffer grows to the bytes that the record's chunks have inside the file, never
/// to what a damaged header claims.
class RecordFile {
 public:
  /// UserError when the file is missing, unreadable or empty.
  static RecordFile open(const std::string& path);

  const std::string& path() const;
  std::uint64_t size() const;  ///< bytes
  RecordHead head() const;

  /// The whole payload of the record at `offset` into `payload` (its memory is used again); returns
  /// where the next record begins. UserError, with the offset: outside the file, no record there,
  /// cut off, a part of a split record missing.
  std::uint64_t read(std::uint64_t offset, std::string& payload) const;

  /// The first `most` bytes of the payload at most, into `start`: labels without the image. `start`
  /// has fewer bytes only when the payload has.
  void readStart(std::uint64_t offset, std::size_t most, std::string& start) const;

  /// Calls `visit` with offset and first `most` payload bytes of every record from the beginning
  /// to the end; `whole` is the payload's size. UserError at the first damage.
  void scan(std::size_t most, const std::function<void(std::uint64_t offset, std::string_view start,
                                                       std::uint64_t whole)>& visit) const;

 private:
  struct State;
  std::uint64_t walk(std::uint64_t offset, std::uint64_t most, std::string& payload,
                     std::uint64_t* whole) const;
  std::shared_ptr<const State> state_;
};

/// `payload` as the chunks of one record, ready to be appended to a .rec: split at the magic number
/// where it stands at a multiple of 4, padded to a multiple of 4. UserError from 2^29 bytes on (the
/// format's limit), naming `path`.
std::string recordChunks(const std::string& path, std::string_view payload,
                         RecordHead head = RecordHead::Dmlc);

}  // namespace lafs
