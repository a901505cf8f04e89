// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/base/json.h"

namespace lafs {

/// Fields of a request, checked. `where` names the object for messages ("source", "views", …).
/// UserError when a field is missing, of another type or outside its range.

const Json& objectField(const Json& request, const char* name, const std::string& where);
std::string textField(const Json& request, const char* name, const std::string& where);
std::int64_t integerField(const Json& request, const char* name, const std::string& where,
                          std::int64_t least, std::int64_t most);
/// The same with a value for a field that is not there.
std::int64_t integerField(const Json& request, const char* name, const std::string& where,
                          std::int64_t least, std::int64_t most, std::int64_t otherwise);
bool flagField(const Json& request, const char* name, const std::string& where, bool otherwise);
/// A list of 1 … `most` whole numbers from 0 on.
std::vector<std::int64_t> indicesField(const Json& request, const char* name,
                                       const std::string& where, std::size_t most);

/// A list of 1 … `most` texts.
std::vector<std::string> textsField(const Json& request, const char* name, const std::string& where,
                                    std::size_t most);

/// UserError when `object` has a key that is not among `known`, with the nearest one.
void refuseUnknown(const Json& object, const std::vector<std::string>& known,
                   const std::string& where);

}  // namespace lafs
