// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace lafs {

/// What a value of a pickle is. Python's bytes, bytearray and Python 2's str are Bytes; dict,
/// OrderedDict and defaultdict are Dict; set and frozenset are Set. Object is the inert record of
/// anything else: nothing was called to make it.
enum class PickleKind {
  None,
  Bool,
  Integer,
  BigInteger,  ///< beyond 64 bits: `bytes` holds it, two's complement, little-endian
  Real,
  Text,   ///< `bytes` as UTF-8
  Bytes,  ///< `bytes`
  List,
  Tuple,
  Set,
  Dict,        ///< `items`: key, value, key, value …; of two equal keys the later counts
  Global,      ///< `bytes`: "module name"
  Persistent,  ///< `items[0]`: what the pickle says to identify something stored outside it
  Object       ///< `callable` (a Global) with `arguments`; `state` from BUILD or null
};

const char* pickleKindName(PickleKind kind);  ///< "tuple", "text", … for messages

/// One value of a pickle. Equal pointers are the same Python object. Read only the members of its
/// kind.
struct PickleValue {
  PickleKind kind = PickleKind::None;
  union {
    std::int64_t integer = 0;  ///< Integer; Bool as 0 or 1
    double real;
  };
  std::string_view bytes;
  std::vector<const PickleValue*> items;
  const PickleValue* callable = nullptr;
  const PickleValue* arguments = nullptr;
  const PickleValue* state = nullptr;

  bool is(PickleKind wanted) const { return kind == wanted; }
  /// Text, or Bytes of a Python 2 pickle.
  bool isString() const { return kind == PickleKind::Text || kind == PickleKind::Bytes; }
  /// An Object made by, or a Global that is, `name` ("module name").
  bool isGlobal(std::string_view name) const { return kind == PickleKind::Global && bytes == name; }
  bool isObjectOf(std::string_view name) const {
    return kind == PickleKind::Object && callable->bytes == name;
  }
};

/// The value of a Dict at a string key; null when it has none or `dict` is no Dict.
const PickleValue* pickleEntry(const PickleValue& dict, std::string_view key);

/// A whole pickle as values. The tree owns them; what they say in `bytes` mostly points into the
/// text that was read, which must live as long. Values never contain themselves, and nest at most
/// PickleLimits::depth deep; but one value may be found at several places, so whoever walks the
/// tree as if it had none in common bounds the number of steps.
class PickleTree {
 public:
  PickleTree();
  const PickleValue& root() const { return *root_; }
  /// Bytes of the text that the pickle took, its STOP included; another pickle may follow.
  std::size_t consumed() const { return consumed_; }
  /// Every value of that kind which the pickle made, each once, in the order of its text.
  std::vector<const PickleValue*> all(PickleKind kind) const;

 private:
  friend class PickleMachine;
  struct Store;
  std::shared_ptr<Store> store_;
  const PickleValue* root_ = nullptr;
  std::size_t consumed_ = 0;
};

}  // namespace lafs
