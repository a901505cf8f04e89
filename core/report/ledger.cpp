// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/ledger.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/config_node.h"
#include "core/report/paper_documents.h"

namespace lafs {

/// Reads the YAML; every problem is collected with its line.
class LedgerReader {
 public:
  LedgerReader(const std::string& text, const std::string& file) {
    root_ = parseConfig(text, file, problems_);
  }

  Ledger read() {
    readMeasures();
    readDataSets();
    readRecipes();
    const ConfigNode* tables = part(root_, "tables", ConfigNode::Kind::List);
    if (tables) {
      for (const ConfigNode& table : tables->items) ledger_.tables_.push_back(readTable(table));
    }
    if (!problems_.empty()) throw UserError(problems_);
    return std::move(ledger_);
  }

 private:
  void refuse(const std::string& where, const std::string& message) {
    problems_.push_back({where, "ledger: " + message, ""});
  }

  const ConfigNode* part(const ConfigNode& node, const std::string& key, ConfigNode::Kind kind,
                         bool needed = true) {
    const ConfigNode::Entry* entry = node.find(key);
    if (entry && entry->value.kind == kind) return &entry->value;
    if (entry || needed) {
      refuse(entry ? entry->value.where : node.where,
             key + ": found " + (entry ? entry->value.describe() : std::string("nothing")));
    }
    return nullptr;
  }

  std::string text(const ConfigNode& node, const std::string& key, bool needed = false) {
    const ConfigNode* value = part(node, key, ConfigNode::Kind::Scalar, needed);
    return value ? value->scalar : std::string();
  }

  double number(const ConfigNode& node, const std::string& key) {
    const ConfigNode* value = part(node, key, ConfigNode::Kind::Scalar, false);
    if (!value) return 0;
    const auto parsed = parseNumber(value->scalar);
    if (!parsed) refuse(value->where, key + ": '" + value->scalar + "' is no number");
    return parsed.value_or(0);
  }

  void readMeasures() {
    const ConfigNode* measures = part(root_, "measures", ConfigNode::Kind::Map);
    if (!measures) return;
    for (const ConfigNode::Entry& entry : measures->entries) {
      LedgerMeasure measure;
      measure.name = entry.key;
      const std::string kind = text(entry.value, "kind", true);
      measure.kind = kind == "tar"     ? LedgerMeasure::Kind::Tar
                     : kind == "rank1" ? LedgerMeasure::Kind::Rank1
                                       : LedgerMeasure::Kind::Accuracy;
      if (kind != "tar" && kind != "rank1" && kind != "accuracy") {
        refuse(entry.value.where, "'" + kind + "' is no kind of measure");
      }
      measure.far = number(entry.value, "far");
      measure.protocol = text(entry.value, "protocol", true);
      measure.trials = number(entry.value, "trials");
      ledger_.measures_.push_back(std::move(measure));
    }
  }

  void readDataSets() {
    const ConfigNode* sets = part(root_, "data_sets", ConfigNode::Kind::Map);
    if (!sets) return;
    for (const ConfigNode::Entry& entry : sets->entries) {
      ledger_.dataSets_[entry.key] = {static_cast<std::int64_t>(number(entry.value, "images")),
                                      static_cast<std::int64_t>(number(entry.value, "identities")),
                                      text(entry.value, "about")};
    }
  }

  void readRecipes() {
    const ConfigNode* recipes = part(root_, "recipes", ConfigNode::Kind::Map);
    if (!recipes) return;
    for (const ConfigNode::Entry& entry : recipes->entries) {
      ledger_.recipes_[entry.key] = readFacts(entry.value);
    }
  }

  Facts readFacts(const ConfigNode& map) {
    Facts facts;
    const auto& names = factNames();
    for (const ConfigNode::Entry& entry : map.entries) {
      if (std::find(names.begin(), names.end(), entry.key) == names.end()) {
        refuse(entry.where, "'" + entry.key + "' is no fact");
      }
      facts[entry.key] = entry.value.scalar;
    }
    return facts;
  }

  /// Recipes first; facts that stand beside them win.
  Facts factsBeside(const ConfigNode& node, bool* any = nullptr) {
    Facts facts;
    const ConfigNode* recipes = part(node, "recipes", ConfigNode::Kind::List, false);
    const ConfigNode* own = part(node, "facts", ConfigNode::Kind::Map, false);
    if (recipes) {
      for (const ConfigNode& name : recipes->items) {
        const auto known = ledger_.recipes_.find(name.scalar);
        if (known == ledger_.recipes_.end()) {
          refuse(name.where, "no recipe is called '" + name.scalar + "'");
        } else {
          for (const auto& [fact, value] : known->second) facts[fact] = value;
        }
      }
    }
    if (own) {
      for (const auto& [fact, value] : readFacts(*own)) facts[fact] = value;
    }
    if (any) *any = recipes || own;
    return facts;
  }

