// SPDX-License-Identifier: GPL-3.0-or-later
// The opcodes for the stack, the containers and the memo.
#include <charconv>
#include <optional>

#include "core/formats/pickle_machine.h"

namespace lafs {

namespace {

std::optional<std::uint64_t> indexOf(std::string_view line) {
  std::uint64_t value = 0;
  const auto result = std::from_chars(line.data(), line.data() + line.size(), value);
  if (result.ec != std::errc() || result.ptr != line.data() + line.size()) return std::nullopt;
  return value;
}

}  // namespace

PickleValue* PickleMachine::top() {
  const std::size_t floor = marks_.empty() ? 0 : marks_.back();
  if (stack_.size() <= floor) fail("there is no value on the stack for it");
  return stack_.back();
}

PickleValue* PickleMachine::popValue() {
  PickleValue* value = top();
  stack_.pop_back();
  return value;
}

std::vector<const PickleValue*> PickleMachine::popToMark() {
  if (marks_.empty()) fail("there is no MARK for it");
  const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  std::vector<const PickleValue*> values(first, stack_.end());
  stack_.erase(first, stack_.end());
  marks_.pop_back();
  return values;
}

void PickleMachine::mark() {
  marks_.push_back(stack_.size());
}

void PickleMachine::pop() {
  if (!marks_.empty() && marks_.back() == stack_.size()) {
    marks_.pop_back();
  } else {
    popValue();
  }
}

void PickleMachine::popMark() {
  popToMark();
}

void PickleMachine::dup() {
  push(top());
}

void PickleMachine::emptyList() {
  push(make(PickleKind::List));
}

void PickleMachine::emptyTuple() {
  push(make(PickleKind::Tuple));
}

void PickleMachine::emptyDict() {
  push(make(PickleKind::Dict));
}

void PickleMachine::emptySet() {
  push(make(PickleKind::Set));
}

void PickleMachine::list() {
  auto items = popToMark();
  push(make(PickleKind::List));
  top()->items = std::move(items);
}

void PickleMachine::tuple() {
  auto items = popToMark();
  push(make(PickleKind::Tuple));
  top()->items = std::move(items);
}

void PickleMachine::frozenSet() {
  auto items = popToMark();
  push(make(PickleKind::Set));
  top()->items = std::move(items);
}

void PickleMachine::dict() {
  const auto items = popToMark();
  push(make(PickleKind::Dict));
  extend(PickleKind::Dict, items);
}

void PickleMachine::pushItems(PickleKind kind, std::size_t count) {
  PickleValue* made = make(kind);
  made->items.resize(count);
  for (std::size_t i = count; i > 0; --i) made->items[i - 1] = popValue();
  push(made);
}

void PickleMachine::tuple1() {
  pushItems(PickleKind::Tuple, 1);
}

void PickleMachine::tuple2() {
  pushItems(PickleKind::Tuple, 2);
}

void PickleMachine::tuple3() {
  pushItems(PickleKind::Tuple, 3);
}

/// Adds to the container on top of the stack, which must be of that kind.
void PickleMachine::extend(PickleKind kind, const std::vector<const PickleValue*>& values) {
  PickleValue* target = top();
  if (!target->is(kind)) {
    fail(std::string("adds to a ") + pickleKindName(target->kind) + " as if it were a " +
         pickleKindName(kind));
  }
  if (kind == PickleKind::Dict && values.size() % 2 != 0) fail("a key has no value");
  target->items.insert(target->items.end(), values.begin(), values.end());
}

void PickleMachine::append() {
  const PickleValue* value = popValue();
  extend(PickleKind::List, {value});
}

void PickleMachine::appends() {
  extend(PickleKind::List, popToMark());
}

void PickleMachine::setItem() {
  const PickleValue* value = popValue();
  const PickleValue* key = popValue();
  extend(PickleKind::Dict, {key, value});
}

void PickleMachine::setItems() {
  extend(PickleKind::Dict, popToMark());
}

void PickleMachine::addItems() {
  extend(PickleKind::Set, popToMark());
}

void PickleMachine::remember(std::uint64_t index) {
  memo_[index] = top();
}

void PickleMachine::recall(std::uint64_t index) {
  const auto found = memo_.find(index);
  if (found == memo_.end()) fail("nothing was remembered as " + std::to_string(index));
  push(found->second);
}

void PickleMachine::putLine() {
  const auto index = indexOf(takeLine());
  if (!index) fail("its line is no number");
  remember(*index);
}

void PickleMachine::binPut() {
  remember(takeNumber(1));
}

void PickleMachine::longBinPut() {
  remember(takeNumber(4));
}

void PickleMachine::memoize() {
  remember(memo_.size());
}

void PickleMachine::getLine() {
  const auto index = indexOf(takeLine());
  if (!index) fail("its line is no number");
  recall(*index);
}

void PickleMachine::binGet() {
  recall(takeNumber(1));
}

void PickleMachine::longBinGet() {
  recall(takeNumber(4));
}

}  // namespace lafs
