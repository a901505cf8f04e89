// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/describe.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/schema.h"

namespace lafs {

namespace {

struct Subject {
  const char* name;
  int (*describe)(VerbContext&);
};

constexpr Subject kSubjects[] = {{"schema", describeSchema},
                                 {"model", describeModel},
                                 {"models", describeModels},
                                 {"experiment", describeExperiment}};

int describe(VerbContext& context) {
  std::vector<std::string> names;
  for (const Subject& subject : kSubjects) names.emplace_back(subject.name);
  const auto& words = context.arguments.positional();
  if (words.empty()) throw UserError("", "describe what?", "one of " + join(names, ", "));
  for (const Subject& subject : kSubjects) {
    if (words.front() == subject.name) return subject.describe(context);
  }
  const std::string near = nearestName(words.front(), names);
  throw UserError("", "cannot describe '" + words.front() + "'",
                  near.empty() ? "one of " + join(names, ", ") : "did you mean " + near + "?");
}

}  // namespace

int describeSchema(VerbContext& context) {
  if (context.arguments.has("json-schema")) {
    context.out << jsonSchema().dump(2) << "\n";
  } else if (context.arguments.has("json")) {
    context.out << schemaJson().dump(2) << "\n";
  } else {
    context.out << schemaText();
  }
  return kExitDone;
}

Verb describeVerb() {
  return {"describe",
          "schema [--json|--json-schema] | models | model NAME | experiment EXPERIMENT",
          "fields of an experiment; parameters and FLOPs of a model; stages of an experiment",
          {{"set", "k=v", "replace a field", true},
           {"runs", "DIR", "experiment: folder of the runs (default: runs)", false},
           {"json", "", "one JSON document", false},
           {"json-schema", "", "schema: as JSON Schema, for editors", false}},
          describe};
}

}  // namespace lafs
