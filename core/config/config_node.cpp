// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/config_node.h"

#include "core/base/text.h"

namespace lafs {

const ConfigNode::Entry* ConfigNode::find(const std::string& key) const {
  for (const Entry& entry : entries) {
    if (entry.key == key) return &entry;
  }
  return nullptr;
}

ConfigNode::Entry* ConfigNode::find(const std::string& key) {
  return const_cast<Entry*>(static_cast<const ConfigNode*>(this)->find(key));
}

std::string ConfigNode::describe() const {
  switch (kind) {
    case Kind::Null:
      return "nothing";
    case Kind::Scalar:
      return "'" + scalar + "'";
    case Kind::List:
      return "a list";
    case Kind::Map:
      return "a section";
  }
  return {};
}

ConfigNode ConfigNode::text(std::string value, std::string where) {
  ConfigNode node;
  node.kind = Kind::Scalar;
  node.scalar = std::move(value);
  node.where = std::move(where);
  return node;
}

ConfigNode ConfigNode::map(std::string where) {
  ConfigNode node;
  node.kind = Kind::Map;
  node.where = std::move(where);
  return node;
}

void mergeInto(ConfigNode& base, const ConfigNode& overlay) {
  if (!base.isMap() || !overlay.isMap()) {
    base = overlay;
    return;
  }
  for (const ConfigNode::Entry& entry : overlay.entries) {
    if (ConfigNode::Entry* existing = base.find(entry.key)) {
      existing->where = entry.where;
      mergeInto(existing->value, entry.value);
    } else {
      base.entries.push_back(entry);
    }
  }
}

void setPath(ConfigNode& root, const std::string& path, ConfigNode value,
             const std::string& where) {
  if (!root.isMap()) root = ConfigNode::map(where);
  const std::size_t dot = path.find('.');
  const std::string key = path.substr(0, dot);
  ConfigNode::Entry* entry = root.find(key);
  if (!entry) {
    root.entries.push_back({key, where, ConfigNode::map(where)});
    entry = &root.entries.back();
  }
  if (dot == std::string::npos) {
    entry->where = where;
    entry->value = std::move(value);
  } else {
    setPath(entry->value, path.substr(dot + 1), std::move(value), where);
  }
}

const ConfigNode* nodeAt(const ConfigNode& root, const std::string& path) {
  const std::size_t dot = path.find('.');
  const ConfigNode::Entry* entry = root.find(path.substr(0, dot));
  if (!entry) return nullptr;
  return dot == std::string::npos ? &entry->value : nodeAt(entry->value, path.substr(dot + 1));
}

Json jsonOf(const ConfigNode& node) {
  if (node.kind == ConfigNode::Kind::Null) return nullptr;
  if (node.kind == ConfigNode::Kind::List) {
    Json list = Json::array();
    for (const ConfigNode& item : node.items) list.push_back(jsonOf(item));
    return list;
  }
  if (node.isMap()) {
    Json object = Json::object();
    for (const ConfigNode::Entry& entry : node.entries) object[entry.key] = jsonOf(entry.value);
    return object;
  }
  if (node.quoted) return node.scalar;
  if (node.scalar == "true" || node.scalar == "false") return node.scalar == "true";
  if (const auto whole = parseInteger(node.scalar)) return *whole;
  if (const auto number = parseNumber(node.scalar)) return *number;
  return node.scalar;
}

ConfigNode nodeOf(const Json& json, const std::string& where) {
  ConfigNode node;
  node.where = where;
  if (json.is_null()) return node;
  if (json.is_object()) {
    node.kind = ConfigNode::Kind::Map;
    for (const auto& [key, value] : json.items()) {
      const std::string place = where + ": " + key;
      node.entries.push_back({key, place, nodeOf(value, place)});
    }
  } else if (json.is_array()) {
    node.kind = ConfigNode::Kind::List;
    for (const Json& item : json) node.items.push_back(nodeOf(item, where));
  } else {
    node.kind = ConfigNode::Kind::Scalar;
    node.quoted = json.is_string();
    node.scalar = json.is_string()         ? json.get<std::string>()
                  : json.is_number_float() ? formatNumber(json.get<double>())
                                           : json.dump();
  }
  return node;
}

}  // namespace lafs
