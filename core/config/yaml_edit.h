// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace lafs {

/// Changes one value of an experiment file's text and leaves everything else (comments, order,
/// layout) as the user wrote it. `path` is dotted ("finetune.train.epochs"), `value` is YAML for
/// one line ("4", "[1, 2]", "cosface"). A key that is there gets the new value; one that is not is
/// added to its section, which is made when it is missing. UserError when the text is no YAML map
/// or the value now there spans several lines.
std::string withYamlValue(const std::string& text, const std::string& path,
                          const std::string& value);

/// The text without that key's line; unchanged when the key is not written on a line of its own.
std::string withoutYamlValue(const std::string& text, const std::string& path);

}  // namespace lafs
