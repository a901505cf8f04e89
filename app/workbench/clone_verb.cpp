// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/run_selection.h"
#include "app/workbench/verb.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/config/experiment_layers.h"
#include "core/config/field_table.h"
#include "core/config/spec_json.h"
#include "core/config/spec_reader.h"
#include "core/run/run_paths.h"

namespace lafs {

namespace {

/// The spec of a run with `--set` applied; UserError with every problem.
ExperimentSpec changedSpec(const std::string& directory, const std::vector<std::string>& sets) {
  const RunPaths paths(directory);
  ExperimentSpec spec = specFromYaml(readWholeFile(paths.spec()), paths.spec());
  std::vector<Problem> problems;
  for (const Override& change : parseOverrides(sets, problems)) {
    const SpecField* field = findSpecField(change.path);
    if (field) {
      readField(*field, change.value, spec, problems);
    } else {
      problems.push_back({change.where, "is no single field", "give one field, e.g. alpha=5"});
    }
  }
  if (!problems.empty()) throw UserError(problems);
  return spec;
}

int clone(VerbContext& context) {
  const std::vector<std::string>& words = context.arguments.positional();
  if (words.size() != 1) {
    throw UserError("clone", "needs one RUN, " + std::to_string(words.size()) + " given",
                    "`status` lists them");
  }
  const std::string directory = selectRuns(context.arguments.value("runs", "runs"), words).front();
  const std::string text = toYaml(changedSpec(directory, context.arguments.values("set")));
  const std::string file = context.arguments.value("o");
  if (file.empty()) {
    context.out << text;
  } else {
    writeFileAtomically(file, text);
    context.out << "wrote " << file << "; `run " << file << "` runs what is missing of it\n";
  }
  return kExitDone;
}

}  // namespace

Verb cloneVerb() {
  return {"clone",
          "RUN [--set k=v]... [-o FILE] [--runs DIR]",
          "write an experiment file that asks for what a run did, with changes",
          {{"set", "K=V", "give a field another value", true},
           {"o", "FILE", "write it there (default: standard output)"},
           {"runs", "DIR", "folder of the run directories (default: runs)"}},
          clone};
}

}  // namespace lafs
