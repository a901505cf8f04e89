// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "core/report/cell_facts.h"

namespace lafs {

/// What a column of the paper measures.
struct LedgerMeasure {
  enum class Kind { Accuracy, Tar, Rank1 };
  std::string name;  ///< "LFW", "IJB-B"
  Kind kind = Kind::Accuracy;
  double far = 0;        ///< Kind::Tar
  std::string protocol;  ///< name of the protocol that measures it
  double trials = 0;     ///< decisions behind a published figure; 0 = not known
};

struct LedgerColumn {
  std::string key, title;
  std::string measure;  ///< name of its LedgerMeasure
  Facts facts;
};

struct LedgerRow {
  std::string key, title, group, note;
  bool own = false;  ///< a result of the method's authors; false: quoted from others, no facts
  Facts facts;
};

/// One published number.
struct LedgerValue {
  std::size_t row = 0, column = 0;
  std::optional<double> percent;  ///< absent where the paper prints a dash
  std::string printed;            ///< its digits as printed; empty for a dash
  std::string note;               ///< misprints and oddities
};

struct LedgerTable {
  int number = 0;
  std::string caption, source, note;
  Facts facts;
  std::vector<LedgerColumn> columns;
  std::vector<LedgerRow> rows;
  std::vector<LedgerValue> values;  ///< row by row

  const LedgerValue& value(std::size_t row, std::size_t column) const;
  /// Facts of table, row and column together.
  Facts factsOf(const LedgerValue& value) const;
  /// "Table 3, 1 % of the identities / Part fViT, LAFS / IJB-B, 1 shot".
  std::string place(const LedgerValue& value) const;
};

/// A data set that the paper names.
struct LedgerDataSet {
  std::int64_t images = 0, identities = 0;
  std::string about;
};

/// The published tables: resources/paper/ledger.yaml, which is part of the program.
class Ledger {
 public:
  static const Ledger& published();
  /// Reads another text of that form; UserError with every problem found.
  static Ledger read(const std::string& text, const std::string& file);

  const std::vector<LedgerTable>& tables() const { return tables_; }
  const LedgerTable* table(int number) const;  ///< null when there is none
  const LedgerMeasure& measure(const std::string& name) const;
  const std::vector<LedgerMeasure>& measures() const { return measures_; }
  const LedgerDataSet* dataSet(const std::string& name) const;  ///< null when unknown
  const Facts* recipe(const std::string& name) const;           ///< facts that come together

 private:
  friend class LedgerReader;
  std::vector<LedgerTable> tables_;
  std::vector<LedgerMeasure> measures_;
  std::map<std::string, LedgerDataSet> dataSets_;
  std::map<std::string, Facts> recipes_;
};

}  // namespace lafs
