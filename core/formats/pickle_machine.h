// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/formats/pickle_reader.h"
#include "core/formats/pickle_store.h"

namespace lafs {

class PickleMachine;

/// One instruction of the pickle machine: its byte, its name as Python's pickletools gives it, and
/// what it does; `run` is null for what no format here uses, which is refused by name.
struct PickleOpcode {
  std::uint8_t code;
  const char* name;
  void (PickleMachine::*run)();
};

/// The opcode of that byte; null when no protocol has it.
const PickleOpcode* findPickleOpcode(std::uint8_t code);

/// The stack machine behind readPickle. The opcodes that make plain values are in
/// pickle_literals.cpp, those for containers and the memo in pickle_containers.cpp, those that
/// would import or call in pickle_calls.cpp; pickle_opcodes.cpp is the table of all.
class PickleMachine {
 public:
  PickleMachine(std::string_view text, const PickleRules& rules, const std::string& file,
                std::uint64_t offset)
      : text_(text), rules_(rules), file_(file), offset_(offset) {}

  PickleTree run();

  // Framing.
  void protocol();
  void frame();
  void stop();
  // Plain values.
  void none();
  void newTrue();
  void newFalse();
  void intLine();
  void longLine();
  void floatLine();
  void binInt();
  void binInt1();
  void binInt2();
  void long1();
  void long4();
  void binFloat();
  void stringLine();
  void unicodeLine();
  void binString();
  void shortBinString();
  void binUnicode();
  void shortBinUnicode();
  void binUnicode8();
  void binBytes();
  void shortBinBytes();
  void binBytes8();
  // Containers, stack and memo.
  void mark();
  void pop();
  void popMark();
  void dup();
  void emptyList();
  void list();
  void append();
  void appends();
  void emptyTuple();
  void tuple();
  void tuple1();
  void tuple2();
  void tuple3();
  void emptyDict();
  void dict();
  void setItem();
  void setItems();
  void emptySet();
  void frozenSet();
  void addItems();
  void putLine();
  void binPut();
  void longBinPut();
  void memoize();
  void getLine();
  void binGet();
  void longBinGet();
  // What would import or call.
  void global();
  void stackGlobal();
  void reduce();
  void newObject();
  void newObjectWithKeywords();
  void build();
  void persistentId();

 private:
  [[noreturn]] void fail(const std::string& why, const std::string& remedy = {}) const;

  std::string_view take(std::uint64_t bytes);  // the next bytes of the text
  std::uint64_t takeNumber(int bytes);         // little-endian
  std::string_view takeLine();                 // up to and without the newline
  PickleValue* make(PickleKind kind);          // owned by the tree, not pushed
  void push(PickleValue* value);
  void pushInteger(std::int64_t value);
  void pushLong(std::string_view twosComplement);
  void pushBytes(PickleKind kind, std::string_view bytes);
  void pushDecoded(PickleKind kind, std::string bytes);
  std::string_view own(std::string bytes);  // keeps a decoded string
  PickleValue* popValue();
  PickleValue* top();
  std::vector<const PickleValue*> popToMark();
  void pushItems(PickleKind kind, std::size_t count);
  void extend(PickleKind kind, const std::vector<const PickleValue*>& values);
  void remember(std::uint64_t index);
  void recall(std::uint64_t index);
  void pushGlobal(std::string_view module, std::string_view name);
  PickleValue* call(const PickleValue& callable, PickleValue& arguments);
  PickleValue* callPlain(std::string_view name, const PickleValue& arguments);
  PickleValue* encodeText(const PickleValue& arguments);
  PickleValue* container(PickleKind kind, const PickleValue* content);
  void checkShape(const PickleValue& root) const;

  std::string_view text_;
  const PickleRules& rules_;
  const std::string& file_;
  std::uint64_t offset_;
  std::size_t at_ = 0;  // next byte
  std::size_t opcodeAt_ = 0;
  const PickleOpcode* opcode_ = nullptr;
  bool stopped_ = false;
  std::uint64_t decoded_ = 0;  // bytes of decoded strings
  std::uint64_t copied_ = 0;   // items copied from one container into another
  PickleTree tree_;
  std::vector<PickleValue*> stack_;
  std::vector<std::size_t> marks_;
  std::unordered_map<std::uint64_t, PickleValue*> memo_;
};

}  // namespace lafs
