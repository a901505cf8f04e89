// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/report/table_report.h"

#include <algorithm>
#include <set>

#include "core/base/error.h"
#include "core/base/text.h"
#include "core/report/significance.h"
#include "core/report/verdict.h"

namespace lafs {

namespace {

std::string optionsRemedy() {
  return "report has tables, columns and stands_for, e.g. {tables: [3], columns: {IJB-B: "
         "{protocol: profile, far: 0.01}}}";
}

Measure readColumn(const std::string& name, const Json& node, const std::string& file) {
  if (!node.is_object() || !node.contains("protocol") || !node["protocol"].is_string()) {
    throw UserError(file, "report.columns: " + name + " needs a protocol", optionsRemedy());
  }
  Measure measure;
  measure.title = name;
  measure.protocol = node["protocol"].get<std::string>();
  const Json far = node.value("far", Json());
  if (far.is_number()) measure.far = far.get<double>();
  return measure;
}

/// Builds the tables of one part.
class TableBuilder {
 public:
  TableBuilder(const Experiment& experiment, std::size_t part, const std::vector<CellGroup>& groups)
      : experiment_(experiment), options_(ReportOptions::of(experiment.parts[part])) {
    for (const CellGroup& group : groups) {
      if (group.part == part) groups_.push_back(&group);
    }
    paperScale_ = std::any_of(groups_.begin(), groups_.end(),
                              [](const CellGroup* group) { return group->paperScale; });
  }

  std::vector<ReportTable> build(const std::string& title, std::vector<CellOrigins>& origins) {
    std::vector<ReportTable> tables;
    for (const int number : options_.tables) {
      origins.emplace_back();
      tables.push_back(published(*Ledger::published().table(number), origins.back()));
    }
    std::vector<const CellGroup*> others;
    for (const CellGroup* group : groups_) {
      if (!bound_.count(group)) others.push_back(group);
    }
    if (!others.empty()) {
      origins.emplace_back();
      tables.push_back(pivot(title, others, origins.back()));
    }
    return tables;
  }

 private:
  // ---- a published table

  ReportTable published(const LedgerTable& ledger, CellOrigins& origins) {
    ReportTable table;
    table.title = ledger.source;
    table.caption = ledger.caption;
    table.note = ledger.note;
    table.paperTable = ledger.number;
    std::vector<std::size_t> columns;
    std::vector<std::size_t> rows;
    chooseParts(ledger, rows, columns);
    for (const std::size_t column : columns) {
      Measure measure =
          measureFor(Ledger::published().measure(ledger.columns[column].measure), options_);
      measure.title = ledger.columns[column].title;
      table.columns.push_back(std::move(measure));
    }
    for (const std::size_t row : rows) {
      ReportRow line{ledger.rows[row].key,
                     ledger.rows[row].title,
                     ledger.rows[row].group,
                     ledger.rows[row].note,
                     {},
                     {}};
      origins.emplace_back();
      for (std::size_t i = 0; i < columns.size(); ++i) {
        const LedgerValue& value = ledger.value(row, columns[i]);
        const CellGroup* group = groupFor(ledger, value);
        if (group) line.coordinates.insert(group->coordinates.begin(), group->coordinates.end());
        line.cells.push_back(publishedCell(ledger, value, group, table.columns[i]));
        origins.back().push_back(group);
      }
      table.rows.push_back(std::move(line));
    }
    return table;
  }

  /// Rows and columns that a cell of this part stands for; at the paper's scale all of them.
  void chooseParts(const LedgerTable& ledger, std::vector<std::size_t>& rows,
                   std::vector<std::size_t>& columns) const {
    std::set<std::size_t> asked;
    for (std::size_t row = 0; row < ledger.rows.size(); ++row) {
      bool any = false;
      for (std::size_t column = 0; column < ledger.columns.size(); ++column) {
        if (!isMeasured(ledger.columns[column].measure)) continue;
        if (!groupFor(ledger, ledger.value(row, column))) continue;
        any = true;
        asked.insert(column);
      }
      if (any || paperScale_) rows.push_back(row);
    }
    for (std::size_t column = 0; column < ledger.columns.size(); ++column) {
      if (paperScale_ || asked.count(column)) columns.push_back(column);
    }
  }

  /// A part that maps some published measures has no others.
  bool isMeasured(const std::string& measure) const {
    return options_.columns.empty() || options_.columns.count(measure) > 0;
  }

  const CellGroup* groupFor(const LedgerTable& ledger, const LedgerValue& value) const {
    if (!ledger.rows[value.row].own) return nullptr;
    const Facts wanted = ledger.factsOf(value);
    for (const CellGroup* group : groups_) {
      if (standsFor(group->facts, wanted)) return group;
    }
    return nullptr;
  }

