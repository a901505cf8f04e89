// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/text.h"
#include "core/config/field_table.h"
#include "core/config/schema.h"

namespace lafs {

namespace {

void addBounds(const Field& field, Json& schema) {
  const bool whole = field.type == FieldType::Integer;
  const auto bound = [whole](double value) {
    return whole ? Json(static_cast<std::int64_t>(value)) : Json(value);
  };
  if (field.minimum) {
    schema[field.aboveMinimum ? "exclusiveMinimum" : "minimum"] = bound(*field.minimum);
  }
  if (field.maximum) {
    schema[field.belowMaximum ? "exclusiveMaximum" : "maximum"] = bound(*field.maximum);
  }
}

/// What one value of the field, or one entry of its list, may be.
Json valueSchema(const Field& field) {
  Json schema = Json::object();
  switch (field.type) {
    case FieldType::Boolean:
      schema["type"] = "boolean";
      break;
    case FieldType::Integer:
      schema["type"] = "integer";
      break;
    case FieldType::Number:
    case FieldType::NumberList:
      schema["type"] = "number";
      break;
    case FieldType::Choice:
    case FieldType::Text:
    case FieldType::TextList:
      schema["type"] = "string";
      break;
    case FieldType::Section:
      break;
  }
  if (!field.choices.empty()) schema["enum"] = field.choices;
  addBounds(field, schema);
  if (!field.zeroWord.empty()) {
    Json word = {{"const", field.zeroWord}};
    return {{"anyOf", Json::array({schema, word})}};
  }
  return schema;
}

std::string description(const Field& field) {
  std::string text = field.meaning;
  if (!field.unit.empty()) text += " [" + field.unit + "]";
  if (!field.paper.empty()) text += ". Paper: " + field.paper;
  return text;
}

Json fieldSchema(const Field& field) {
  Json value = valueSchema(field);
  Json schema = value;
  if (field.isList()) {
    schema = {{"type", "array"}, {"items", value}, {"minItems", field.mayBeEmpty ? 0 : 1}};
    if (field.length > 0) schema["minItems"] = schema["maxItems"] = field.length;
  }
  schema["description"] = description(field);
  return schema;
}

Json sectionSchema(const FieldTable& table, const std::string& prefix) {
  static const ExperimentSpec defaults;
  Json properties = Json::object();
  for (const Field& field : table.fields) {
    const std::string path = prefix + field.name;
    if (field.type == FieldType::Section) {
      properties[field.name] = sectionSchema(*field.table, path + ".");
      properties[field.name]["description"] = field.meaning;
    } else {
      properties[field.name] = fieldSchema(field);
      properties[field.name]["default"] = findSpecField(path)->json(defaults);
    }
  }
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
}

/// Axes are fields, by path or short name, with lists of values; or names of one's own with points.
Json matrixSchema() {
  Json axes = Json::object();
  for (const SpecField& field : specFields()) {
    Json list = {{"type", "array"}, {"minItems", 1}};
    list["description"] = field.field().meaning;
    const Field& facts = field.field();
    Json value = fieldSchema(facts);
    value.erase("description");
    list["items"] = value;
    axes[field.path()] = list;
    if (!facts.alias.empty()) axes[facts.alias] = list;
  }
  const Json points = {{"type", "object"},
                       {"minProperties", 1},
                       {"additionalProperties", {{"type", Json::array({"object", "null"})}}}};
  const Json maps = {{"type", "array"}, {"items", {{"type", "object"}, {"minProperties", 1}}}};
  Json properties = Json::object();
  properties["axes"] = {{"type", "object"},
                        {"properties", axes},
                        {"additionalProperties", points},
                        {"description", "every combination of these; the first varies slowest"}};
  properties["zip"] = maps;
  properties["zip"]["description"] = "fields that vary together";
  properties["include"] = maps;
  properties["include"]["description"] = "further combinations";
  properties["exclude"] = maps;
  properties["exclude"]["description"] = "combinations that are left out";
  properties["seeds"] = {
      {"description", "how many seeds, or which"},
      {"anyOf",
       Json::array({{{"type", "integer"}, {"minimum", 1}, {"maximum", 10000}},
                    {{"type", "array"}, {"items", {{"type", "integer"}, {"minimum", 0}}}}})}};
  return {{"type", Json::array({"object", "null"})},
          {"additionalProperties", false},
          {"properties", properties},
          {"description", "varies fields; each combination is a cell"}};
}

}  // namespace

Json jsonSchema() {
  Json schema = Json::object();
  schema["$schema"] = "https://json-schema.org/draft/2020-12/schema";
  schema["title"] = "LAFS Workbench experiment";
  schema.update(sectionSchema(experimentTable(), ""));
  Json& properties = schema["properties"];
  properties["name"].erase("default");  // it is the file's name
  const Json file = {{"type", "string"}, {"minLength", 1}};
  properties["extends"] = {
      {"description", "file whose fields are taken first; relative to this one"},
      {"anyOf", Json::array({file, {{"type", "array"}, {"items", file}, {"minItems", 1}}})}};
  properties["matrix"] = matrixSchema();
  properties["report"] = {{"type", Json::array({"object", "null"})},
                          {"description", "options of the report"}};
  return schema;
}

}  // namespace lafs
