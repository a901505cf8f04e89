// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/spec_reader.h"

#include <algorithm>

#include "core/base/text.h"

namespace lafs {

const std::vector<std::string> kFileKeys = {"extends", "matrix", "report"};

namespace {

bool contains(const std::vector<std::string>& values, const std::string& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

/// Reads values of one field and says what is wrong with them.
class ValueReader {
 public:
  ValueReader(const std::string& path, const Field& field, std::vector<Problem>& problems)
      : path_(path), field_(field), problems_(problems) {}

  bool into(bool* target, const ConfigNode& node) {
    if (node.kind == ConfigNode::Kind::Scalar && !node.quoted) {
      if (node.scalar == "true" || node.scalar == "false") {
        *target = node.scalar == "true";
        return true;
      }
    }
    return refuse(node);
  }

  bool into(std::int64_t* target, const ConfigNode& node) {
    if (isZeroWord(node)) {
      *target = 0;
      return true;
    }
    const auto value = plain(node) ? parseInteger(node.scalar) : std::nullopt;
    if (!value || !inside(static_cast<double>(*value))) return refuse(node);
    *target = *value;
    return true;
  }

  bool into(double* target, const ConfigNode& node) {
    if (isZeroWord(node)) {
      *target = 0;
      return true;
    }
    const auto value = plain(node) ? parseNumber(node.scalar) : std::nullopt;
    if (!value || !inside(*value)) return refuse(node);
    *target = *value;
    return true;
  }

  bool into(std::string* target, const ConfigNode& node) {
    if (node.kind != ConfigNode::Kind::Scalar) return refuse(node);
    if (!field_.choices.empty() && !contains(field_.choices, node.scalar)) return refuse(node);
    *target = node.scalar;
    return true;
  }

  template <class Entry>
  bool into(std::vector<Entry>* target, const ConfigNode& node) {
    const auto count = static_cast<std::int64_t>(node.items.size());
    if (node.kind != ConfigNode::Kind::List) return refuse(node);
    if (count == 0 && !field_.mayBeEmpty) return refuse(node);
    if (field_.length > 0 && count != field_.length) {
      return refuse(node, "a list of " + std::to_string(count));
    }
    std::vector<Entry> entries(node.items.size());
    bool good = true;
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (!into(&entries[i], node.items[i])) good = false;
    }
    if (good) *target = std::move(entries);
    return good;
  }

 private:
  static bool plain(const ConfigNode& node) {
    return node.kind == ConfigNode::Kind::Scalar && !node.quoted;
  }
  bool isZeroWord(const ConfigNode& node) const {
    return node.kind == ConfigNode::Kind::Scalar && !field_.zeroWord.empty() &&
           node.scalar == field_.zeroWord;
  }
  bool inside(double value) const {
    if (field_.minimum &&
        (field_.aboveMinimum ? value <= *field_.minimum : value < *field_.minimum))
      return false;
    if (field_.maximum &&
        (field_.belowMaximum ? value >= *field_.maximum : value > *field_.maximum))
      return false;
    return true;
  }
  bool refuse(const ConfigNode& node) { return refuse(node, node.describe()); }
  bool refuse(const ConfigNode& node, const std::string& found) {
    std::vector<std::string> words = field_.choices;
    if (!field_.zeroWord.empty()) words.push_back(field_.zeroWord);
    std::string near;
    if (node.kind == ConfigNode::Kind::Scalar) near = nearestName(node.scalar, words);
    if (near == node.scalar) near.clear();
    problems_.push_back({node.where,
                         path_ + ": found " + found + ", expected " + allowedText(field_),
                         near.empty() ? "" : "did you mean " + near + "?"});
    return false;
  }

  const std::string& path_;
  const Field& field_;
  std::vector<Problem>& problems_;
};

bool readValue(const std::string& path, const Field& field, FieldSlot slot, const ConfigNode& value,
               std::vector<Problem>& problems) {
  ValueReader reader(path, field, problems);
  return std::visit([&](auto* target) { return reader.into(target, value); }, slot);
}

void readSection(const FieldTable& table, const std::string& path, void* owner,
                 const ConfigNode& node, std::vector<Problem>& problems) {
  const std::string prefix = path.empty() ? "" : path + ".";
  for (const ConfigNode::Entry& entry : node.entries) {
    const Field* field = table.find(entry.key);
    if (!field) {
      if (path.empty() && contains(kFileKeys, entry.key)) continue;
      std::vector<std::string> known = table.names();
      if (path.empty()) known.insert(known.end(), kFileKeys.begin(), kFileKeys.end());
      problems.push_back({entry.where,
                          "unknown key '" + entry.key + "'" + (path.empty() ? "" : " in " + path),
                          remedyForKey(entry.key, path, known)});
    } else if (field->type != FieldType::Section) {
      readValue(prefix + entry.key, *field, field->slot(owner), entry.value, problems);
    } else if (!entry.value.isMap()) {
      problems.push_back({entry.value.where,
                          prefix + entry.key + ": found " + entry.value.describe() +
                              ", expected a " + allowedText(*field),
                          ""});
    } else {
      readSection(*field->table, prefix + entry.key, field->section(owner), entry.value, problems);
    }
  }
}

}  // namespace

std::string remedyForKey(const std::string& key, const std::string& section,
                         const std::vector<std::string>& known) {
  constexpr std::size_t kMostListed = 20;
  const std::string near = nearestName(key, known);
  if (!near.empty()) return "did you mean " + near + "?";
  // Right word in the wrong place, or a short name where the full one is needed.
  std::string elsewhere;
  for (const SpecField& field : specFields()) {
    const std::string& path = field.path();
    if (field.field().alias != key && path.substr(path.rfind('.') + 1) != key) continue;
    const bool inside = path.rfind(section + ".", 0) == 0;
    if (elsewhere.empty() || inside) elsewhere = path;
    if (inside) break;
  }
  if (!elsewhere.empty()) return "did you mean " + elsewhere + "?";
  if (known.size() > kMostListed) return "`lafs-workbench --batch describe schema` lists all";
  return (section.empty() ? "known keys are " : section + " has ") + join(known, ", ");
}

void readSpec(const ConfigNode& root, ExperimentSpec& spec, std::vector<Problem>& problems) {
  readSection(experimentTable(), "", &spec, root, problems);
}

bool readField(const SpecField& field, const ConfigNode& value, ExperimentSpec& spec,
               std::vector<Problem>& problems) {
  return readValue(field.path(), field.field(), field.slot(spec), value, problems);
}

}  // namespace lafs