  LedgerTable readTable(const ConfigNode& node) {
    LedgerTable table;
    table.number = static_cast<int>(number(node, "table"));
    table.caption = text(node, "caption", true);
    table.source = text(node, "source", true);
    table.note = text(node, "note");
    table.facts = factsBeside(node);
    if (const ConfigNode* columns = part(node, "columns", ConfigNode::Kind::List)) {
      for (const ConfigNode& column : columns->items) readColumn(column, table);
    }
    if (const ConfigNode* rows = part(node, "rows", ConfigNode::Kind::List)) {
      for (const ConfigNode& row : rows->items) readRow(row, table);
    }
    return table;
  }

  void readColumn(const ConfigNode& node, LedgerTable& table) {
    LedgerColumn column{text(node, "key", true), text(node, "title", true),
                        text(node, "measure", true), factsBeside(node)};
    const auto& measures = ledger_.measures_;
    if (std::none_of(measures.begin(), measures.end(),
                     [&](const LedgerMeasure& m) { return m.name == column.measure; })) {
      refuse(node.where, "no measure is called '" + column.measure + "'");
    }
    table.columns.push_back(std::move(column));
  }

  void readRow(const ConfigNode& node, LedgerTable& table) {
    LedgerRow row;
    row.key = text(node, "key", true);
    row.title = text(node, "title", true);
    row.group = text(node, "group");
    row.note = text(node, "note");
    row.facts = factsBeside(node, &row.own);
    const ConfigNode* values = part(node, "values", ConfigNode::Kind::List);
    const ConfigNode* notes = part(node, "notes", ConfigNode::Kind::Map, false);
    if (values && values->items.size() != table.columns.size()) {
      refuse(values->where, row.key + " has " + std::to_string(values->items.size()) +
                                " values for " + std::to_string(table.columns.size()) + " columns");
      values = nullptr;
    }
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
      LedgerValue value;
      value.row = table.rows.size();
      value.column = i;
      if (values && values->items[i].kind == ConfigNode::Kind::Scalar) {
        value.printed = values->items[i].scalar;
        value.percent = parseNumber(value.printed);
        if (!value.percent) refuse(values->items[i].where, "'" + value.printed + "' is no number");
      }
      const ConfigNode::Entry* note = notes ? notes->find(table.columns[i].key) : nullptr;
      if (note) value.note = note->value.scalar;
      table.values.push_back(std::move(value));
    }
    checkNotes(notes, table);
    table.rows.push_back(std::move(row));
  }

  void checkNotes(const ConfigNode* notes, const LedgerTable& table) {
    if (!notes) return;
    for (const ConfigNode::Entry& entry : notes->entries) {
      if (std::none_of(table.columns.begin(), table.columns.end(),
                       [&](const LedgerColumn& column) { return column.key == entry.key; })) {
        refuse(entry.where, "no column is called '" + entry.key + "'");
      }
    }
  }

  ConfigNode root_;
  std::vector<Problem> problems_;
  Ledger ledger_;
};

const LedgerValue& LedgerTable::value(std::size_t row, std::size_t column) const {
  require(row < rows.size() && column < columns.size(), "a value lies inside its table");
  return values[row * columns.size() + column];
}

Facts LedgerTable::factsOf(const LedgerValue& value) const {
  Facts all = facts;
  // A row's recipe for a scratch start has none of the table's pretraining facts, so later wins.
  for (const auto& [fact, text] : rows[value.row].facts) all[fact] = text;
  for (const auto& [fact, text] : columns[value.column].facts) all[fact] = text;
  if (all.count("loss") && all["loss"] == "none") {
    for (const char* fact : {"finetune_set", "fraction", "shots", "augmented"}) all.erase(fact);
  }
  return all;
}

std::string LedgerTable::place(const LedgerValue& value) const {
  const LedgerRow& row = rows[value.row];
  std::vector<std::string> parts;
  if (!row.group.empty()) parts.push_back(row.group);
  parts.push_back(row.title);
  parts.push_back(columns[value.column].title);
  return source + ", " + join(parts, " / ");
}

const Ledger& Ledger::published() {
  static const Ledger ledger = read(paperLedgerText(), "resources/paper/ledger.yaml");
  return ledger;
}

Ledger Ledger::read(const std::string& text, const std::string& file) {
  return LedgerReader(text, file).read();
}

const LedgerTable* Ledger::table(int number) const {
  for (const LedgerTable& table : tables_) {
    if (table.number == number) return &table;
  }
  return nullptr;
}

const LedgerMeasure& Ledger::measure(const std::string& name) const {
  for (const LedgerMeasure& measure : measures_) {
    if (measure.name == name) return measure;
  }
  require(false, "a column's measure is known");
  return measures_.front();
}

const LedgerDataSet* Ledger::dataSet(const std::string& name) const {
  const auto found = dataSets_.find(name);
  return found == dataSets_.end() ? nullptr : &found->second;
}

const Facts* Ledger::recipe(const std::string& name) const {
  const auto found = recipes_.find(name);
  return found == recipes_.end() ? nullptr : &found->second;
}

}  // namespace lafs
