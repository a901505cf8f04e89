// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <string>
#include <vector>

namespace lafs {

/// An option of a verb: `--name VALUE`, or a flag when `value` is empty.
struct Option {
  std::string name;     ///< without dashes, e.g. "runs"; a single letter is written "-o"
  std::string value;    ///< placeholder for people ("DIR"); empty = a flag
  std::string meaning;  ///< one line
  bool repeatable = false;
};

/// What a verb was given, taken apart.
class Arguments {
 public:
  /// Takes `words` apart by `options`: "--name value", "--name=value", "-o value"; "--" ends the
  /// options. UserError (several problems at once) for an unknown option, with the nearest one,
  /// a missing value, or an option given twice that is not repeatable.
  Arguments(const std::vector<Option>& options, const std::vector<std::string>& words);

  const std::vector<std::string>& positional() const { return positional_; }
  bool has(const std::string& name) const { return values_.count(name) > 0; }
  /// Value of an option, the last one given; `fallback` when it is absent.
  std::string value(const std::string& name, const std::string& fallback = {}) const;
  std::vector<std::string> values(const std::string& name) const;
  /// Whole number of an option, at least `minimum`; UserError when it is none.
  long long number(const std::string& name, long long fallback, long long minimum) const;

 private:
  std::vector<std::string> positional_;
  std::map<std::string, std::vector<std::string>> values_;
};

}  // namespace lafs
