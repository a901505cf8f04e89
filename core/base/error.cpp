// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"

#include <utility>

namespace lafs {

namespace {

std::string joined(const std::vector<Problem>& problems) {
  std::string text;
  for (const Problem& problem : problems) {
    if (!text.empty()) text += '\n';
    text += problem.text();
  }
  return text;
}

}  // namespace

std::string Problem::text() const {
  std::string line = where.empty() ? message : where + ": " + message;
  if (!remedy.empty()) line += " (" + remedy + ")";
  return line;
}

UserError::UserError(std::string where, std::string message, std::string remedy)
    : UserError({Problem{std::move(where), std::move(message), std::move(remedy)}}) {}

UserError::UserError(std::vector<Problem> problems)
    : std::runtime_error(joined(problems)), problems_(std::move(problems)) {}

void require(bool condition, const char* message) {
  if (!condition) throw std::logic_error(message);
}

}  // namespace lafs