  ReportCell publishedCell(const LedgerTable& ledger, const LedgerValue& value,
                           const CellGroup* group, const Measure& measure) {
    ReportCell cell;
    if (group) {
      bound_.insert(group);
      fillMeasured(*group, measure, experiment_, cell);
      cell.command = group->name;
    }
    setPublished(ledger, value, cell);
    const LedgerMeasure& published =
        Ledger::published().measure(ledger.columns[value.column].measure);
    const bool sameMeasure = measure.protocol == published.protocol;
    cell.verdict = verdictOf(cell, published.trials, group && group->paperScale && sameMeasure);
    return cell;
  }

  static void setPublished(const LedgerTable& ledger, const LedgerValue& value, ReportCell& cell) {
    if (value.percent) cell.paper = *value.percent / 100;
    cell.paperPlace = ledger.place(value);
    cell.note = value.note;
  }

  // ---- a table of any cells

  ReportTable pivot(const std::string& title, const std::vector<const CellGroup*>& groups,
                    CellOrigins& origins) {
    ReportTable table;
    table.title = title;
    if (!options_.tables.empty()) {
      table.title += ": further cells";
      table.caption = "Cells that stand for nothing in the tables above";
    }
    table.columns = measuresOf(groups);
    for (const CellGroup* group : groups) {
      ReportRow row{group->name, group->name, "", "", group->coordinates, {}};
      origins.emplace_back();
      for (const Measure& measure : table.columns) {
        ReportCell cell;
        fillMeasured(*group, measure, experiment_, cell);
        cell.command = group->name;
        bindAnywhere(*group, measure, cell);
        row.cells.push_back(std::move(cell));
        origins.back().push_back(group);
      }
      table.rows.push_back(std::move(row));
    }
    return table;
  }

  /// The first published value with this cell's facts under the same measure.
  void bindAnywhere(const CellGroup& group, const Measure& measure, ReportCell& cell) const {
    for (const LedgerTable& ledger : Ledger::published().tables()) {
      for (const LedgerValue& value : ledger.values) {
        const LedgerMeasure& published =
            Ledger::published().measure(ledger.columns[value.column].measure);
        const Measure own = measureFor(published, options_);
        if (!ledger.rows[value.row].own || own.protocol != measure.protocol ||
            own.far != measure.far || !standsFor(group.facts, ledger.factsOf(value))) {
          continue;
        }
        setPublished(ledger, value, cell);
        cell.verdict = verdictOf(cell, published.trials,
                                 group.paperScale && own.protocol == published.protocol);
        return;
      }
    }
    cell.verdict = Verdict::NotInPaper;
  }

  const Experiment& experiment_;
  ReportOptions options_;
  std::vector<const CellGroup*> groups_;
  std::set<const CellGroup*> bound_;
  bool paperScale_ = false;
};

}  // namespace

ReportOptions ReportOptions::of(const ExperimentPart& part) {
  ReportOptions options;
  for (const auto& [key, value] : part.report.items()) {
    if (key == "tables" && value.is_array()) {
      for (const Json& number : value) {
        if (!number.is_number_integer() || !Ledger::published().table(number.get<int>())) {
          throw UserError(part.file, "report.tables: the paper has no table " + number.dump(),
                          "1 to 8");
        }
        options.tables.push_back(number.get<int>());
      }
    } else if (key == "columns" && value.is_object()) {
      for (const auto& [name, node] : value.items()) {
        options.columns[name] = readColumn(name, node, part.file);
      }
    } else if (key != "stands_for") {
      throw UserError(part.file, "report: " + key + " is not understood", optionsRemedy());
    }
  }
  return options;
}

Measure measureFor(const LedgerMeasure& published, const ReportOptions& options) {
  const auto own = options.columns.find(published.name);
  if (own != options.columns.end()) return own->second;
  Measure measure{
      published.name, published.protocol, {}, published.kind == LedgerMeasure::Kind::Rank1};
  if (published.kind == LedgerMeasure::Kind::Tar) measure.far = published.far;
  return measure;
}

bool standsFor(const Facts& cell, const Facts& published) {
  const auto size = cell.find("size");
  if (size == cell.end() || size->second != "other") return hasFacts(cell, published);
  Facts wanted = published;
  wanted.erase("size");
  return hasFacts(cell, wanted);
}

std::vector<ReportTable> tablesOf(const Experiment& experiment, std::size_t part,
                                  const std::vector<CellGroup>& groups,
                                  const std::string& runsFolder) {
  std::vector<CellOrigins> origins;
  TableBuilder builder(experiment, part, groups);
  std::vector<ReportTable> tables = builder.build(experiment.parts[part].name, origins);
  for (std::size_t i = 0; i < tables.size(); ++i) {
    markBest(tables[i], origins[i], runsFolder);
  }
  return tables;
}

}  // namespace lafs
