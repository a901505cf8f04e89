// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include "app/workbench/text_table.h"
#include "app/workbench/worker_errand.h"
#include "core/base/atomic_file.h"
#include "core/base/error.h"
#include "core/base/text.h"
#include "core/config/experiment.h"
#include "core/config/spec_json.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t kKeysShown = 12;

/// The model that the user named, as a spec; null when it is to be inferred.
Json modelFor(const ErrandFolder& folder, const Arguments& arguments) {
  std::vector<std::string> overrides = arguments.values("set");
  for (const std::string& one : overrides) {
    if (one.compare(0, 6, "model.") == 0) continue;
    throw UserError("--set " + one, "an import has only a model to set",
                    "e.g. --set model.preset=part-fvit-b --set model.depth=6");
  }
  if (arguments.has("model")) {
    overrides.insert(overrides.begin(), "model.preset=" + arguments.value("model"));
  }
  if (overrides.empty()) return nullptr;
  // A grid or convolutional model wants neither landmarks nor the method that needs them.
  overrides.insert(overrides.begin(), {"pretrain.method=none", "finetune.start=scratch"});
  const std::string file = folder.file("import.yaml");
  writeFileAtomically(file, "name: import\n");
  return toJson(loadExperiment(file, overrides).cells.front().spec);
}

std::string outputFor(const Arguments& arguments, const std::string& checkpoint) {
  const std::string named = arguments.value("o");
  const fs::path path =
      named.empty() ? fs::path(checkpoint).stem().string() + ".safetensors" : named;
  if (path.extension() != ".safetensors") {
    throw UserError(path.string(), "a model file ends in .safetensors", "-o NAME.safetensors");
  }
  const std::string output = fs::absolute(path).lexically_normal().string();
  if (fs::exists(output) && !arguments.has("force") && !arguments.has("dry-run")) {
    throw UserError(output, "is there already", "-o another name, or --force to replace it");
  }
  return output;
}

std::string keyName(const Json& key) {
  if (key.is_string()) return key.get<std::string>();
  return key["name"].get<std::string>() + " " + key["found"].dump() + " instead of " +
         key["expected"].dump();
}

std::string keyLines(const Json& keys) {
  std::vector<std::string> names;
  for (const Json& key : keys) {
    if (names.size() == kKeysShown) {
      names.push_back("… (--json lists all)");
      break;
    }
    names.push_back(keyName(key));
  }
  return join(names, ", ");
}

void printReport(const Json& report, std::ostream& out) {
  std::vector<std::string> entries;
  for (const Json& entry : report["entries"]) {
    if (entries.size() == kKeysShown) {
      entries.push_back("…");
      break;
    }
    entries.push_back("'" + entry["path"].get<std::string>() + "'");
  }
  out << report["checkpoint"].get<std::string>() << " (" << report["container"].get<std::string>()
      << "): entry '" << report["entry"].get<std::string>() << "' of " << join(entries, ", ")
      << '\n'
      << "model: " << report["model"]["name"].get<std::string>() << ", input "
      << report["input"].get<std::string>() << "\n\n";
  TextTable table({"keys", "number", "which"},
                  {TextTable::Align::Left, TextTable::Align::Right, TextTable::Align::Left});
  for (const char* kind :
       {"matched", "missing", "unexpected", "misshaped", "dropped", "defaulted"}) {
    const Json& keys = report[kind];
    const bool shown = std::string(kind) != "matched" && std::string(kind) != "defaulted";
    table.row({kind, std::to_string(keys.size()), shown ? keyLines(keys) : ""});
  }
  out << table.text() << '\n';
}

int importModel(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.positional().size() != 1) {
    throw UserError("import", "needs one CHECKPOINT", "a .pth, .pt or .safetensors file");
  }
  const auto absolute = [](const std::string& path) {
    return path.empty() ? path : fs::absolute(path).lexically_normal().string();
  };
  const std::string checkpoint = absolute(arguments.positional().front());
  const ErrandFolder folder;
  const std::string model = outputFor(arguments, checkpoint);
  const bool dryRun = arguments.has("dry-run");
  const Json job{{"job", "import"},
                 {"checkpoint", checkpoint},
                 {"entry", arguments.value("entry")},
                 {"spec", modelFor(folder, arguments)},
                 {"landmark_cnn", absolute(arguments.value("landmark-cnn"))},
                 {"allow_missing", arguments.values("allow-missing")},
                 {"allow_unexpected", arguments.values("allow-unexpected")},
                 {"allow_misshaped", arguments.values("allow-misshaped")},
                 {"model", dryRun ? "" : model}};
  const ErrandResult result = runErrand(context, folder, job);
  if (result.document.is_null()) return result.code;
  if (arguments.has("json")) {
    context.out << result.document.dump(2) << '\n';
    return result.code;
  }
  printReport(result.document, context.out);
  if (result.code == kExitDone && !dryRun) context.out << "written: " << model << '\n';
  return result.code;
}

}  // namespace

Verb importVerb() {
  return {
      "import",
      "CHECKPOINT [-o FILE] [--entry NAME] [--model PRESET] [--allow-... KEYS]... [--json]",
      "make a model file of a checkpoint of PyTorch, running nothing that is in it",
      {{"o", "FILE", "model file to write; default: the checkpoint's name, .safetensors, here"},
       {"entry", "NAME", "part of the checkpoint, e.g. student; default: teacher, state_dict, …"},
       {"model", "PRESET", "its model; default: found from the sizes"},
       {"set", "K=V", "a size of the model, e.g. model.heads=12", true},
       {"landmark-cnn", "FILE", "take the landmark CNN from this checkpoint"},
       {"allow-missing", "KEYS", "these may be missing and stay random, e.g. 'mlp_head.*'", true},
       {"allow-unexpected", "KEYS", "these of the file may be left out", true},
       {"allow-misshaped", "KEYS", "these may have other sizes and stay random", true},
       {"force", "", "replace FILE"},
       {"dry-run", "", "only say what fits"},
       {"json", "", "print one JSON document: every key, and what else the file says"}},
      importModel};
}

}  // namespace lafs
