// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/base/json.h"

namespace lafs {

/// All fields for people: one paragraph a section, each field with what it may hold, its default,
/// unit, meaning and the paper's word.
std::string schemaText();

/// The same as a list of objects, one a field, for programs.
Json schemaJson();

/// JSON Schema (draft 2020-12) of an experiment file, `extends` and `matrix` included. Editors that
/// know it complete keys and mark mistakes while one types.
Json jsonSchema();

}  // namespace lafs
