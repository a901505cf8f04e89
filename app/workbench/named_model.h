// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs {

/// Absolute path of the model file that someone named: the file itself, or what the run in that
/// directory made. A folder that is no finished run of a model is a UserError; whether a file is
/// there, and is a model, is for its reader to say.
std::string namedModel(const std::string& name);

}  // namespace lafs
