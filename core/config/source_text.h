// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "core/config/data_spec.h"

namespace lafs {

/// A data source in one word, as the command line and a union's parts write it:
///
///   KIND:PATH[?field=value&field=value…]
///
/// KIND is a source (folder, list, recordio, synthetic), PATH its folder or file, and the fields
/// are those of `data:`. Without KIND the path says what it is: a .rec file or a folder that holds
/// train.rec is recordio, any other folder a folder, any other file a list. `test_fraction` is 0
/// unless a field says otherwise: somebody who names a source means all of it.
/// UserError, naming the text, for an unknown kind or field, a bad value, or nothing to read.
DataSpec sourceFromText(const std::string& text);

/// `text` with its path made absolute against the current folder.
std::string withAbsolutePath(const std::string& text);

/// What part `text` of the union `whole` is: a source as above that shares the union's policy for
/// damaged files and its colour order unless it names its own. UserError as above, and for a union
/// inside a union or a split of its own, which the union makes.
DataSpec partOfUnion(const std::string& text, const DataSpec& whole);

}  // namespace lafs
