// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace lafs {

/// One thing that is wrong with something a user wrote, precise enough to mend it.
struct Problem {
  std::string where;    ///< "file:line:col", a key path, or a file; empty when there is no place
  std::string message;  ///< what was found and what was expected
  std::string remedy;   ///< what to do about it; may be empty
  std::string text() const;  ///< "where: message (remedy)" in one line
};

/// Something the user can mend: a missing file, a bad key, a full disk. Thrown where it is found,
/// caught at the program's edge, which prints what() and exits with 2 (usage, spec, input).
/// Anything else that is thrown is a bug. May carry several problems, reported in one go.
class UserError : public std::runtime_error {
 public:
  UserError(std::string where, std::string message, std::string remedy = {});
  explicit UserError(std::vector<Problem> problems);
  const std::vector<Problem>& problems() const { return problems_; }

 private:
  std::vector<Problem> problems_;
};

/// Throws std::logic_error with `message` when a promise between parts of the program is broken.
/// No user input may reach it.
void require(bool condition, const char* message);

}  // namespace lafs
