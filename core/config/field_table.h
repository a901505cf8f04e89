// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "core/base/json.h"
#include "core/config/experiment_spec.h"

namespace lafs {

enum class FieldType { Boolean, Integer, Number, Text, Choice, NumberList, TextList, Section };

/// Where a field's value lives inside a struct.
using FieldSlot = std::variant<bool*, std::int64_t*, double*, std::string*, std::vector<double>*,
                               std::vector<std::string>*>;

struct FieldTable;

/// Everything the program knows about one field, written down once: parsing, validation, overrides,
/// the printed schema, the desktop's form and stage keys all come from it. The default is that of a
/// default-constructed ExperimentSpec.
struct Field {
  std::string name;  ///< YAML key, snake_case, full words
  FieldType type = FieldType::Text;
  std::string meaning;  ///< one line
  std::string unit;     ///< empty for plain numbers
  std::string paper;    ///< what the paper says or measured; empty where it is silent
  std::string alias;    ///< short name in filters, columns and axes, e.g. "alpha"
  std::optional<double> minimum, maximum;  ///< of the number, or of every number of a list
  bool aboveMinimum = false;               ///< the minimum itself is not allowed
  bool belowMaximum = false;               ///< the maximum itself is not allowed
  std::vector<std::string> choices;        ///< of a Choice, or of every entry of a TextList
  std::int64_t length = 0;                 ///< of a list: exactly so many entries; 0 = one or more
  bool mayBeEmpty = false;                 ///< of a list: no entry is fine, too
  std::string zeroWord;                    ///< word that stands for 0 ("all")
  bool changesNumbers = true;  ///< false: folders, devices, cadences; stays out of stage keys
  std::string neededBy;        ///< sibling field that decides whether this one is looked at ...
  std::vector<std::string> neededValues;  ///< ... namely when it has one of these values
  std::function<FieldSlot(void*)> slot;   ///< from the owning struct; not for a Section
  const FieldTable* table = nullptr;      ///< a Section's own fields ...
  std::function<void*(void*)> section;    ///< ... and where its struct lives in the owner

  bool isList() const { return type == FieldType::NumberList || type == FieldType::TextList; }
};

struct FieldTable {
  std::string name;  ///< of the struct, in words of the YAML
  std::vector<Field> fields;
  const Field* find(const std::string& fieldName) const;
  std::vector<std::string> names() const;
};

/// The table of the whole spec (ExperimentSpec); sections hang below it.
const FieldTable& experimentTable();

/// A leaf of the spec, by its full path.
class SpecField {
 public:
  SpecField(std::string path, const Field& field, std::vector<const Field*> sections);
  const std::string& path() const { return path_; }  ///< "pretrain.subset.shots"
  const Field& field() const { return *field_; }
  FieldSlot slot(ExperimentSpec& spec) const;
  std::string text(const ExperimentSpec& spec) const;  ///< value, printed as YAML would hold it
  Json json(const ExperimentSpec& spec) const;
  /// Alias when there is one, else the path.
  const std::string& shortName() const { return field_->alias.empty() ? path_ : field_->alias; }

 private:
  std::string path_;
  const Field* field_;
  std::vector<const Field*> sections_;
};

/// Every leaf, in the order of the tables.
const std::vector<SpecField>& specFields();

/// Leaf by path or alias; null when there is none.
const SpecField* findSpecField(const std::string& pathOrAlias);

/// Paths and aliases of all leaves (for "did you mean").
std::vector<std::string> specFieldNames();

/// What a field may hold, in words: "whole number, 1 or more", "one of lafs, dino, none".
std::string allowedText(const Field& field);

/// "true|false", "integer", "number", "text", "choice", "list of numbers", "list of texts".
const char* typeName(FieldType type);

}  // namespace lafs
