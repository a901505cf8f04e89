// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/experiment_layers.h"

#include <algorithm>
#include <filesystem>

#include "core/base/atomic_file.h"
#include "core/base/text.h"
#include "core/config/spec_reader.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// Value of an override: lists and maps in YAML's flow form, quotes taken off, else the text.
ConfigNode overrideValue(const std::string& text, const std::string& where,
                         std::vector<Problem>& problems) {
  const char first = text.empty() ? '\0' : text.front();
  if (first != '[' && first != '{' && first != '"' && first != '\'') {
    ConfigNode node;
    node.where = where;
    return text == "null" || text == "~" ? node : ConfigNode::text(text, where);
  }
  std::vector<Problem> syntax;
  const ConfigNode parsed = parseConfig("value: " + text, where, syntax);
  const ConfigNode::Entry* entry = parsed.find("value");
  if (!syntax.empty() || !entry) {
    const std::string why = syntax.empty() ? "no value" : syntax.front().message;
    problems.push_back({where, why, "quote the value for your shell"});
    return ConfigNode::text(text, where);
  }
  return entry->value;
}

/// Every place inside an override is the override itself: it has no lines.
void placeAt(ConfigNode& node, const std::string& where) {
  node.where = where;
  for (ConfigNode& item : node.items) placeAt(item, where);
  for (ConfigNode::Entry& entry : node.entries) {
    entry.where = where;
    placeAt(entry.value, where);
  }
}

class LayerLoader {
 public:
  explicit LayerLoader(std::vector<Problem>& problems) : problems_(problems) {}

  ConfigNode load(const std::string& path) {
    chain_.push_back(identity(path));
    ConfigNode own = parseConfig(readWholeFile(path), path, problems_);
    ExperimentSpec scratch;
    readSpec(own, scratch, problems_);
    ConfigNode merged = ConfigNode::map(path + ":1:1");
    for (const ConfigNode& base : basesOf(own)) addBase(base, path, merged);
    removeKey(own, "extends");
    mergeInto(merged, own);
    chain_.pop_back();
    return merged;
  }

 private:
  static std::string identity(const std::string& path) {
    std::error_code ignored;
    const fs::path whole = fs::weakly_canonical(path, ignored);
    return ignored ? path : whole.string();
  }

  static void removeKey(ConfigNode& node, const std::string& key) {
    auto& entries = node.entries;
    entries.erase(std::remove_if(entries.begin(), entries.end(),
                                 [&](const ConfigNode::Entry& entry) { return entry.key == key; }),
                  entries.end());
  }

  std::vector<ConfigNode> basesOf(const ConfigNode& own) {
    const ConfigNode* extends = nodeAt(own, "extends");
    if (!extends) return {};
    std::vector<ConfigNode> bases;
    if (extends->kind == ConfigNode::Kind::List) {
      bases = extends->items;
    } else {
      bases.push_back(*extends);
    }
    for (const ConfigNode& base : bases) {
      if (base.kind != ConfigNode::Kind::Scalar) {
        problems_.push_back(
            {base.where, "extends: found " + base.describe() + ", expected a file", ""});
        return {};
      }
    }
    return bases;
  }

  void addBase(const ConfigNode& base, const std::string& from, ConfigNode& merged) {
    const std::string path =
        (fs::path(from).parent_path() / base.scalar).lexically_normal().string();
    const std::string whole = identity(path);
    if (std::find(chain_.begin(), chain_.end(), whole) != chain_.end()) {
      problems_.push_back({base.where, "extends: '" + base.scalar + "' extends this file itself",
                           "break the circle"});
      return;
    }
    try {
      ConfigNode loaded = load(path);
      removeKey(loaded, "name");  // each file is its own experiment
      mergeInto(merged, loaded);
    } catch (const UserError& error) {
      chain_.pop_back();  // load() pushed it and could not read it
      problems_.push_back({base.where, "extends: " + std::string(error.what()),
                           "the path is relative to this file"});
    }
  }

  std::vector<Problem>& problems_;
  std::vector<std::string> chain_;
};

}  // namespace

std::vector<Override> parseOverrides(const std::vector<std::string>& texts,
                                     std::vector<Problem>& problems) {
  std::vector<Override> overrides;
  for (const std::string& text : texts) {
    const std::string where = "--set " + text;
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos || equals == 0) {
      problems.push_back({where, "expected key=value", "e.g. --set pretrain.epochs=10"});
      continue;
    }
    std::string path = text.substr(0, equals);
    if (path.rfind("matrix.", 0) != 0 && path.rfind("report.", 0) != 0) {
      const SpecField* field = findSpecField(path);
      if (!field) {
        problems.push_back(
            {where, "unknown key '" + path + "'", remedyForKey(path, "", specFieldNames())});
        continue;
      }
      path = field->path();
    }
    Override item{path, overrideValue(text.substr(equals + 1), where, problems), where};
    placeAt(item.value, where);
    overrides.push_back(std::move(item));
  }
  return overrides;
}

ConfigNode loadLayers(const std::string& path, std::vector<Problem>& problems) {
  return LayerLoader(problems).load(path);
}

}  // namespace lafs
