// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/config/field_table.h"

namespace lafs {

/// Adds facts to a field that was just declared.
class FieldFacts {
 public:
  explicit FieldFacts(Field& field) : field_(field) {}
  FieldFacts atLeast(double minimum) {
    return set([&] { field_.minimum = minimum; });
  }
  FieldFacts above(double minimum) {
    return set([&] { field_.minimum = minimum, field_.aboveMinimum = true; });
  }
  FieldFacts atMost(double maximum) {
    return set([&] { field_.maximum = maximum; });
  }
  FieldFacts below(double maximum) {
    return set([&] { field_.maximum = maximum, field_.belowMaximum = true; });
  }
  FieldFacts unit(const char* unit) {
    return set([&] { field_.unit = unit; });
  }
  FieldFacts paper(const char* words) {
    return set([&] { field_.paper = words; });
  }
  FieldFacts alias(const char* name) {
    return set([&] { field_.alias = name; });
  }
  FieldFacts entries(std::int64_t length) {
    return set([&] { field_.length = length; });
  }
  FieldFacts zero(const char* word) {
    return set([&] { field_.zeroWord = word; });
  }
  /// Choices of every entry of a list of texts.
  FieldFacts from(std::vector<std::string> choices) {
    return set([&] { field_.choices = std::move(choices); });
  }
  /// A list without an entry is allowed.
  FieldFacts mayBeEmpty() {
    return set([&] { field_.mayBeEmpty = true; });
  }
  /// Cannot change the numbers a stage yields.
  FieldFacts withoutEffectOnNumbers() {
    return set([&] { field_.changesNumbers = false; });
  }
  FieldFacts neededWhen(const char* sibling, std::vector<std::string> values) {
    return set([&] { field_.neededBy = sibling, field_.neededValues = std::move(values); });
  }

 private:
  template <class Action>
  FieldFacts set(Action action) {
    action();
    return *this;
  }
  Field& field_;
};

/// Builds the table of one struct, field by field.
template <class Struct>
class TableBuilder {
 public:
  explicit TableBuilder(const char* name) { table_.name = name; }

  FieldFacts boolean(const char* name, bool Struct::*member, const char* meaning) {
    return leaf(name, FieldType::Boolean, member, meaning);
  }
  FieldFacts integer(const char* name, std::int64_t Struct::*member, const char* meaning) {
    return leaf(name, FieldType::Integer, member, meaning);
  }
  FieldFacts number(const char* name, double Struct::*member, const char* meaning) {
    return leaf(name, FieldType::Number, member, meaning);
  }
  FieldFacts text(const char* name, std::string Struct::*member, const char* meaning) {
    return leaf(name, FieldType::Text, member, meaning);
  }
  FieldFacts choice(const char* name, std::string Struct::*member, std::vector<std::string> choices,
                    const char* meaning) {
    return leaf(name, FieldType::Choice, member, meaning).from(std::move(choices));
  }
  FieldFacts numbers(const char* name, std::vector<double> Struct::*member, const char* meaning) {
    return leaf(name, FieldType::NumberList, member, meaning);
  }
  FieldFacts texts(const char* name, std::vector<std::string> Struct::*member,
                   const char* meaning) {
    return leaf(name, FieldType::TextList, member, meaning);
  }
  template <class Part>
  void section(const char* name, Part Struct::*member, const FieldTable& table,
               const char* meaning) {
    Field& field = add(name, FieldType::Section, meaning);
    field.table = &table;
    field.section = [member](void* owner) -> void* {
      return &(static_cast<Struct*>(owner)->*member);
    };
  }
  FieldTable take() { return std::move(table_); }

 private:
  Field& add(const char* name, FieldType type, const char* meaning) {
    Field field;
    field.name = name;
    field.type = type;
    field.meaning = meaning;
    table_.fields.push_back(std::move(field));
    return table_.fields.back();
  }
  template <class Value>
  FieldFacts leaf(const char* name, FieldType type, Value Struct::*member, const char* meaning) {
    Field& field = add(name, type, meaning);
    field.slot = [member](void* owner) -> FieldSlot {
      return &(static_cast<Struct*>(owner)->*member);
    };
    return FieldFacts(field);
  }
  FieldTable table_;
};

}  // namespace lafs
