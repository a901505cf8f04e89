// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/problem_report.h"
#include "app/workbench/verb.h"
#include "core/config/experiment.h"

namespace lafs {

namespace {

int validate(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.positional().size() != 1) {
    throw UserError("", "validate needs one EXPERIMENT", "validate experiments/quickstart.yaml");
  }
  const std::string& path = arguments.positional().front();
  const Experiment experiment = loadExperiment(path, arguments.values("set"));
  if (arguments.has("json")) {
    Json cells = Json::array();
    for (const Cell& cell : experiment.cells) cells.push_back(cell.name);
    context.out << Json{{"experiment", experiment.name},
                        {"problems", Json::array()},
                        {"cells", cells}}
                       .dump(2)
                << "\n";
  } else {
    const std::size_t count = experiment.cells.size();
    context.out << path << ": good; " << count << (count == 1 ? " cell" : " cells") << "\n";
  }
  return kExitDone;
}

}  // namespace

Verb validateVerb() {
  return {"validate",
          "EXPERIMENT [--set k=v]... [--json]",
          "check an experiment: every problem at once, with its place",
          {{"set", "k=v", "replace a field", true}, {"json", "", "one JSON document", false}},
          validate};
}

}  // namespace lafs
