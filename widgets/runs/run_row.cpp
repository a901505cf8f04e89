// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/runs/run_row.h"

#include "core/config/field_table.h"

namespace lafs {

std::string RunRow::specText(const std::string& pathOrAlias) const {
  static const ExperimentSpec defaults;
  const SpecField* field = findSpecField(pathOrAlias);
  if (!field) return {};
  if (spec) {
    const auto found = spec->find(field->path());
    if (found != spec->end()) return found->second;
  }
  return field->text(defaults);
}

}  // namespace lafs
