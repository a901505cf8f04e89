// SPDX-License-Identifier: GPL-3.0-or-later
#include <filesystem>

#include "app/workbench/named_model.h"
#include "app/workbench/worker_errand.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

namespace fs = std::filesystem;

std::string outputFor(const Arguments& arguments) {
  if (!arguments.has("o")) {
    throw UserError("export", "needs -o FILE", "a name that ends in .pth, .pt or .safetensors");
  }
  const fs::path path = fs::absolute(arguments.value("o")).lexically_normal();
  const std::string ending = path.extension().string();
  if (ending != ".pth" && ending != ".pt" && ending != ".safetensors") {
    throw UserError(path.string(), "the ending says the format, and '" + ending + "' says none",
                    ".pth or .pt for PyTorch, .safetensors");
  }
  if (fs::exists(path) && !arguments.has("force")) {
    throw UserError(path.string(), "is there already", "-o another name, or --force to replace it");
  }
  return path.string();
}

int exportModel(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  if (arguments.positional().size() != 1) {
    throw UserError("export", "needs one CHECKPOINT", "a model file, or the directory of a run");
  }
  const ErrandFolder folder;
  const ErrandResult result = runErrand(context, folder,
                                        {{"job", "export"},
                                         {"checkpoint", namedModel(arguments.positional().front())},
                                         {"entry", arguments.value("entry")},
                                         {"prefix", arguments.value("prefix")},
                                         {"file", outputFor(arguments)}});
  if (result.code != kExitDone) return result.code;
  if (arguments.has("json")) {
    context.out << result.document.dump(2) << '\n';
  } else {
    context.out << "written: " << result.document["file"].get<std::string>() << " ("
                << withThousands(result.document["tensors"].get<std::int64_t>()) << " tensors, "
                << withThousands(result.document["numbers"].get<std::int64_t>()) << " numbers)\n";
  }
  return kExitDone;
}

}  // namespace

Verb exportVerb() {
  return {
      "export",
      "CHECKPOINT -o FILE [--prefix module.] [--json]",
      "write a model for PyTorch (.pth, .pt) or as plain safetensors, with the authors' key names",
      {{"o", "FILE", "what to write; the ending says the format"},
       {"prefix", "TEXT", "before every key, e.g. module. for a DataParallel model"},
       {"entry", "NAME", "part of a PyTorch checkpoint, when one is converted"},
       {"force", "", "replace FILE"},
       {"json", "", "print one JSON document"}},
      exportModel};
}

}  // namespace lafs
