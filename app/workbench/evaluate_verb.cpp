// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>
#include <utility>

#include "app/workbench/named_model.h"
#include "app/workbench/result_table.h"
#include "app/workbench/worker_errand.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/config/experiment.h"
#include "core/config/protocol_name.h"
#include "core/config/spec_json.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

/// The protocols asked for, their paths absolute.
Json protocolsOf(const Arguments& arguments) {
  if (!arguments.has("protocol")) {
    throw UserError("evaluate", "needs at least one --protocol", protocolNamesText());
  }
  Json protocols = Json::array();
  for (const std::string& name : arguments.values("protocol")) {
    protocols.push_back(absoluteProtocol(name));
  }
  return protocols;
}

/// The default spec with these protocols and the user's overrides, checked like any other.
ExperimentSpec specFor(const ErrandFolder& folder, const Json& protocols,
                       const Arguments& arguments) {
  std::vector<std::string> overrides = arguments.values("set");
  // Part of the spec, so that its rules judge the protocols that will be measured; JSON is YAML
  // too.
  overrides.push_back("evaluate.protocols=" + protocols.dump());
  if (arguments.has("device")) overrides.push_back("runtime.device=" + arguments.value("device"));
  const std::string file = folder.file("evaluate.yaml");
  writeFileAtomically(file, "name: evaluate\n");
  return loadExperiment(file, overrides).cells.front().spec;
}

/// The one thing that is measured: a checkpoint, features or scores. Its field of the job, and
/// path.
std::pair<std::string, std::string> subjectOf(const Arguments& arguments) {
  std::vector<std::pair<std::string, std::string>> subjects;
  for (const std::string& file : arguments.positional()) subjects.emplace_back("checkpoint", file);
  for (const char* option : {"features", "scores"}) {
    if (arguments.has(option)) subjects.emplace_back(option, arguments.value(option));
  }
  if (subjects.size() != 1) {
    throw UserError("evaluate", "needs one CHECKPOINT, or --features, or --scores",
                    "a model file, or the directory of a run");
  }
  auto& [subject, file] = subjects.front();
  file =
      subject == "checkpoint" ? namedModel(file) : fs::absolute(file).lexically_normal().string();
  if (!fs::exists(file)) throw UserError(file, "there is no such file");
  return subjects.front();
}

/// A folder that an option names, made when it is not there; empty without the option.
std::string folderOf(const Arguments& arguments, const std::string& option) {
  if (!arguments.has(option)) return {};
  const std::string folder = fs::absolute(arguments.value(option)).lexically_normal().string();
  std::error_code failed;
  fs::create_directories(folder, failed);
  if (failed) throw UserError(folder, "cannot be made: " + failed.message());
  return folder;
}

int evaluate(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  const auto [subject, file] = subjectOf(arguments);
  const Json protocols = protocolsOf(arguments);
  const ErrandFolder folder;
  const Json job{{"job", "evaluate"},
                 {subject, file},
                 {"protocols", protocols},
                 {"spec", toJson(specFor(folder, protocols, arguments))},
                 {"both_sides", arguments.has("both-sides")},
                 {"results", folderOf(arguments, "output")},
                 {"keep_features", folderOf(arguments, "keep-features")}};
  const ErrandResult result = runErrand(context, folder, job);
  if (result.code != kExitDone) return result.code;
  if (arguments.has("json")) {
    context.out << result.document.dump(2) << '\n';
  } else {
    printVerification(result.document, context.out);
  }
  return kExitDone;
}

}  // namespace

Verb evaluateVerb() {
  return {"evaluate",
          "CHECKPOINT --protocol FILE... [--features F | --scores F] [--set k=v]... [--json]",
          "measure a model file, features or scores under protocols",
          {{"protocol", "FILE", "pairs file, verification bin, or KIND:PATH; see describe schema",
            true},
           {"features", "F", "in place of a checkpoint: .npy, safetensors or feature files"},
           {"both-sides", "", "rows of features are [image | mirror image]"},
           {"scores", "F", "in place of a checkpoint: one score a pair, .npy or safetensors"},
           {"output", "DIR", "keep metrics, curves and scores here, e.g. for compare"},
           {"keep-features", "DIR", "keep a model's features here as MegaFace's files"},
           {"set", "K=V", "give a field another value, e.g. data.root=faces", true},
           {"device", "DEVICE", "auto, cpu, cuda or cuda:N"},
           {"json", "", "print one JSON document"}},
          evaluate};
}

}  // namespace lafs
