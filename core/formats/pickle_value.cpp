// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/formats/pickle_value.h"

#include "core/formats/pickle_store.h"

namespace lafs {

const char* pickleKindName(PickleKind kind) {
  static constexpr const char* kNames[] = {"None", "bool",   "int",           "large int", "float",
                                           "text", "bytes",  "list",          "tuple",     "set",
                                           "dict", "global", "persistent id", "object"};
  return kNames[static_cast<std::size_t>(kind)];
}

const PickleValue* pickleEntry(const PickleValue& dict, std::string_view key) {
  if (!dict.is(PickleKind::Dict)) return nullptr;
  for (std::size_t i = dict.items.size(); i >= 2; i -= 2) {
    const PickleValue& candidate = *dict.items[i - 2];
    if (candidate.isString() && candidate.bytes == key) return dict.items[i - 1];
  }
  return nullptr;
}

PickleTree::PickleTree() : store_(std::make_shared<Store>()) {}

std::vector<const PickleValue*> PickleTree::all(PickleKind kind) const {
  std::vector<const PickleValue*> found;
  for (const PickleValue& value : store_->values) {
    if (value.is(kind)) found.push_back(&value);
  }
  return found;
}

}  // namespace lafs
