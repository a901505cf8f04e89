// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// Puts a pickle of protocol 2 together, instruction by instruction; each call pushes its value or
/// works on those that were pushed. Only the opcodes that PyTorch's own restricted reader takes.
class PickleWriter {
 public:
  PickleWriter() : text_("\x80\x02") {}

  void boolean(bool value) { text_ += value ? '\x88' : '\x89'; }
  void integer(std::int64_t value);
  void text(std::string_view utf8);
  void integers(const std::vector<std::int64_t>& values);  ///< as a tuple
  void global(std::string_view module, std::string_view name);
  void orderedDict();  ///< empty
  void mark() { text_ += '('; }
  void tuple() { text_ += 't'; }     ///< of everything since the mark
  void setItems() { text_ += 'u'; }  ///< key, value, … since the mark, into the dict below it
  void reduce() { text_ += 'R'; }
  void persistentId() { text_ += 'Q'; }
  std::string finish();  ///< the whole text

 private:
  void little(std::uint64_t value, int bytes);
  std::string text_;
};

}  // namespace lafs
