// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/data_verb.h"

#include <filesystem>

#include "app/workbench/worker_errand.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

struct Part {
  const char* name;
  int (*run)(VerbContext&);
};

constexpr Part kParts[] = {
    {"inspect", dataInspect}, {"align", dataAlign}, {"subset", dataSubset}, {"pack", dataPack}};

int data(VerbContext& context) {
  std::vector<std::string> names;
  for (const Part& part : kParts) names.emplace_back(part.name);
  const auto& words = context.arguments.positional();
  if (words.empty()) throw UserError("", "data what?", "one of " + join(names, ", "));
  for (const Part& part : kParts) {
    if (words.front() == part.name) return part.run(context);
  }
  const std::string near = nearestName(words.front(), names);
  throw UserError("", "data has no '" + words.front() + "'",
                  near.empty() ? "one of " + join(names, ", ") : "did you mean " + near + "?");
}

}  // namespace

std::string dataWord(const VerbContext& context, std::size_t k, const std::string& what) {
  const auto& words = context.arguments.positional();
  if (k + 1 < words.size()) return words[k + 1];
  throw UserError("", "data " + words.front() + " needs " + what,
                  "lafs-workbench --batch data --help");
}

std::string absolutePath(const std::string& path) {
  return std::filesystem::absolute(path).lexically_normal().string();
}

int runDataJob(VerbContext& context, Json job, void (*print)(const Json&, std::ostream&)) {
  const ErrandFolder folder;
  const ErrandResult result = runErrand(context, folder, std::move(job));
  if (result.document.is_null()) return result.code;
  if (context.arguments.has("json")) {
    context.out << result.document.dump(2) << '\n';
  } else {
    print(result.document, context.out);
  }
  return result.code;
}

Verb dataVerb() {
  return {"data",
          "inspect SOURCE|EXPERIMENT... | align FOLDER -o FOLDER | subset SOURCE -o FOLDER | "
          "pack SOURCE -o FILE.rec | pack FILE.rec -o FOLDER",
          "look at sets of faces, align photographs, write subsets and record files; a SOURCE is "
          "a folder, a .rec, a list, or KIND:PATH?field=value&...",
          {{"o", "PATH", "what is written: align, subset: a folder; pack: a .rec, or a folder"},
           {"name", "NAME", "inspect: name of a set, in their order", true},
           {"index", "FILE", "inspect: an index file over the first SOURCE, as a set", true},
           {"images", "N", "inspect: look at so many pictures of a set (default: all)"},
           {"near", "BITS", "inspect: near duplicates differ in so many of 256 bits (default 12)"},
           {"detector", "FILE", "align, inspect: YuNet's ONNX file"},
           {"points", "FILE", "align: five points of each photograph, instead of a detector"},
           {"whole", "", "align: the whole picture is the face"},
           {"face", "WHICH", "align: best, largest or central one of several (default best)"},
           {"score", "S", "align: the detector's lowest score, 0 to 1 (default 0.6)"},
           {"size", "PIXELS", "align: side of the faces (default 112); pack: resize (default: no)"},
           {"quality", "Q", "align: JPEG of this quality instead of PNG; pack: JPEG's (95)"},
           {"fractions", "LIST", "subset: shares of the identities (default 0.01,0.1,1)"},
           {"shots", "LIST", "subset: images an identity (default 1,2,4,10,all)"},
           {"pretrain-shots", "LIST", "subset: of the pretraining sets (default 1,4; none)"},
           {"pretrain-from", "SHARE", "subset: from the first identities (default 0.5)"},
           {"pretrain-images", "N", "subset: size of the pretraining sets (default 1000000)"},
           {"random", "N", "subset: size of the random set (default 1000000; 0: none)"},
           {"rule", "RULE", "subset: random, or prefix: the first of the index (default random)"},
           {"seed", "N", "subset: default 0"},
           {"layout", "LAYOUT", "pack: insightface (with identity ranges) or plain"},
           {"lossless", "", "pack: PNG where a picture has to be encoded"},
           {"threads", "N", "default: all cores"},
           {"json", "", "print one JSON document"}},
          data};
}

}  // namespace lafs
