// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableWidget>
#include <string>
#include <vector>

#include "core/config/experiment_spec.h"
#include "core/config/spec_difference.h"

namespace lafs {

/// What differs between the configurations of any number of runs: a row a changed field, a column a
/// run. Fields that are equal everywhere are not shown. A value that only one run has is set off.
class DifferenceTable : public QTableWidget {
  Q_OBJECT

 public:
  explicit DifferenceTable(QWidget* parent = nullptr);
  /// `names` head the columns; as many as there are specs.
  void setSpecs(std::vector<ExperimentSpec> specs, std::vector<std::string> names);
  /// Whether fields that cannot change a result (folders, devices, cadences) are shown too.
  void setEverything(bool everything);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void refresh();
  void fill();

  std::vector<ExperimentSpec> specs_;
  std::vector<std::string> names_;
  bool everything_ = false;
  std::vector<SpecFieldDifference> shown_;
  std::vector<std::string> shownNames_;
};

}  // namespace lafs
