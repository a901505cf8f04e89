// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/config/field_table.h"

#include "core/base/text.h"

namespace lafs {

namespace {

std::string numberText(const Field& field, double value) {
  return value == 0 && !field.zeroWord.empty() ? field.zeroWord : formatNumber(value);
}

void collect(const FieldTable& table, const std::string& prefix, std::vector<const Field*> sections,
             std::vector<SpecField>& fields) {
  for (const Field& field : table.fields) {
    const std::string path = prefix + field.name;
    if (field.type != FieldType::Section) {
      fields.emplace_back(path, field, sections);
      continue;
    }
    std::vector<const Field*> deeper = sections;
    deeper.push_back(&field);
    collect(*field.table, path + ".", std::move(deeper), fields);
  }
}

std::string boundsText(const Field& field) {
  std::string text;
  if (field.minimum) {
    text = std::string(field.aboveMinimum ? "above " : "at least ") + formatNumber(*field.minimum);
  }
  if (field.maximum) {
    if (!text.empty()) text += ", ";
    text += std::string(field.belowMaximum ? "below " : "at most ") + formatNumber(*field.maximum);
  }
  return text;
}

std::string withBounds(const std::string& what, const Field& field) {
  const std::string bounds = boundsText(field);
  std::string text = bounds.empty() ? what : what + ", " + bounds;
  if (!field.zeroWord.empty()) text += " (0 or '" + field.zeroWord + "')";
  return text;
}

}  // namespace

const Field* FieldTable::find(const std::string& fieldName) const {
  for (const Field& field : fields) {
    if (field.name == fieldName) return &field;
  }
  return nullptr;
}

std::vector<std::string> FieldTable::names() const {
  std::vector<std::string> all;
  for (const Field& field : fields) all.push_back(field.name);
  return all;
}

SpecField::SpecField(std::string path, const Field& field, std::vector<const Field*> sections)
    : path_(std::move(path)), field_(&field), sections_(std::move(sections)) {}

FieldSlot SpecField::slot(ExperimentSpec& spec) const {
  void* owner = &spec;
  for (const Field* section : sections_) owner = section->section(owner);
  return field_->slot(owner);
}

Json SpecField::json(const ExperimentSpec& spec) const {
  // The slot is only read; one function for reading and writing keeps the tables short.
  const FieldSlot value = slot(const_cast<ExperimentSpec&>(spec));
  return std::visit([](const auto* pointer) { return Json(*pointer); }, value);
}

std::string SpecField::text(const ExperimentSpec& spec) const {
  const FieldSlot value = slot(const_cast<ExperimentSpec&>(spec));
  if (const auto* flag = std::get_if<bool*>(&value)) return **flag ? "true" : "false";
  if (const auto* whole = std::get_if<std::int64_t*>(&value)) {
    return **whole == 0 && !field_->zeroWord.empty() ? field_->zeroWord : std::to_string(**whole);
  }
  if (const auto* number = std::get_if<double*>(&value)) return numberText(*field_, **number);
  if (const auto* text = std::get_if<std::string*>(&value)) return **text;
  std::vector<std::string> entries;
  if (const auto* numbers = std::get_if<std::vector<double>*>(&value)) {
    for (double number : **numbers) entries.push_back(formatNumber(number));
  } else {
    entries = *std::get<std::vector<std::string>*>(value);
  }
  return "[" + join(entries, ", ") + "]";
}

const std::vector<SpecField>& specFields() {
  static const std::vector<SpecField> fields = [] {
    std::vector<SpecField> all;
    collect(experimentTable(), "", {}, all);
    return all;
  }();
  return fields;
}

const SpecField* findSpecField(const std::string& pathOrAlias) {
  for (const SpecField& field : specFields()) {
    if (field.path() == pathOrAlias) return &field;
  }
  for (const SpecField& field : specFields()) {
    if (!pathOrAlias.empty() && field.field().alias == pathOrAlias) return &field;
  }
  return nullptr;
}

std::vector<std::string> specFieldNames() {
  std::vector<std::string> names;
  for (const SpecField& field : specFields()) {
    names.push_back(field.path());
    if (!field.field().alias.empty()) names.push_back(field.field().alias);
  }
  return names;
}

std::string allowedText(const Field& field) {
  const std::string count =
      field.length > 0 ? std::to_string(field.length) + " " : std::string("one or more ");
  switch (field.type) {
    case FieldType::Boolean:
      return "true or false";
    case FieldType::Integer:
      return withBounds("whole number", field);
    case FieldType::Number:
      return withBounds("number", field);
    case FieldType::Text:
      return "text";
    case FieldType::Choice:
      return "one of " + join(field.choices, ", ");
    case FieldType::NumberList:
      return withBounds("list of " + count + "numbers", field);
    case FieldType::TextList:
      return "list of " + count +
             (field.choices.empty() ? "texts" : "of " + join(field.choices, ", "));
    case FieldType::Section:
      return "section with " + join(field.table->names(), ", ");
  }
  return {};
}

const char* typeName(FieldType type) {
  switch (type) {
    case FieldType::Boolean:
      return "true|false";
    case FieldType::Integer:
      return "integer";
    case FieldType::Number:
      return "number";
    case FieldType::Text:
      return "text";
    case FieldType::Choice:
      return "choice";
    case FieldType::NumberList:
      return "list of numbers";
    case FieldType::TextList:
      return "list of texts";
    case FieldType::Section:
      return "section";
  }
  return "";
}

}  // namespace lafs
