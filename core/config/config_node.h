// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/base/json.h"

namespace lafs {

/// YAML as a tree that remembers where each part was written, so that a problem that shows only
/// after files, overrides and matrix are merged still names its line. Plain value, cheap enough
/// to copy for every cell.
struct ConfigNode {
  enum class Kind { Null, Scalar, List, Map };
  struct Entry;

  Kind kind = Kind::Null;
  std::string where;              ///< "file:line:col" of the value
  std::string scalar;             ///< text of a Scalar
  bool quoted = false;            ///< a quoted scalar is text, whatever it looks like
  std::vector<ConfigNode> items;  ///< of a List
  std::vector<Entry> entries;     ///< of a Map, in the order of the file

  const Entry* find(const std::string& key) const;
  Entry* find(const std::string& key);
  bool isMap() const { return kind == Kind::Map; }
  std::string describe() const;  ///< for messages: "'abc'", "a list", "a section", "nothing"

  static ConfigNode text(std::string value, std::string where);
  static ConfigNode map(std::string where);
};

struct ConfigNode::Entry {
  std::string key;
  std::string where;  ///< of the key
  ConfigNode value;
};

/// Parses one YAML document. Duplicate keys, keys that are no plain text, and several documents in
/// one file are problems, added to `problems` with their place; so are syntax errors, after which
/// an empty map is returned. An empty file is an empty map.
ConfigNode parseConfig(const std::string& text, const std::string& file,
                       std::vector<Problem>& problems);

/// `overlay` on `base`: maps merge key by key, anything else replaces. Later keys go to the end.
void mergeInto(ConfigNode& base, const ConfigNode& overlay);

/// Sets the node at a dotted path, making maps on the way (a value in the way is replaced).
void setPath(ConfigNode& root, const std::string& path, ConfigNode value, const std::string& where);

/// Node at a dotted path; null when it is not there.
const ConfigNode* nodeAt(const ConfigNode& root, const std::string& path);

/// Plain JSON of a tree: numbers and true/false by YAML 1.2's core rules, everything else text.
Json jsonOf(const ConfigNode& node);
ConfigNode nodeOf(const Json& json, const std::string& where);

}  // namespace lafs
