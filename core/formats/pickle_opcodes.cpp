// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "core/formats/pickle_machine.h"

namespace lafs {

namespace {

using M = PickleMachine;

constexpr PickleOpcode kOpcodes[] = {
    // Framing.
    {0x80, "PROTO", &M::protocol},
    {0x95, "FRAME", &M::frame},
    {'.', "STOP", &M::stop},
    // Plain values.
    {'N', "NONE", &M::none},
    {0x88, "NEWTRUE", &M::newTrue},
    {0x89, "NEWFALSE", &M::newFalse},
    {'I', "INT", &M::intLine},
    {'L', "LONG", &M::longLine},
    {'F', "FLOAT", &M::floatLine},
    {'J', "BININT", &M::binInt},
    {'K', "BININT1", &M::binInt1},
    {'M', "BININT2", &M::binInt2},
    {0x8a, "LONG1", &M::long1},
    {0x8b, "LONG4", &M::long4},
    {'G', "BINFLOAT", &M::binFloat},
    {'S', "STRING", &M::stringLine},
    {'V', "UNICODE", &M::unicodeLine},
    {'T', "BINSTRING", &M::binString},
    {'U', "SHORT_BINSTRING", &M::shortBinString},
    {'X', "BINUNICODE", &M::binUnicode},
    {0x8c, "SHORT_BINUNICODE", &M::shortBinUnicode},
    {0x8d, "BINUNICODE8", &M::binUnicode8},
    {'B', "BINBYTES", &M::binBytes},
    {'C', "SHORT_BINBYTES", &M::shortBinBytes},
    {0x8e, "BINBYTES8", &M::binBytes8},
    {0x96, "BYTEARRAY8", &M::binBytes8},
    // Containers and stack.
    {'(', "MARK", &M::mark},
    {'0', "POP", &M::pop},
    {'1', "POP_MARK", &M::popMark},
    {'2', "DUP", &M::dup},
    {']', "EMPTY_LIST", &M::emptyList},
    {'l', "LIST", &M::list},
    {'a', "APPEND", &M::append},
    {'e', "APPENDS", &M::appends},
    {')', "EMPTY_TUPLE", &M::emptyTuple},
    {'t', "TUPLE", &M::tuple},
    {0x85, "TUPLE1", &M::tuple1},
    {0x86, "TUPLE2", &M::tuple2},
    {0x87, "TUPLE3", &M::tuple3},
    {'}', "EMPTY_DICT", &M::emptyDict},
    {'d', "DICT", &M::dict},
    {'s', "SETITEM", &M::setItem},
    {'u', "SETITEMS", &M::setItems},
    {0x8f, "EMPTY_SET", &M::emptySet},
    {0x90, "ADDITEMS", &M::addItems},
    {0x91, "FROZENSET", &M::frozenSet},
    // Memo.
    {'p', "PUT", &M::putLine},
    {'q', "BINPUT", &M::binPut},
    {'r', "LONG_BINPUT", &M::longBinPut},
    {0x94, "MEMOIZE", &M::memoize},
    {'g', "GET", &M::getLine},
    {'h', "BINGET", &M::binGet},
    {'j', "LONG_BINGET", &M::longBinGet},
    // What would import or call.
    {'c', "GLOBAL", &M::global},
    {0x93, "STACK_GLOBAL", &M::stackGlobal},
    {'R', "REDUCE", &M::reduce},
    {0x81, "NEWOBJ", &M::newObject},
    {0x92, "NEWOBJ_EX", &M::newObjectWithKeywords},
    {'b', "BUILD", &M::build},
    {'Q', "BINPERSID", &M::persistentId},
    // Known to Python, refused here.
    {'P', "PERSID", nullptr},
    {'i', "INST", nullptr},
    {'o', "OBJ", nullptr},
    {0x82, "EXT1", nullptr},
    {0x83, "EXT2", nullptr},
    {0x84, "EXT4", nullptr},
    {0x97, "NEXT_BUFFER", nullptr},
    {0x98, "READONLY_BUFFER", nullptr},
};

std::array<const PickleOpcode*, 256> byCode() {
  std::array<const PickleOpcode*, 256> table{};
  for (const PickleOpcode& opcode : kOpcodes) table[opcode.code] = &opcode;
  return table;
}

}  // namespace

const PickleOpcode* findPickleOpcode(std::uint8_t code) {
  static const auto table = byCode();
  return table[code];
}

}  // namespace lafs
