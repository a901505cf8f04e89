// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/arguments.h"

#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

const Option* find(const std::vector<Option>& options, const std::string& name) {
  for (const Option& option : options) {
    if (option.name == name) return &option;
  }
  return nullptr;
}

std::string dashed(const std::string& name) {
  return (name.size() == 1 ? "-" : "--") + name;
}

Problem unknownOption(const std::vector<Option>& options, const std::string& name) {
  std::vector<std::string> known;
  for (const Option& option : options) known.push_back(dashed(option.name));
  const std::string near = nearestName(dashed(name), known);
  std::string remedy =
      known.empty() ? "there are no options here" : "there are " + join(known, ", ");
  if (!near.empty()) remedy = "did you mean " + near + "?";
  return {"", "unknown option " + dashed(name), remedy};
}

}  // namespace

Arguments::Arguments(const std::vector<Option>& options, const std::vector<std::string>& words) {
  std::vector<Problem> problems;
  bool optionsOver = false;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string& word = words[i];
    if (optionsOver || word.size() < 2 || word[0] != '-') {
      positional_.push_back(word);
      continue;
    }
    if (word == "--") {
      optionsOver = true;
      continue;
    }
    const std::size_t equals = word.find('=');
    const std::string name =
        word.substr(word[1] == '-' ? 2 : 1,
                    equals == std::string::npos ? equals : equals - (word[1] == '-' ? 2 : 1));
    const Option* option = find(options, name);
    if (!option) {
      problems.push_back(unknownOption(options, name));
      continue;
    }
    std::string value;
    if (option->value.empty()) {
      if (equals != std::string::npos) {
        problems.push_back({"", dashed(name) + " takes no value", ""});
      }
    } else if (equals != std::string::npos) {
      value = word.substr(equals + 1);
    } else if (i + 1 < words.size()) {
      value = words[++i];
    } else {
      problems.push_back({"", dashed(name) + " needs a value", dashed(name) + " " + option->value});
      continue;
    }
    if (has(name) && !option->repeatable && !option->value.empty()) {
      problems.push_back({"", dashed(name) + " is given twice", "keep one of them"});
    }
    values_[name].push_back(value);
  }
  if (!problems.empty()) throw UserError(problems);
}

std::string Arguments::value(const std::string& name, const std::string& fallback) const {
  const auto found = values_.find(name);
  return found == values_.end() ? fallback : found->second.back();
}

std::vector<std::string> Arguments::values(const std::string& name) const {
  const auto found = values_.find(name);
  return found == values_.end() ? std::vector<std::string>() : found->second;
}

long long Arguments::number(const std::string& name, long long fallback, long long minimum) const {
  if (!has(name)) return fallback;
  const auto parsed = parseInteger(value(name));
  if (!parsed || *parsed < minimum) {
    throw UserError(dashed(name), "found '" + value(name) +
                                      "', expected a whole number, at least " +
                                      std::to_string(minimum));
  }
  return *parsed;
}

}  // namespace lafs
