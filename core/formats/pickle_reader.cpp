// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_reader.h"

#include <cstdio>
#include <unordered_map>

#include "core/base/error.h"
#include "core/formats/pickle_machine.h"

namespace lafs {

namespace {

std::string opcodeText(const PickleOpcode& opcode) {
  char code[8];
  std::snprintf(code, sizeof code, "0x%02x", opcode.code);
  return std::string("opcode ") + opcode.name + " (" + code + ")";
}

/// The values that `value` consists of.
template <class Visit>
void eachPart(const PickleValue& value, std::size_t index, Visit visit) {
  const PickleValue* further[] = {value.arguments, value.state};
  if (index < value.items.size()) {
    visit(value.items[index]);
  } else if (further[index - value.items.size()]) {
    visit(further[index - value.items.size()]);
  }
}

std::size_t partCount(const PickleValue& value) {
  return value.items.size() + 2;
}

}  // namespace

void PickleMachine::fail(const std::string& why, const std::string& remedy) const {
  std::string where = "byte " + std::to_string(offset_ + opcodeAt_);
  if (opcode_) where += ", " + opcodeText(*opcode_);
  throw UserError(
      file_, "the pickle in it cannot be read: " + where + ": " + why,
      remedy.empty() ? "make or fetch the file again; it is damaged or of another kind" : remedy);
}

std::string_view PickleMachine::take(std::uint64_t bytes) {
  if (bytes > text_.size() - at_) {
    fail("asks for " + std::to_string(bytes) + " bytes where " +
         std::to_string(text_.size() - at_) + " are left");
  }
  const std::string_view taken = text_.substr(at_, static_cast<std::size_t>(bytes));
  at_ += taken.size();
  return taken;
}

std::uint64_t PickleMachine::takeNumber(int bytes) {
  const std::string_view raw = take(static_cast<std::uint64_t>(bytes));
  std::uint64_t value = 0;
  for (int i = bytes - 1; i >= 0; --i) {
    value = value << 8 | static_cast<unsigned char>(raw[static_cast<std::size_t>(i)]);
  }
  return value;
}

std::string_view PickleMachine::takeLine() {
  const std::size_t end = text_.find('\n', at_);
  if (end == std::string_view::npos) fail("its line has no end");
  const std::string_view line = text_.substr(at_, end - at_);
  at_ = end + 1;
  return line;
}

void PickleMachine::protocol() {
  const std::uint64_t version = takeNumber(1);
  if (version > 5) fail("protocol " + std::to_string(version) + "; known are 0 to 5");
}

// Frames only tell a reader how much to fetch at once.
void PickleMachine::frame() {
  const std::uint64_t length = takeNumber(8);
  if (length > text_.size() - at_) {
    fail("a frame of " + std::to_string(length) + " bytes where " +
         std::to_string(text_.size() - at_) + " are left");
  }
}

void PickleMachine::stop() {
  if (!marks_.empty() || stack_.size() != 1) {
    fail(std::to_string(stack_.size()) + " values are left instead of one");
  }
  stopped_ = true;
}

/// Refuses a value that contains itself or nests too deep, without recursion.
void PickleMachine::checkShape(const PickleValue& root) const {
  struct Level {
    const PickleValue* value;
    std::size_t next;
    int height;
  };
  constexpr int kOpen = -1;
  std::unordered_map<const PickleValue*, int> heights{{&root, kOpen}};
  std::vector<Level> path{{&root, 0, 0}};
  while (!path.empty()) {
    Level& level = path.back();
    if (level.next == partCount(*level.value)) {
      const int height = heights[level.value] = level.height + 1;
      path.pop_back();
      if (!path.empty() && path.back().height < height) path.back().height = height;
      if (height > rules_.limits.depth) {
        fail("values nest deeper than " + std::to_string(rules_.limits.depth));
      }
      continue;
    }
    const PickleValue* part = nullptr;
    eachPart(*level.value, level.next++, [&](const PickleValue* found) { part = found; });
    if (!part) continue;
    const auto [entry, fresh] = heights.emplace(part, kOpen);
    if (fresh) {
      path.push_back({part, 0, 0});
    } else if (entry->second == kOpen) {
      fail("a value contains itself");
    } else if (level.height < entry->second) {
      level.height = entry->second;
    }
  }
}

PickleTree PickleMachine::run() {
  std::uint64_t executed = 0;
  while (!stopped_) {
    opcodeAt_ = at_;
    opcode_ = nullptr;
    if (at_ == text_.size()) fail("it ends without STOP");
    const auto code = static_cast<std::uint8_t>(text_[at_]);
    opcode_ = findPickleOpcode(code);
    if (!opcode_) fail("no opcode has the number " + std::to_string(code));
    if (!opcode_->run) fail("is not used by any format that is read here");
    if (++executed > rules_.limits.opcodes) {
      fail("more than " + std::to_string(rules_.limits.opcodes) + " opcodes");
    }
    ++at_;
    (this->*opcode_->run)();
  }
  checkShape(*stack_[0]);
  tree_.root_ = stack_[0];
  tree_.consumed_ = at_;
  return std::move(tree_);
}

PickleTree readPickle(std::string_view text, const PickleRules& rules, const std::string& file,
                      std::uint64_t offset) {
  return PickleMachine(text, rules, file, offset).run();
}

}  // namespace lafs
