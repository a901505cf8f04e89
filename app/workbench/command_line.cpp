// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/command_line.h"

#include <algorithm>
#include <exception>

#include "app/workbench/problem_report.h"
#include "app/workbench/verb.h"
#include "core/base/text.h"

namespace lafs {

namespace {

bool isHelp(const std::string& word) {
  return word == "--help" || word == "-h";
}

std::string padded(const std::string& text, std::size_t width) {
  return text + std::string(text.size() < width ? width - text.size() : 1, ' ');
}

void printHelp(std::ostream& out) {
  out << "lafs-workbench [--runs DIR]             the desktop\n"
         "lafs-workbench --batch VERB ...         the same program without a screen\n"
         "lafs-workbench --batch VERB --help      what a verb takes\n"
         "lafs-workbench --version\n\nVerbs:\n";
  for (const Verb& verb : verbs()) out << "  " << padded(verb.name, 12) << verb.summary << "\n";
  out << "\nExit codes: 0 done, 1 a run failed, 2 wrong usage or spec, 75 stopped with its\n"
         "checkpoint kept: run again to go on.\n";
}

void printVerbHelp(const Verb& verb, std::ostream& out) {
  out << "lafs-workbench --batch " << verb.name << " " << verb.usage << "\n\n"
      << verb.summary << "\n";
  if (!verb.options.empty()) out << "\n";
  for (const Option& option : verb.options) {
    std::string name = (option.name.size() == 1 ? "-" : "--") + option.name;
    if (!option.value.empty()) name += " " + option.value;
    out << "  " << padded(name, 26) << option.meaning << (option.repeatable ? "; repeatable" : "")
        << "\n";
  }
}

const Verb& verbNamed(const std::string& name) {
  std::vector<std::string> names;
  for (const Verb& verb : verbs()) {
    if (verb.name == name) return verb;
    names.push_back(verb.name);
  }
  const std::string near = nearestName(name, names);
  throw UserError("", "unknown verb '" + name + "'",
                  near.empty() ? "verbs are " + join(names, ", ") : "did you mean " + near + "?");
}

int runBatch(const std::vector<std::string>& words, const std::string& program, std::ostream& out,
             std::ostream& err) {
  if (words.empty()) throw UserError("", "--batch needs a verb", "see lafs-workbench --help");
  if (isHelp(words.front())) {
    printHelp(out);
    return kExitDone;
  }
  const Verb& verb = verbNamed(words.front());
  const std::vector<std::string> rest(words.begin() + 1, words.end());
  if (std::any_of(rest.begin(), rest.end(), isHelp)) {
    printVerbHelp(verb, out);
    return kExitDone;
  }
  const Arguments arguments(verb.options, rest);
  VerbContext context{arguments, out, err, program};
  return verb.run(context);
}

int dispatch(const std::vector<std::string>& words, const std::string& program,
             const DesktopMain& desktop, std::ostream& out, std::ostream& err) {
  const bool window = words.empty() || words.front().compare(0, 6, "--runs") == 0;
  if (window && desktop) return desktop();
  if (window) {
    throw UserError("", "this build has no desktop",
                    "use lafs-workbench --batch VERB; --help lists the verbs");
  }
  if (isHelp(words.front())) {
    printHelp(out);
    return kExitDone;
  }
  if (words.front() == "--version") {
    out << "lafs-workbench " LAFS_VERSION "\n";
    return kExitDone;
  }
  if (words.front() == "--batch") {
    return runBatch({words.begin() + 1, words.end()}, program, out, err);
  }
  throw UserError("", "unknown argument '" + words.front() + "'", "see lafs-workbench --help");
}

}  // namespace

int runCommandLine(const std::vector<std::string>& words, const std::string& program,
                   const DesktopMain& desktop, std::ostream& out, std::ostream& err) {
  try {
    return dispatch(words, program, desktop, out, err);
  } catch (const UserError& error) {
    for (const Problem& problem : error.problems()) err << problem.text() << "\n";
    if (std::find(words.begin(), words.end(), "--json") != words.end()) {
      out << Json{{"problems", problemsJson(error)}}.dump(2) << "\n";
    }
    return kExitUsage;
  } catch (const std::exception& error) {
    err << "lafs-workbench: a mistake in the program: " << error.what() << "\n";
    return kExitFailed;
  }
}

}  // namespace lafs
