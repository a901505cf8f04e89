// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/preview/request_fields.h"

#include <algorithm>

#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

const Json& field(const Json& request, const char* name, const std::string& where) {
  const auto found = request.find(name);
  if (found == request.end()) {
    throw UserError(where, std::string("needs a field \"") + name + "\"");
  }
  return *found;
}

[[noreturn]] void refuse(const char* name, const std::string& where, const std::string& expected,
                         const Json& found) {
  throw UserError(where + "." + name, "expected " + expected + ", found " + found.dump());
}

/// A list of 1 … `most` values; the caller looks at each of them.
const Json& listField(const Json& request, const char* name, const std::string& where,
                      const std::string& expected, std::size_t most) {
  const Json& value = field(request, name, where);
  if (!value.is_array() || value.empty() || value.size() > most) {
    refuse(name, where, expected, value.is_array() ? Json(value.size()) : value);
  }
  return value;
}

}  // namespace

const Json& objectField(const Json& request, const char* name, const std::string& where) {
  const Json& value = field(request, name, where);
  if (!value.is_object()) refuse(name, where, "an object", value);
  return value;
}

std::string textField(const Json& request, const char* name, const std::string& where) {
  const Json& value = field(request, name, where);
  if (!value.is_string()) refuse(name, where, "text", value);
  return value.get<std::string>();
}

std::int64_t integerField(const Json& request, const char* name, const std::string& where,
                          std::int64_t least, std::int64_t most) {
  const Json& value = field(request, name, where);
  if (value.is_number_integer()) {
    const auto number = value.get<std::int64_t>();
    if (number >= least && number <= most) return number;
  }
  refuse(name, where,
         "a whole number from " + std::to_string(least) + " to " + std::to_string(most), value);
}

std::int64_t integerField(const Json& request, const char* name, const std::string& where,
                          std::int64_t least, std::int64_t most, std::int64_t otherwise) {
  return request.contains(name) ? integerField(request, name, where, least, most) : otherwise;
}

bool flagField(const Json& request, const char* name, const std::string& where, bool otherwise) {
  if (!request.contains(name)) return otherwise;
  const Json& value = request.at(name);
  if (!value.is_boolean()) refuse(name, where, "true or false", value);
  return value.get<bool>();
}

std::vector<std::int64_t> indicesField(const Json& request, const char* name,
                                       const std::string& where, std::size_t most) {
  const std::string expected = "a list of 1 to " + std::to_string(most) + " whole numbers";
  std::vector<std::int64_t> numbers;
  for (const Json& item : listField(request, name, where, expected, most)) {
    if (!item.is_number_integer() || item.get<std::int64_t>() < 0) {
      refuse(name, where, expected, item);
    }
    numbers.push_back(item.get<std::int64_t>());
  }
  return numbers;
}

std::vector<std::string> textsField(const Json& request, const char* name, const std::string& where,
                                    std::size_t most) {
  const std::string expected = "a list of 1 to " + std::to_string(most) + " texts";
  std::vector<std::string> texts;
  for (const Json& item : listField(request, name, where, expected, most)) {
    if (!item.is_string()) refuse(name, where, expected, item);
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

void refuseUnknown(const Json& object, const std::vector<std::string>& known,
                   const std::string& where) {
  for (const auto& item : object.items()) {
    if (std::find(known.begin(), known.end(), item.key()) != known.end()) continue;
    const std::string near = nearestName(item.key(), known);
    throw UserError(where, "unknown field \"" + item.key() + "\", expected " + join(known, ", "),
                    near.empty() ? "" : "did you mean \"" + near + "\"?");
  }
}

}  // namespace lafs
