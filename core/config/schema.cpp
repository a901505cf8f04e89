// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/schema.h"

#include <algorithm>

#include "core/base/text.h"
#include "core/config/field_table.h"
#include "core/config/preset.h"

namespace lafs {

namespace {

struct Defaults {
  ExperimentSpec paper;
  ExperimentSpec release;
  Defaults() { applyPreset("release", release); }
};

std::string padded(const std::string& text, std::size_t width) {
  return text.size() < width ? text + std::string(width - text.size(), ' ') : text + " ";
}

std::string fieldText(const SpecField& field, const Defaults& defaults) {
  const Field& facts = field.field();
  std::string name = facts.name;
  if (!facts.alias.empty() && facts.alias != facts.name) name += " (" + facts.alias + ")";
  const std::string value = field.text(defaults.paper);
  std::string text =
      "  " + padded(name, 30) + padded("default " + (value.empty() ? "-" : value), 24);
  text += allowedText(facts);
  if (!facts.unit.empty()) text += "; in " + facts.unit;
  text += "\n      " + facts.meaning;
  if (!facts.neededBy.empty()) {
    text += "; only with " + facts.neededBy + " " + join(facts.neededValues, " or ");
  }
  text += "\n";
  if (!facts.paper.empty()) text += "      paper: " + facts.paper + "\n";
  const std::string release = field.text(defaults.release);
  if (release != value) text += "      preset release: " + release + "\n";
  if (!facts.changesNumbers) text += "      changes no number\n";
  return text;
}

void describeSection(const FieldTable& table, const std::string& path, const Defaults& defaults,
                     std::string& text) {
  const std::string prefix = path.empty() ? "" : path + ".";
  for (const Field& field : table.fields) {
    if (field.type != FieldType::Section) {
      text += fieldText(*findSpecField(prefix + field.name), defaults);
    }
  }
  for (const Field& field : table.fields) {
    if (field.type != FieldType::Section) continue;
    text += "\n" + prefix + field.name + ": " + field.meaning + "\n";
    describeSection(*field.table, prefix + field.name, defaults, text);
  }
}

}  // namespace

std::string schemaText() {
  std::string text =
      "An experiment file has these fields. Beside them it may have `extends: FILE`,\n"
      "`matrix:` (axes, zip, include, exclude, seeds) and `report:`.\n\n";
  describeSection(experimentTable(), "", Defaults(), text);
  return text;
}

Json schemaJson() {
  const Defaults defaults;
  Json list = Json::array();
  for (const SpecField& field : specFields()) {
    const Field& facts = field.field();
    Json item = Json::object();
    item["path"] = field.path();
    item["alias"] = facts.alias;
    item["type"] = typeName(facts.type);
    item["default"] = field.json(defaults.paper);
    item["release"] = field.json(defaults.release);
    item["allowed"] = allowedText(facts);
    if (!facts.choices.empty()) item["choices"] = facts.choices;
    item["minimum"] = facts.minimum ? Json(*facts.minimum) : Json();
    item["maximum"] = facts.maximum ? Json(*facts.maximum) : Json();
    item["unit"] = facts.unit;
    item["meaning"] = facts.meaning;
    item["paper"] = facts.paper;
    item["changes_numbers"] = facts.changesNumbers;
    list.push_back(std::move(item));
  }
  return list;
}

}  // namespace lafs
