// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "app/workbench/verb.h"
#include "core/base/json.h"

namespace lafs {

/// The parts of the verb `data`, each in data_<name>.cpp; `words` are what follows the part's name.
int dataInspect(VerbContext& context);
int dataAlign(VerbContext& context);
int dataSubset(VerbContext& context);
int dataPack(VerbContext& context);

/// Word `k` after the part's name; UserError that asks for `what` when there is none.
std::string dataWord(const VerbContext& context, std::size_t k, const std::string& what);

/// Has a worker do `job`, and prints its answer: as it is with --json, else through `print`.
int runDataJob(VerbContext& context, Json job, void (*print)(const Json&, std::ostream&));

std::string absolutePath(const std::string& path);

}  // namespace lafs
