// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/workbench/data_verb.h"
#include "core/base/error.h"
#include "core/base/text.h"

namespace lafs {

namespace {

constexpr std::size_t kPrinted = 20;

void printAligned(const Json& result, std::ostream& out) {
  const auto count = [&](const char* field) {
    return withThousands(result.at(field).get<std::int64_t>());
  };
  out << count("aligned") << " of " << count("pictures") << " photographs aligned into "
      << result.at("output").get<std::string>() << " (" << count("reused") << " done before), "
      << count("not_found_count") << " without a face\n";
  std::size_t printed = 0;
  for (const Json& missing : result.at("not_found")) {
    if (++printed > kPrinted) break;
    out << "  " << missing.at("file").get<std::string>() << ": "
        << missing.at("reason").get<std::string>() << '\n';
  }
  if (result.at("not_found_count").get<std::size_t>() > kPrinted) {
    out << "  … the others are in not_found.csv\n";
  }
}

}  // namespace

int dataAlign(VerbContext& context) {
  const Arguments& arguments = context.arguments;
  Json job = {{"job", "data-align"},
              {"photographs", absolutePath(dataWord(context, 0, "a folder of photographs"))}};
  if (!arguments.has("o")) throw UserError("-o", "is missing", "-o FOLDER for the aligned faces");
  job["faces"] = absolutePath(arguments.value("o"));
  const int ways = (arguments.has("detector") ? 1 : 0) + (arguments.has("points") ? 1 : 0) +
                   (arguments.has("whole") ? 1 : 0);
  if (ways != 1) {
    throw UserError("data align",
                    ways == 0 ? "does not know where the five points come from"
                              : "is told several sources of the five points",
                    "give one of --detector YUNET.onnx, --points FILE and --whole");
  }
  job["points"] = arguments.has("detector") ? "detector"
                  : arguments.has("points") ? "list"
                                            : "whole";
  if (job["points"] != "whole") {
    job["points_file"] =
        absolutePath(arguments.value(arguments.has("points") ? "points" : "detector"));
  }
  job["face"] = arguments.value("face", "best");
  const auto score = parseNumber(arguments.value("score", "0.6"));
  if (!score || *score < 0 || *score > 1) {
    throw UserError("--score", "found '" + arguments.value("score") + "', expected 0 to 1");
  }
  job["min_score"] = *score;
  job["side"] = arguments.number("size", 112, 16);
  job["quality"] = arguments.number("quality", 0, 0);
  if (job["quality"] > 100) throw UserError("--quality", "is above 100");
  job["threads"] = arguments.number("threads", 0, 0);
  return runDataJob(context, job, printAligned);
}

}  // namespace lafs
